package github

import (
	"net/http"
	"slices"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/filter"
	"scimshim/proxy/mock/kit/ordered"
)

// pageSize is the size of a page where the client names none; maxPageSize is the most that a page of the
// REST API holds. The reference names no limit of count: more is refused [infer].
const (
	pageSize    = 30
	maxPageSize = 100
)

// filterable are the attributes that a filter may compare.
var filterable = map[string][]string{
	"Users":  {"userName", "externalId", "id", "displayName"},
	"Groups": {"externalId", "id", "displayName"},
}

// list answers GET on Users or Groups; shown has left out what is excluded.
func (g *enterprise) list(
	w http.ResponseWriter, c *kit.Call, resource string, shown func(*ordered.Object) *ordered.Object,
) *kit.Refusal {
	start, no := c.Number("startIndex", 1)
	if no != nil {
		return no
	}
	if start < 1 {
		return kit.Invalid("invalidValue", "startIndex is 1 or more")
	}
	count, no := c.PageSize(pageSize, maxPageSize)
	if no != nil {
		return no
	}
	hits, no := g.search(c, resource)
	if no != nil {
		return no
	}
	var page []any
	for _, o := range kit.Page(hits, start, count) {
		page = append(page, shown(o))
	}
	kit.WriteList(w, page, len(hits), start)
	return nil
}

// search returns the resources that the filter selects, all without one. Suspended users are among them
// ("Provisioning users with the REST API"). Names are compared without regard to case and the rest exactly,
// as RFC 7643 has it; the reference says nothing of it.
func (g *enterprise) search(c *kit.Call, resource string) ([]*ordered.Object, *kit.Refusal) {
	all := g.store.All(resource)
	if !c.Query.Has("filter") {
		return all, nil
	}
	eq, ok := filter.Parse(c.Query.Get("filter"), filterable[resource]...)
	if !ok {
		return nil, kit.Invalid("invalidFilter", `a filter is one of %s, eq, and a value in double quotes`,
			strings.Join(filterable[resource], ", "))
	}
	return slices.DeleteFunc(all, func(o *ordered.Object) bool {
		if eq.Attr == "id" {
			return o.Text("id") != eq.Value
		}
		return !eq.Holds(o)
	}), nil
}

// exclusion reads excludedAttributes, which excludes "the specified attribute": one of a group's, not a
// list of them [infer]. What is always returned cannot be excluded.
func exclusion(c *kit.Call) (string, *kit.Refusal) {
	name := c.Query.Get("excludedAttributes")
	known := slices.Contains([]string{"members", "externalId", "displayName"}, name)
	if c.Query.Has("excludedAttributes") && !known {
		return "", kit.Invalid("invalidValue", "excludedAttributes takes one attribute of a group")
	}
	return name, nil
}
