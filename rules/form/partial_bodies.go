package form

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// Partial makes a PATCH of what a client sends in the place of one: a part of a resource.
// ConnId, by which Apache Syncope and midPoint may write, has both forms.
//
// With patch, the body of a PATCH that has no Operations is one replace of what the
// body has. A body of SCIM 1, in which a list adds its values, stays what it is, and is
// refused.
//
// A PUT without the attribute putWithout, which each resource has, so that the target
// would refuse it or lose the rest, becomes a PATCH that replaces what the PUT has; what
// it has not stays as it is. An attribute that is null or empty counts as there, and a
// PUT of nothing that a client may write stays a PUT.
//
// The operation has no path: Paths and EmptyValues, which act later, make operations of it
// and take out what only the target may write. The list schemas of the resource is left
// out, and answers are left alone.
func Partial(patch bool, putWithout filter.Path) rewrite.Rule {
	return &partial{patch: patch, without: putWithout}
}

type partial struct {
	kind.RequestOnly
	patch   bool
	without filter.Path // of a PUT; zero for none
}

// Open makes a PATCH of one that has no operations.
func (r *partial) Open(m *rewrite.Message) error {
	if !r.patch || m.Method != "PATCH" || !isPart(m.Body) {
		return nil
	}
	return toPatch(m)
}

// Request makes a PATCH of a PUT.
func (r *partial) Request(m *rewrite.Message) error {
	if m.Method != "PUT" || r.without.Name == "" {
		return nil
	}
	if text, _ := rewrite.Lookup(m.Body, r.without); text != "" || !writesSomething(m) {
		return nil
	}
	return toPatch(m)
}

// writesSomething reports whether a body has an attribute that a client may write.
func writesSomething(m *rewrite.Message) bool {
	for member := range json.Members(strings.TrimSpace(m.Body)) {
		p := filter.Path{Name: member.Name}
		if !p.Is(part.Schemas) && !onlyRead(m, p) {
			return true
		}
	}
	return false
}

// isPart reports whether the body of a PATCH is a part of a resource.
func isPart(body string) bool {
	schemas := ""
	members := 0
	for member := range json.Members(strings.TrimSpace(body)) {
		switch {
		case filter.Fold(member.Name, "Operations"):
			return false
		case filter.Fold(member.Name, part.Schemas.Name):
			schemas = member.Value
		default:
			members++
		}
	}
	for element := range json.Elements(schemas) {
		if text, _ := json.Text(element); strings.HasSuffix(text, ":1.0") || filter.Fold(text, patchOpURN) {
			return false
		}
	}
	return members > 0
}

// toPatch makes the body of a request the value of a replace.
func toPatch(m *rewrite.Message) error {
	body := strings.TrimSpace(m.Body)
	text, err := rewrite.MapMembers(body, filter.Path{}, func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level == rewrite.Whole && a.Path.Is(part.Schemas) {
			return rewrite.Drop, nil
		}
		return rewrite.Keep, nil
	})
	if err != nil {
		return err
	}
	m.Instead("PATCH", `{"schemas":`+patchOpSchemas+`,"Operations":[{"op":"replace","value":`+text+`}]}`)
	return nil
}
