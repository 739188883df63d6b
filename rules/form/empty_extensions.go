package form

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// EmptyExtensions takes extensions of nothing out of answers, with the URNs of known
// extensions that are declared and not there (Q112).
func EmptyExtensions() rewrite.Rule { return emptyExtensions{} }

type emptyExtensions struct{}

func (emptyExtensions) Request(*rewrite.Message) error { return nil }

func (emptyExtensions) Response(m *rewrite.Message) error {
	declared := "" // the list schemas of the resource, without what is not there
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		switch {
		case a.Level == rewrite.Root:
			declared = declaredAndThere(m, a)
		case a.Level == rewrite.Extension && json.IsEmpty(a.Value):
			return rewrite.Drop, nil
		case a.Level == rewrite.Whole && a.Path.Is(part.Schemas) && declared != "":
			return rewrite.Set(declared), nil
		}
		return rewrite.Keep, nil
	})
}

// declaredAndThere returns the list schemas of a resource without the known extensions
// that it has nothing of, or nothing if it is no list or none would be left.
func declaredAndThere(m *rewrite.Message, resource rewrite.Attr) string {
	list, _ := resource.Lookup(part.Schemas)
	if list == "" || list[0] != '[' {
		return ""
	}
	var kept []string
	all := 0
	var there map[string]bool // made when it is needed
	for element := range json.Elements(list) {
		all++
		urn, _ := json.Text(element)
		if isExtensionURN(m, urn) {
			if there == nil {
				there = extensionsIn(resource)
			}
			if !there[filter.Lower(urn)] {
				continue
			}
		}
		kept = append(kept, element)
	}
	if len(kept) == all || len(kept) == 0 {
		return ""
	}
	return json.Array(kept...)
}

// isExtensionURN reports whether a text is the URN of a known extension.
func isExtensionURN(m *rewrite.Message, text string) bool {
	p, err := filter.ParsePath(text)
	if err != nil {
		return false
	}
	_, ok := m.Types().Extension(m.Resource, p)
	return ok
}
