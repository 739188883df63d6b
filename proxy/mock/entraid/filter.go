package entraid

import (
	"slices"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/filter"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

// equated are the attributes that can be compared with eq, by resource. Those of the extensions are left out.
var equated = map[string][]string{
	"Users":  {"active", "userName", "externalId", "id", "groups.value"},
	"Groups": {"displayName", "id", "members.value"},
}

// ending are the attributes that can be compared with ew.
var ending = map[string]string{"Users": "userName", "Groups": "displayName"}

// A term is one comparison.
type term struct{ attr, op, value string }

// parseFilter reads comparisons joined by and.
func parseFilter(text, resource string) ([]term, *kit.Refusal) {
	var terms []term
	for _, part := range strings.Split(text, " and ") {
		t, ok := parseTerm(part, resource)
		if !ok {
			return nil, kit.Invalid("", "only supported API filters are used")
		}
		terms = append(terms, t)
	}
	if len(terms) > 1 && slices.ContainsFunc(terms, func(t term) bool { return t.attr == "externalId" }) {
		return nil, kit.Invalid("", "combination filter is not supported for externalId")
	}
	return terms, nil
}

// parseTerm reads one comparison.
func parseTerm(text, resource string) (term, bool) {
	parts := strings.SplitN(text, " ", 3)
	if len(parts) != 3 {
		return term{}, false
	}
	t := term{attr: parts[0], op: strings.ToLower(parts[1])}
	if t.attr == "active" {
		t.value = strings.ToLower(parts[2])
		return t, t.op == "eq" && resource == "Users" && (t.value == "true" || t.value == "false")
	}
	value, ok := filter.ParseString(parts[2])
	t.value = value
	eq := t.op == "eq" && slices.Contains(equated[resource], t.attr)
	return t, ok && (eq || t.op == "ew" && ending[resource] == t.attr)
}

// search returns the resources that the filter selects, all without one.
func (e *tenant) search(c *kit.Call, resource string) ([]*ordered.Object, *kit.Refusal) {
	all := e.store.All(resource)
	if !c.Query.Has("filter") {
		return all, nil
	}
	terms, no := parseFilter(c.Query.Get("filter"), resource)
	if no != nil {
		return nil, no
	}
	// members.value is "a valid Microsoft Entra user object ID in your tenant"; of another nothing is said [infer].
	if slices.ContainsFunc(terms, func(t term) bool { return t.attr == "members.value" && !e.store.HasUser(t.value) }) {
		return nil, kit.Invalid("", "members.value is the id of a user of this tenant")
	}
	return slices.DeleteFunc(all, func(o *ordered.Object) bool {
		return slices.ContainsFunc(terms, func(t term) bool { return !e.holds(t, o) })
	}), nil
}

// holds evaluates one comparison.
func (e *tenant) holds(t term, o *ordered.Object) bool {
	switch t.attr {
	case "active":
		return o.Get("active") == (t.value == "true")
	case "groups.value":
		group, ok := e.store.Find("Groups", t.value)
		return ok && store.HasMember(group, o.Text("id"))
	case "members.value":
		return store.HasMember(o, t.value)
	case "id", "externalId":
		return o.Text(t.attr) == t.value
	}
	value, wanted := strings.ToLower(o.Text(t.attr)), strings.ToLower(t.value)
	return value == wanted || t.op == "ew" && strings.HasSuffix(value, wanted)
}
