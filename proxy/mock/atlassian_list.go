package mock

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// atlassianPage is the size of a page where the client names none (support
// page "How to fetch all users via user provisioning SCIM API"). A limit of
// count is not stated, so there is none.
const atlassianPage = 100

// list answers GET on Users or Groups: filter, then page, then show.
func (a *atlassian) list(
	w http.ResponseWriter, c *call, resource string, shown func(*object) *object,
) *refusal {
	if no := checkQuery(c.query); no != nil {
		return no
	}
	start, no := number(c.query, "startIndex", 1)
	if no != nil {
		return no
	}
	count, no := number(c.query, "count", atlassianPage)
	if no != nil {
		return no
	}
	hits, no := a.search(c.query, resource)
	if no != nil {
		return no
	}
	var page []any
	for _, o := range paged(hits, start, count) {
		page = append(page, shown(o))
	}
	writeList(w, page, len(hits), max(start, 1))
	return nil
}

// checkQuery refuses a parameter given twice, and sorting, which the vendor
// does not support; what it does with the parameter is not documented.
func checkQuery(query url.Values) *refusal {
	for name, values := range query {
		if len(values) > 1 {
			return invalid("invalidValue", "a query parameter is given twice")
		}
		if name == "sortBy" || name == "sortOrder" {
			return invalid("invalidValue", "sorting is not supported")
		}
	}
	return nil
}

// number reads a whole number out of the query.
func number(query url.Values, name string, otherwise int) (int, *refusal) {
	if !query.Has(name) {
		return otherwise, nil
	}
	n, err := strconv.Atoi(query.Get(name))
	if err != nil {
		return 0, invalid("invalidValue", "%s takes a whole number", name)
	}
	return n, nil
}

// search returns the stored resources that the filter selects, all without one.
// userName and displayName are compared without regard to case and externalId
// exactly, as RFC 7643 has it; the vendor says so of externalId only.
func (a *atlassian) search(query url.Values, resource string) ([]*object, *refusal) {
	all := a.store.all(resource)
	if !query.Has("filter") {
		return all, nil
	}
	kind, attrs := "USER", []string{"userName", "externalId"}
	if resource == "Groups" {
		kind, attrs = "GROUP", []string{"displayName"}
	}
	eq, ok := parseEquality(query.Get("filter"), attrs...)
	if !ok {
		return nil, refusedFilter(kind)
	}
	return slices.DeleteFunc(all, func(o *object) bool { return !eq.holds(o) }), nil
}

func (e equality) holds(o *object) bool {
	value, ok := o.get(e.attr).(string)
	if e.attr == "externalId" {
		return ok && value == e.value
	}
	return ok && strings.EqualFold(value, e.value)
}
