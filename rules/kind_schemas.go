package rules

import (
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

func init() { register("schemas", newSchemas) }

// schemas declares what a request holds in its list schemas: the core schema
// and each extension of a created or replaced resource (RFC 7643, section 3),
// and the PatchOp of a PATCH that has no list (RFC 7644, section 3.5.2). Entra
// leaves out the URNs of extensions that were added by hand (Q31):
//
//	schemas: declare
//
// What is declared already stays as it is.
type schemas struct{ oneway }

func newSchemas(_ *build, n *tree.Node) rewrite.Rule {
	n.OneOf("declare")
	return schemas{}
}

const patchOpSchemas = `["urn:ietf:params:scim:api:messages:2.0:PatchOp"]`

func (schemas) Request(m *rewrite.Message) error {
	switch m.Method {
	case "PATCH":
		return m.AddMember("schemas", patchOpSchemas)
	case "POST", "PUT":
	default:
		return nil
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
	for element := range rewrite.Elements(list) {
		text, _ := rewrite.Text(element)
		declared[strings.ToLower(text)] = true
	}
	var missing []string
	if core := m.Types().CoreURN(m.Resource); core != "" && !declared[strings.ToLower(core)] {
		missing = append(missing, core)
	}
	for member := range rewrite.Members(resource) {
		isURN := len(member.Name) > 4 && filter.Fold(member.Name[:4], "urn:")
		if isURN && isObject(member.Value) && !declared[strings.ToLower(member.Name)] {
			missing = append(missing, member.Name)
		}
	}
	return missing
}

func declares(schemas, urn string) bool {
	for element := range rewrite.Elements(schemas) {
		if text, ok := rewrite.Text(element); ok && filter.Fold(text, urn) {
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
		quoted[i] = rewrite.Quote(urn)
	}
	return "[" + strings.Join(quoted, ",") + "]"
}
