package form

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// schemas declares what a request holds in its list schemas: the core schema
// and each extension of a created or replaced resource (RFC 7643, section 3),
// and the PatchOp of a PATCH that has no list (RFC 7644, section 3.5.2). Entra
// leaves out the URNs of extensions that were added by hand (Q31):
//
//	schemas: declare
//
// What is declared already stays as it is. A strict target also refuses a URN
// of which the resource has nothing, or that it does not know, as Entra declares
// the Enterprise extension of a user without one (Q30, Q32, Q33):
//
//	schemas: exact
//
// Then the list becomes what the resource holds: the core schema, and the
// extensions that are not empty. Those declared already keep their order, and
// each stands there once. The list of a PATCH becomes the PatchOp alone.
type schemas struct {
	kind.RequestOnly
	exact bool
}

func newSchemas(_ *kind.Build, n *tree.Node) rewrite.Rule {
	return schemas{exact: n.OneOf("declare", "exact") == "exact"}
}

// ExactSchemas returns a rule of the kind schemas that declares what is there.
func ExactSchemas() rewrite.Rule { return schemas{exact: true} }

// Forestalls says that the same once more changes nothing, unless a rule between the two
// may empty an extension.
func (r schemas) Forestalls(later rewrite.Rule, between []rewrite.Step) string {
	if later == rewrite.Rule(r) && !kind.Empties(between) {
		return kind.Again
	}
	return ""
}

func (r schemas) Request(m *rewrite.Message) error {
	switch m.Method {
	case "PATCH":
		return r.patch(m)
	case "POST", "PUT":
	default:
		return nil
	}
	if r.exact {
		return exactSchemas(m)
	}
	var missing []string
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level == rewrite.Root {
			missing = undeclared(m, a.Value)
			if text, _ := rewrite.Lookup(a.Value, part.Schemas); text == "" && len(missing) > 0 {
				return rewrite.Add("schemas", part.URNs(missing)), nil
			}
			return rewrite.Keep, nil
		}
		return part.Declare(a, missing), nil
	})
}

// patch declares the PatchOp.
func (r schemas) patch(m *rewrite.Message) error {
	if list, _ := rewrite.Lookup(m.Body, part.Schemas); r.exact && list != "" && !isPatchOp(list) {
		others := func(name string) bool { return !filter.Fold(name, "schemas") }
		if err := m.KeepMembers(others); err != nil {
			return err
		}
	}
	return m.AddMember("schemas", patchOpSchemas)
}

// isPatchOp reports whether a list of schemas is what a PATCH has to declare.
func isPatchOp(list string) bool {
	n := 0
	for element := range json.Elements(list) {
		text, _ := json.Text(element)
		if n++; n > 1 || !filter.Fold(text, patchOpURN) {
			return false
		}
	}
	return n == 1 && list[0] == '['
}

// undeclared returns the URNs of the core schema and of the extensions that a
// resource holds, as far as it does not declare them.
func undeclared(m *rewrite.Message, resource string) []string {
	list, _ := rewrite.Lookup(resource, part.Schemas)
	declared := make(map[string]bool)
	for element := range json.Elements(list) {
		text, _ := json.Text(element)
		declared[filter.Lower(text)] = true
	}
	var missing []string
	if core := m.Types().CoreURN(m.Resource); core != "" && !declared[filter.Lower(core)] {
		missing = append(missing, core)
	}
	for member := range json.Members(resource) {
		if isExtension(member) && !declared[filter.Lower(member.Name)] {
			missing = append(missing, member.Name)
		}
	}
	return missing
}
