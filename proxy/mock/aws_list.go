package mock

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
)

// awsPage is the size of a page, and the most that count may ask for (ListUsers, ListGroups). Copies of these
// pages from before cursors came say 50, as ServiceProviderConfig still does.
const awsPage = 100

// list answers GET on Users or Groups.
func (a *awsIdentityCenter) list(
	w http.ResponseWriter, c *call, resource string, shown func(*object) *object,
) *refusal {
	if no := onlyParameters(c, "filter", "count", "cursor"); no != nil {
		return no
	}
	count, no := pageSize(c, awsPage, awsPage)
	if no != nil {
		return no
	}
	hits, no := a.search(c, resource)
	if no != nil {
		return no
	}
	start, no := a.start(c, resource, len(hits))
	if no != nil {
		return no
	}
	page := []any{}
	for _, o := range paged(hits, start+1, count) {
		page = append(page, shown(o))
	}
	next := ""
	if end := start + len(page); end < len(hits) {
		next = awsCursor(c, resource, end)
	}
	writeJSON(w, http.StatusOK, awsAnswer(c, page, next))
	return nil
}

// awsAnswer is a list: with totalResults and startIndex where no cursor was asked for, else with nextCursor
// unless the page is the last one. In the examples totalResults is never more than the page holds, so a
// client cannot learn from it that there is more.
func awsAnswer(c *call, page []any, next string) *object {
	o := newObject()
	if !c.query.Has("cursor") {
		o.set("totalResults", len(page))
	}
	o.set("itemsPerPage", len(page))
	if !c.query.Has("cursor") {
		o.set("startIndex", 1)
	} else if next != "" {
		o.set("nextCursor", next)
	}
	o.set("schemas", []any{listURN})
	o.set("Resources", page)
	return o
}

// start returns how many hits come before the page. The first request has an empty cursor; a later one has
// the filter of the first, or is refused (ListUsers, ValidationException).
func (a *awsIdentityCenter) start(c *call, resource string, hits int) (int, *refusal) {
	cursor := c.query.Get("cursor")
	if cursor == "" {
		return 0, nil
	}
	_, offset, _ := strings.Cut(cursor, ":")
	n, err := strconv.Atoi(offset)
	if err != nil || n < 1 || n > hits || cursor != awsCursor(c, resource, n) {
		return 0, invalid("", "the cursor is not one of this list and filter")
	}
	return n, nil
}

// awsCursor is a cursor of the documented alphabet, bound to the list and its filter.
func awsCursor(c *call, resource string, offset int) string {
	sum := sha256.Sum256([]byte(resource + "?" + c.query.Get("filter")))
	return base64.URLEncoding.EncodeToString(sum[:12]) + ":" + strconv.Itoa(offset)
}
