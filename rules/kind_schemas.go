package rules

import (
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

func init() { register("schemas", newSchemas) }

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
	oneway
	exact bool
}

func newSchemas(_ *build, n *tree.Node) rewrite.Rule {
	return schemas{exact: n.OneOf("declare", "exact") == "exact"}
}

const (
	patchOpURN     = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	patchOpSchemas = `["` + patchOpURN + `"]`
)

// Forestalls says that the same once more changes nothing, unless a rule between the two
// may empty an extension.
func (r schemas) Forestalls(later rewrite.Rule, between []rewrite.Step) string {
	if later == rewrite.Rule(r) && !empties(between) {
		return again
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
			if text, _ := rewrite.Lookup(a.Value, schemasPath); text == "" && len(missing) > 0 {
				return rewrite.Add("schemas", urnList(missing)), nil
			}
			return rewrite.Keep, nil
		}
		return declare(a, missing), nil
	})
}

// patch declares the PatchOp.
func (r schemas) patch(m *rewrite.Message) error {
	if list, _ := rewrite.Lookup(m.Body, schemasPath); r.exact && list != "" && !isPatchOp(list) {
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

// declare adds URNs to the list schemas, if that is what a is.
func declare(a rewrite.Attr, urns []string) rewrite.Edit {
	if a.Level != rewrite.Whole || !a.Path.Is(schemasPath) || len(urns) == 0 {
		return rewrite.Keep
	}
	if a.Value == "null" {
		return rewrite.Set(urnList(urns))
	}
	return rewrite.Set(extend(a.Value, urns))
}

var schemasPath = filter.Path{Name: "schemas"}

// undeclared returns the URNs of the core schema and of the extensions that a
// resource holds, as far as it does not declare them.
func undeclared(m *rewrite.Message, resource string) []string {
	list, _ := rewrite.Lookup(resource, schemasPath)
	declared := make(map[string]bool)
	for element := range json.Elements(list) {
		text, _ := json.Text(element)
		declared[lowerASCII(text)] = true
	}
	var missing []string
	if core := m.Types().CoreURN(m.Resource); core != "" && !declared[lowerASCII(core)] {
		missing = append(missing, core)
	}
	for member := range json.Members(resource) {
		if isExtension(member) && !declared[lowerASCII(member.Name)] {
			missing = append(missing, member.Name)
		}
	}
	return missing
}

// isExtension reports whether a member of a resource is the object of an
// extension.
func isExtension(m json.Member) bool {
	return len(m.Name) > 4 && filter.Fold(m.Name[:4], "urn:") && isObject(m.Value)
}

func declares(schemas, urn string) bool {
	for element := range json.Elements(schemas) {
		if text, ok := json.Text(element); ok && filter.Fold(text, urn) {
			return true
		}
	}
	return false
}

// extend returns the JSON list with the URNs added to its end.
func extend(list string, urns []string) string {
	body := strings.TrimRight(strings.TrimSuffix(list, "]"), " \t\r\n")
	if body == list { // no list: leave the fault to the target
		return list
	}
	added := strings.TrimPrefix(urnList(urns), "[")
	if strings.HasSuffix(body, "[") {
		return body + added
	}
	return body + "," + added
}

// urnList returns the URNs as a JSON list.
func urnList(urns []string) string {
	quoted := make([]string, len(urns))
	for i, urn := range urns {
		quoted[i] = json.Quote(urn)
	}
	return "[" + strings.Join(quoted, ",") + "]"
}
