package mock

import (
	"net/http"
	"slices"
	"strings"
)

// githubPage is the size of a page where the client names none; githubMaxPage is the most that a page of the
// REST API holds. The reference names no limit of count: more is refused [infer].
const (
	githubPage    = 30
	githubMaxPage = 100
)

// githubFilters are the attributes that a filter may compare.
var githubFilters = map[string][]string{
	"Users":  {"userName", "externalId", "id", "displayName"},
	"Groups": {"externalId", "id", "displayName"},
}

// list answers GET on Users or Groups; shown has left out what is excluded.
func (g *githubEMU) list(
	w http.ResponseWriter, c *call, resource string, shown func(*object) *object,
) *refusal {
	start, no := number(c.query, "startIndex", 1)
	if no != nil {
		return no
	}
	if start < 1 {
		return invalid("invalidValue", "startIndex is 1 or more")
	}
	count, no := pageSize(c, githubPage, githubMaxPage)
	if no != nil {
		return no
	}
	hits, no := g.search(c, resource)
	if no != nil {
		return no
	}
	var page []any
	for _, o := range paged(hits, start, count) {
		page = append(page, shown(o))
	}
	writeList(w, page, len(hits), start)
	return nil
}

// search returns the resources that the filter selects, all without one. Suspended users are among them
// ("Provisioning users with the REST API"). Names are compared without regard to case and the rest exactly,
// as RFC 7643 has it; the reference says nothing of it.
func (g *githubEMU) search(c *call, resource string) ([]*object, *refusal) {
	all := g.store.all(resource)
	if !c.query.Has("filter") {
		return all, nil
	}
	eq, ok := parseEquality(c.query.Get("filter"), githubFilters[resource]...)
	if !ok {
		return nil, invalid("invalidFilter", `a filter is one of %s, eq, and a value in double quotes`,
			strings.Join(githubFilters[resource], ", "))
	}
	return slices.DeleteFunc(all, func(o *object) bool {
		if eq.attr == "id" {
			return o.text("id") != eq.value
		}
		return !eq.holds(o)
	}), nil
}

// exclusion reads excludedAttributes, which excludes "the specified attribute": one of a group's, not a
// list of them [infer]. What is always returned cannot be excluded.
func exclusion(c *call) (string, *refusal) {
	name := c.query.Get("excludedAttributes")
	known := slices.Contains([]string{"members", "externalId", "displayName"}, name)
	if c.query.Has("excludedAttributes") && !known {
		return "", invalid("invalidValue", "excludedAttributes takes one attribute of a group")
	}
	return name, nil
}
