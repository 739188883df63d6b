package form

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// exactSchemas makes the list schemas of a resource what the resource holds. What
// has no core schema that is known is left alone.
func exactSchemas(m *rewrite.Message) error {
	core := m.Types().CoreURN(m.Resource)
	if core == "" {
		return nil
	}
	list := ""
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		switch {
		case a.Level == rewrite.Root:
			list = exactList(a.Value, core)
			if text, _ := rewrite.Lookup(a.Value, part.Schemas); text == "" {
				return rewrite.Add("schemas", list), nil
			}
		case a.Level == rewrite.Whole && a.Path.Is(part.Schemas) && list != "":
			return rewrite.Set(list), nil
		}
		return rewrite.Keep, nil
	})
}

// exactList returns the list schemas that a resource is to have, or nothing if it has
// that.
func exactList(resource, core string) string {
	due := extensionsIn(resource)
	due[filter.Lower(core)] = true
	declared, _ := rewrite.Lookup(resource, part.Schemas)
	var urns []string
	same := strings.HasPrefix(declared, "[")
	for element := range json.Elements(declared) {
		urn, _ := json.Text(element)
		if !due[filter.Lower(urn)] {
			same = false
			continue
		}
		delete(due, filter.Lower(urn))
		urns = append(urns, urn)
	}
	if len(due) == 0 && same {
		return ""
	}
	if due[filter.Lower(core)] {
		urns = append(urns, core)
	}
	for member := range json.Members(resource) {
		if due[filter.Lower(member.Name)] && !filter.Fold(member.Name, core) {
			urns = append(urns, member.Name)
		}
	}
	return part.URNs(urns)
}
