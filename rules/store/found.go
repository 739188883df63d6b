package store

import (
	"errors"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// A found looks for attributes in requests that write, which the target would lose in
// silence, and counts the request with a warning or refuses it. The URN of an extension
// stands for all its attributes. A null or an empty list is not looked for, since nothing of
// it could be lost. What is counted is sent on unchanged.
//
// With where, only resources are looked at that a POST or PUT writes and that satisfy a
// filter: Sentry makes an active member of whoever it is sent, disabled or not.
type found struct {
	kind.RequestOnly
	path   filter.Path
	where  filter.Expr // nil for any
	refuse bool
	says   string
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r *found) Touches() []string { return rewrite.TouchedBy(r.path) }

func (r *found) Request(m *rewrite.Message) error {
	if r.where != nil && !r.concerns(m) {
		return nil
	}
	if m.Method != "PATCH" {
		sure := false
		is := func(v json.Value) bool {
			if !saysSomething(v) {
				return false
			}
			sure = !r.refuse && r.isAt(m, v)
			return true
		}
		if !m.AnyValue(r.path, is) {
			return nil
		}
		if sure {
			m.Warn()
			return nil
		}
	}
	hit := filter.Path{}
	err := m.MapAmong(func(a rewrite.Attr) (rewrite.Edit, error) {
		named := a.Level != rewrite.Root && a.Level != rewrite.Part && rewrite.Covers(r.path, a.Path)
		if named && part.Says(a) {
			hit = a.Path
			return rewrite.Keep, errFound
		}
		return rewrite.Keep, nil
	}, r.path)
	switch {
	case err != errFound: //nolint:errorlint // it comes back as it is
		return err
	case r.refuse:
		return rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s: %s", attributeName(hit), r.says)
	}
	m.Warn()
	return nil
}

// isAt reports whether a value is certainly what a walk would find: an attribute of the core schema as a whole,
// or a declared extension.
func (r *found) isAt(m *rewrite.Message, v json.Value) bool {
	if r.path.Schema == "" {
		return r.path.Sub == ""
	}
	return v.Kind() == '{' && m.IsExtension(v)
}

// errFound ends a walk.
var errFound = errors.New("found")

func saysSomething(v json.Value) bool { return !v.Null() && !v.Empty() }

// concerns reports whether the request writes a resource as a whole that satisfies
// the filter.
func (r *found) concerns(m *rewrite.Message) bool {
	if m.Method != "POST" && m.Method != "PUT" || !json.IsObject(m.Body) {
		return false
	}
	return m.Scope().Selects(r.where, m.Get(filter.Path{})) == filter.True
}
