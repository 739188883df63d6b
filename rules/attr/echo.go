package attr

import (
	"slices"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// echo gives values in the answers to POST, PUT and PATCH back as the client wrote them. It
// remembers the request as the client sent it, and is the last to see the answer.
type echo struct {
	paths    []filter.Path
	extended bool // whether one of them is of an extension
	equal    echoEqual
}

// Touches returns the names of the attributes, as rewrite.Toucher has it.
func (r *echo) Touches() []string { return rewrite.TouchedBy(r.paths...) }

func (r *echo) Request(m *rewrite.Message) error {
	sent, err := r.sent(m)
	if err == nil && len(sent.values) > 0 {
		m.Remember(sent)
	}
	return err
}

func (r *echo) Response(m *rewrite.Message) error {
	sent, ok := m.Remembered().(*echoSent)
	if !ok || m.Local() || !r.differs(m, sent) {
		return nil
	}
	return m.MapAmong(func(a rewrite.Attr) (rewrite.Edit, error) {
		switch {
		case a.Level != rewrite.Whole && a.Level != rewrite.Element:
		case json.IsObject(a.Value):
			return r.inElement(m, sent, a)
		case a.Level == rewrite.Whole:
			if i := r.index(m, a.Path); i >= 0 {
				return sent.spelling(i, a.Value, func(*echoValue) bool { return true }, ""), nil
			}
		}
		return rewrite.Keep, nil
	}, r.paths...)
}

// differs reports whether the answer may have a value in another spelling than the client's.
func (r *echo) differs(m *rewrite.Message, sent *echoSent) bool {
	for i, p := range r.paths {
		if m.AnyValue(p, func(v json.Value) bool { return sent.differs(i, v) }) {
			return true
		}
	}
	return false
}

// index returns which of the rule's attributes p is, or -1.
func (r *echo) index(m *rewrite.Message, p filter.Path) int {
	return slices.IndexFunc(r.paths, func(q filter.Path) bool { return m.Same(p, q) })
}

// whole returns the attribute that holds p.
func whole(p filter.Path) filter.Path { return filter.Path{Schema: p.Schema, Name: p.Name} }

// inElement gives the values in an object their spelling.
func (r *echo) inElement(m *rewrite.Message, sent *echoSent, a rewrite.Attr) (rewrite.Edit, error) {
	selected := func(v *echoValue) bool { return v.where == nil || part.AttrSatisfies(m, a, v.where) }
	kind, _ := a.Lookup(filter.Path{Name: "type"})
	spelled := func(p filter.Path, value string) rewrite.Edit {
		if i := r.index(m, p); i >= 0 {
			return sent.spelling(i, value, selected, kind)
		}
		return rewrite.Keep
	}
	other := func(p filter.Path) bool {
		if p.Sub == "" || !m.Same(a.Path, whole(p)) {
			return false
		}
		value, _ := a.Lookup(filter.Path{Name: p.Sub})
		return spelled(p, value) != rewrite.Keep
	}
	if !slices.ContainsFunc(r.paths, other) {
		return rewrite.Keep, nil
	}
	text, err := rewrite.MapMembers(a.Value, a.Path, func(s rewrite.Attr) (rewrite.Edit, error) {
		return spelled(s.Path, s.Value), nil
	})
	return rewrite.Set(text), err
}
