package form

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// ExactSchemas makes the list schemas what a request holds: the core schema and each
// extension of a created or replaced resource that is not empty (RFC 7643, section 3),
// and the PatchOp alone of a PATCH (RFC 7644, section 3.5.2). Entra leaves out the URNs
// of extensions that were added by hand (Q31), and declares the Enterprise extension of a
// user without one; a strict target refuses a URN of which the resource has nothing, or
// that it does not know (Q30, Q32, Q33). Those declared already keep their order, and
// each stands there once.
func ExactSchemas() rewrite.Rule { return schemas{} }

type schemas struct{ kind.RequestOnly }

// Forestalls says that the same once more changes nothing, unless a rule between the two
// may empty an extension.
func (r schemas) Forestalls(later rewrite.Rule, between []rewrite.Step) string {
	if later == rewrite.Rule(r) && !kind.Empties(between) {
		return kind.Again
	}
	return ""
}

func (schemas) Request(m *rewrite.Message) error {
	switch m.Method {
	case "PATCH":
		return declarePatchOp(m)
	case "POST", "PUT":
		return exactSchemas(m)
	}
	return nil
}

// declarePatchOp declares the PatchOp.
func declarePatchOp(m *rewrite.Message) error {
	if list, _ := m.Lookup(part.Schemas); list != "" && !isPatchOp(list) {
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

// exactSchemas makes the list schemas of a resource what the resource holds. What
// has no core schema that is known is left alone.
func exactSchemas(m *rewrite.Message) error {
	core := m.Types().CoreURN(m.Resource)
	if core == "" {
		return nil
	}
	if declaresAll(m.Get(filter.Path{}), core) {
		return nil
	}
	list := ""
	return m.MapAmong(func(a rewrite.Attr) (rewrite.Edit, error) {
		switch {
		case a.Level == rewrite.Root:
			list = exactList(a, core)
			if text, _ := a.Lookup(part.Schemas); text == "" {
				return rewrite.Add("schemas", list), nil
			}
		case a.Level == rewrite.Whole && a.Path.Is(part.Schemas) && list != "":
			return rewrite.Set(list), nil
		}
		return rewrite.Keep, nil
	}, part.Schemas)
}

// declaresAll reports whether the list schemas of a resource has the URN of the core schema and
// those of the extensions in the resource, and nothing else. Of a list or a resource that is
// not as usual it reports false.
func declaresAll(resource json.Value, core string) bool {
	declared := resource.Get(part.Schemas.Name)
	due, has := 1, 0
	for name, v := range resource.Members() {
		if part.IsURN(name) && v.Kind() == '{' && !v.Empty() {
			if due++; filter.Fold(name, core) || !hasEntry(declared, name) {
				return false
			}
		}
	}
	for range declared.Elements() {
		has++
	}
	return has == due && hasEntry(declared, core)
}

// hasEntry reports whether a list has a URN, of which it may have no escape.
func hasEntry(list json.Value, urn string) bool {
	for entry := range list.Elements() {
		if text := entry.Text(); entry.Kind() == '"' && filter.Fold(text[1:len(text)-1], urn) {
			return true
		}
	}
	return false
}

// exactList returns the list schemas that a resource is to have, or nothing if it has
// that.
func exactList(resource rewrite.Attr, core string) string {
	due := extensionsIn(resource)
	due[filter.Lower(core)] = true
	declared, _ := resource.Lookup(part.Schemas)
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
	for member := range resource.Members() {
		if due[filter.Lower(member.Name)] && !filter.Fold(member.Name, core) {
			urns = append(urns, member.Name)
		}
	}
	return part.URNs(urns)
}
