package store

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// A single keeps one element of a multi-valued attribute, where the target has room for one
// ("list attributes only allow single item", AWS IAM Identity Center).
//
// Of the elements that a POST, a PUT, or an add or a replace of a PATCH writes, that one stays
// which satisfies the first preference, else the next; if none does, the first. The others do
// not reach the target, and are counted as dropped. Where primary is
// single all stay, and of several that are primary (Q44) one does, chosen likewise, while the
// primary of the others becomes false (RFC 7643, section 2.4).
//
// What a PATCH removes, and elements that its paths select, are left alone. So is what its
// operations do together: of two that add one element each, both add it.
type single struct {
	kind.RequestOnly
	attribute filter.Path
	prefer    []filter.Expr
	primary   bool // whether only primary is single
}

// OnePrimary returns a rule that leaves one value of an attribute
// primary: the first that satisfies one of the filters, in their order, or the first.
func OnePrimary(attribute filter.Path, prefer ...filter.Expr) rewrite.Rule {
	return &single{attribute: attribute, prefer: prefer, primary: true}
}

// makeSingle returns the rule for an attribute that is named at a place, without what is
// preferred.
func makeSingle(b *kind.Build, at *tree.Node, attribute filter.Path) *single {
	r := &single{attribute: attribute}
	a, known := b.Types.Find(b.Scope().Resource, r.attribute)
	switch {
	case r.attribute.Sub != "" || known && !a.Multi:
		at.Errorf("expected a multi-valued attribute, such as emails")
	case r.attribute.Is(filter.Path{Name: "members"}), r.attribute.Is(part.Schemas):
		at.Errorf("no values of %s may be left out: they would be lost", r.attribute)
	}
	return r
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r *single) Touches() []string { return rewrite.TouchedBy(r.attribute) }

func (r *single) Request(m *rewrite.Message) error {
	choose := r.choose(m)
	if m.Method != "PATCH" {
		if !m.AnyValue(r.attribute, r.several) {
			return nil
		}
		return m.MapAmong(choose, r.attribute)
	}
	mayWrite := func(op *rewrite.Op) bool { return op.Target.Where == nil && m.MayBeOn(op, r.attribute) }
	return m.MapSomeOps(mayWrite, func(op rewrite.Op, emit func(rewrite.Op)) error {
		value, err := r.written(m, op, choose)
		if value != op.Value {
			op = op.Valued(value)
		}
		emit(op)
		return err
	})
}

// several reports whether a list may have more elements than may stay, or more that are primary.
func (r *single) several(list json.Value) bool {
	n := 0
	for element := range list.Elements() {
		if r.candidate(element) {
			n++
		}
	}
	return n > 1
}

// choose returns what leaves one element of the attribute.
func (r *single) choose(m *rewrite.Message) rewrite.Mapper {
	return func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level != rewrite.Whole || !m.Same(a.Path, r.attribute) {
			return rewrite.Keep, nil
		}
		if text := r.chosen(m, a.On()); text != a.Value {
			return rewrite.Set(text), nil
		}
		return rewrite.Keep, nil
	}
}

// written returns the value of an operation with one element of the attribute.
func (r *single) written(m *rewrite.Message, op rewrite.Op, choose rewrite.Mapper) (string, error) {
	switch {
	case op.Is("remove") || op.Target.Where != nil:
		return op.Value, nil
	case !op.HasPath:
		return m.MapPart(op.Value, choose)
	case m.Same(op.Target.Path, r.attribute):
		return r.chosen(m, m.ValueOf(op)), nil
	case r.attribute.Schema != "" && m.Covers(op.At(), r.attribute):
		return rewrite.MapMembers(op.Value, filter.Path{Schema: r.attribute.Schema}, choose)
	}
	return op.Value, nil
}

// chosen returns a list with one element, or with one that is primary.
func (r *single) chosen(m *rewrite.Message, list json.Value) string {
	if !r.several(list) {
		return list.Text()
	}
	chosen := r.choice(m, list)
	if !r.primary {
		m.CountDropped(saying(slices.Collect(list.Elements())...) - saying(chosen))
		return "[" + chosen.Text() + "]"
	}
	var elements []string
	for element := range list.Elements() {
		text := element.Text()
		if element != chosen && r.candidate(element) {
			text = element.Replacing(element.Get("primary"), "false")
		}
		elements = append(elements, text)
	}
	return json.Array(elements...)
}

// candidate reports whether an element is one of those of which one may stay, or may stay primary.
func (r *single) candidate(element json.Value) bool {
	return !r.primary || element.Get("primary").Kind() == 't'
}

// saying returns how many elements say something.
func saying(elements ...json.Value) (n int) {
	for _, e := range elements {
		if !json.SaysNothing(e.Text()) {
			n++
		}
	}
	return n
}

// choice returns which of the candidates is preferred.
func (r *single) choice(m *rewrite.Message, list json.Value) json.Value {
	for _, where := range r.prefer {
		for element := range list.Elements() {
			if r.candidate(element) && part.Satisfies(m, element, r.attribute, where) {
				return element
			}
		}
	}
	for element := range list.Elements() {
		if r.candidate(element) {
			return element
		}
	}
	return list // which has one
}
