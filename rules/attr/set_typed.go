package attr

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// typed gives the only element of a multi-valued attribute a type where a target's answer shows
// none, before the answer is judged. Slack keeps one e-mail and does not always say that it is
// the work e-mail, so that a client which asked for that would not know it again. A list of
// several, an element that has a type, and requests are left alone.
type typed struct {
	kind.Inert
	attribute filter.Path
	member    string // the member that is added, as JSON
}

// typedAs returns the rule that gives the only element of an attribute a type.
func typedAs(attribute filter.Path, kind string) *typed {
	return &typed{attribute: attribute, member: `"type":` + json.Quote(kind)}
}

// Repair adds the type to what the target answered.
func (r *typed) Repair(m *rewrite.Message) error {
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level != rewrite.Whole || !m.Same(a.Path, r.attribute) {
			return rewrite.Keep, nil
		}
		only, n := "", 0
		for element := range json.Elements(a.Value) {
			only = element
			n++
		}
		if n != 1 || !json.IsObject(only) || a.Value[0] != '[' {
			return rewrite.Keep, nil
		}
		if _, has := rewrite.Lookup(only, filter.Path{Name: "type"}); has {
			return rewrite.Keep, nil
		}
		return rewrite.Set("[" + part.Appended(only, r.member) + "]"), nil
	})
}
