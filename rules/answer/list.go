package answer

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// listRepair makes lists (RFC 7644, section 3.4.2) of the answers to queries that
// nearly are (Q101, Q102), before they are held against the filter.
//
// The names of the members get their case; totalResults, startIndex and
// itemsPerPage become numbers where they are texts. A missing itemsPerPage is the
// number of resources shown, a missing startIndex that of the query, or 1. A
// missing totalResults is added only where the answer is certain to show all: it
// begins with the first, shows fewer than were asked for, and says nothing of
// pages. A missing Resources becomes an empty list only if totalResults is 0.
//
// An array of resources becomes a list on the same condition, and a single
// resource the list of it if the query has a filter, which it must then satisfy.
// Either must have an id and declare the schema of its endpoint.
//
// An empty list is never made of nothing: an empty object, an empty array, or an
// empty list that neither counts its results nor declares itself is left, and so
// refused.
type listRepair struct{ kind.Inert }

// RepairLists returns the rule that makes lists of what nearly is one.
func RepairLists() rewrite.Rule { return listRepair{} }

// Occasions says that answers to queries are looked at, as rewrite.Occasional has it.
func (listRepair) Occasions() rewrite.Occasions {
	return rewrite.Occasions{Repair: rewrite.OnList}
}

// Repair makes the answer a list if it nearly is one.
func (listRepair) Repair(m *rewrite.Message) error {
	if !m.IsQuery() || m.Status != 200 || filter.Fold(m.Resource, "ServiceProviderConfig") {
		return nil
	}
	body := strings.TrimSpace(m.Body)
	_, filtered := m.Param("filter")
	switch {
	case body[0] == '[':
		if n, sound := listedResources(m, body); sound && n > 0 && showsAll(m, n) {
			m.SetBody(listOf(body, n))
		}
		return nil
	case body[0] != '{':
		return nil
	}
	l := readList(m.Get(filter.Path{}))
	if l.isList() {
		return l.repair(m)
	}
	if filtered && isResource(m, body) && showsAll(m, 1) {
		m.SetBody(listOf("["+body+"]", 1))
	}
	return nil
}

// listedResources returns how many elements an array has, and whether each is a
// resource of the endpoint.
func listedResources(m *rewrite.Message, array string) (n int, sound bool) {
	for element := range json.Elements(array) {
		if !isResource(m, element) {
			return 0, false
		}
		n++
	}
	return n, true
}

// isResource reports whether a JSON text is a resource of the endpoint beyond
// doubt: it has an id and declares the schema, if that is known.
func isResource(m *rewrite.Message, text string) bool {
	if !json.IsObject(text) {
		return false
	}
	if _, ok := rewrite.Lookup(text, filter.Path{Name: "id"}); !ok {
		return false
	}
	schemas, ok := rewrite.Lookup(text, part.Schemas)
	if core := m.Types().CoreURN(m.Resource); core != "" {
		return ok && part.Declares(schemas, core)
	}
	return ok && !strings.Contains(schemas, ":messages:")
}
