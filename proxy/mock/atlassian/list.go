package atlassian

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/filter"
	"scimshim/proxy/mock/kit/ordered"
)

// pageSize is the size of a page where the client names none (support
// page "How to fetch all users via user provisioning SCIM API"). A limit of
// count is not stated, so there is none.
const pageSize = 100

// list answers GET on Users or Groups: filter, then page, then show.
func (a *atlassian) list(
	w http.ResponseWriter, c *kit.Call, resource string, shown func(*ordered.Object) *ordered.Object,
) *kit.Refusal {
	if no := checkQuery(c.Query); no != nil {
		return no
	}
	start, no := c.Number("startIndex", 1)
	if no != nil {
		return no
	}
	count, no := c.Number("count", pageSize)
	if no != nil {
		return no
	}
	hits, no := a.search(c.Query, resource)
	if no != nil {
		return no
	}
	var page []any
	for _, o := range kit.Page(hits, start, count) {
		page = append(page, shown(o))
	}
	kit.WriteList(w, page, len(hits), max(start, 1))
	return nil
}

// checkQuery refuses a parameter given twice, and sorting, which the vendor
// does not support; what it does with the parameter is not documented.
func checkQuery(query url.Values) *kit.Refusal {
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if len(query[name]) > 1 {
			return kit.Invalid("invalidValue", "a query parameter is given twice")
		}
		if name == "sortBy" || name == "sortOrder" {
			return kit.Invalid("invalidValue", "sorting is not supported")
		}
	}
	return nil
}

// search returns the stored resources that the filter selects, all without one.
// userName and displayName are compared without regard to case and externalId
// exactly, as RFC 7643 has it; the vendor says so of externalId only.
func (a *atlassian) search(query url.Values, resource string) ([]*ordered.Object, *kit.Refusal) {
	all := a.store.All(resource)
	if !query.Has("filter") {
		return all, nil
	}
	kind, attrs := "USER", []string{"userName", "externalId"}
	if resource == "Groups" {
		kind, attrs = "GROUP", []string{"displayName"}
	}
	eq, ok := filter.Parse(query.Get("filter"), attrs...)
	if !ok {
		return nil, refusedFilter(kind)
	}
	return slices.DeleteFunc(all, func(o *ordered.Object) bool { return !eq.Holds(o) }), nil
}
