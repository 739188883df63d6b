package adopt

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// written returns what a request writes, as a resource that has no more than that.
func written(m *rewrite.Message) (string, error) {
	if m.Method != "PATCH" {
		return strings.TrimSpace(m.Body), nil
	}
	ops, err := m.Ops()
	if err != nil {
		return "", err
	}
	resource := "{}"
	for _, op := range ops {
		switch {
		case op.Is("remove"), op.Value == "":
		case op.HasPath:
			resource = with(m, resource, op.Target, op.Value)
		default:
			for member := range json.Members(op.Value) {
				if t, err := filter.ParseTarget(member.Name); err == nil {
					resource = with(m, resource, t, member.Value)
				}
			}
		}
	}
	return resource, nil
}

// with returns a resource in which a PATCH path has a value.
func with(m *rewrite.Message, resource string, t filter.Target, value string) string {
	p := m.Unqualified(t.Path)
	if urn, ok := m.Types().Extension(m.Resource, p); ok && t.Where == nil {
		return part.PutAt(resource, []string{urn}, value)
	}
	if t.Where != nil || part.IsMulti(m, p) {
		return withElements(resource, p, elements(t, p, value))
	}
	return part.PutAt(resource, names(p), value)
}

// names returns the names that lead to an attribute.
func names(p filter.Path) []string {
	var list []string
	for _, name := range []string{p.Schema, p.Name, p.Sub} {
		if name != "" {
			list = append(list, name)
		}
	}
	return list
}

// withElements returns a resource with further elements of an attribute.
func withElements(resource string, p filter.Path, more []string) string {
	p.Sub = ""
	list, ok := rewrite.Lookup(resource, p)
	if !ok || list[0] != '[' {
		list = "[]"
	}
	all := make([]string, 0, len(more)+1)
	for element := range json.Elements(list) {
		all = append(all, element)
	}
	return part.PutAt(resource, names(p), json.Array(append(all, more...)...))
}

// elements returns the elements that an operation writes, with what its path says of them.
func elements(t filter.Target, p filter.Path, value string) []string {
	sub := t.Sub
	if t.Where == nil {
		sub = p.Sub
	}
	switch {
	case sub != "":
		return []string{stamped(json.Single(sub, value), t.Where)}
	case value[0] != '[':
		return []string{stamped(value, t.Where)}
	}
	var list []string
	for element := range json.Elements(value) {
		list = append(list, stamped(element, t.Where))
	}
	return list
}

// stamped returns an element with the members that a filter demands, and it has not.
func stamped(element string, where filter.Expr) string {
	if where == nil || !json.IsObject(element) {
		return element
	}
	for _, term := range part.EqTerms(where) {
		if value, _ := rewrite.Lookup(element, filter.Path{Name: term.Name}); value == "" {
			element = part.PutAt(element, []string{term.Name}, term.Value)
		}
	}
	return element
}
