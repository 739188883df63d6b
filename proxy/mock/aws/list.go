package aws

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
)

// pageSize is the size of a page, and the most that count may ask for (ListUsers, ListGroups). Copies of these
// pages from before cursors came say 50, as ServiceProviderConfig still does.
const pageSize = 100

// list answers GET on Users or Groups.
func (a *identityCenter) list(
	w http.ResponseWriter, c *kit.Call, resource string, shown func(*ordered.Object) *ordered.Object,
) *kit.Refusal {
	if no := c.OnlyParameters("filter", "count", "cursor"); no != nil {
		return no
	}
	count, no := c.PageSize(pageSize, pageSize)
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
	for _, o := range kit.Page(hits, start+1, count) {
		page = append(page, shown(o))
	}
	next := ""
	if end := start + len(page); end < len(hits) {
		next = cursorAt(c, resource, end)
	}
	kit.WriteJSON(w, http.StatusOK, listAnswer(c, page, next))
	return nil
}

// listAnswer is a list: with totalResults and startIndex where no cursor was asked for; with nextCursor otherwise,
// unless the page is the last one. In the examples totalResults is never more than the page holds, so a
// client cannot learn from it that there is more.
func listAnswer(c *kit.Call, page []any, next string) *ordered.Object {
	o := ordered.New()
	if !c.Query.Has("cursor") {
		o.Set("totalResults", len(page))
	}
	o.Set("itemsPerPage", len(page))
	if !c.Query.Has("cursor") {
		o.Set("startIndex", 1)
	} else if next != "" {
		o.Set("nextCursor", next)
	}
	o.Set("schemas", []any{kit.ListURN})
	o.Set("Resources", page)
	return o
}

// start returns how many hits come before the page. The first request has an empty cursor; a later one has
// the filter of the first, or is refused (ListUsers, ValidationException).
func (a *identityCenter) start(c *kit.Call, resource string, hits int) (int, *kit.Refusal) {
	cursor := c.Query.Get("cursor")
	if cursor == "" {
		return 0, nil
	}
	_, offset, _ := strings.Cut(cursor, ":")
	n, err := strconv.Atoi(offset)
	if err != nil || n < 1 || n > hits || cursor != cursorAt(c, resource, n) {
		return 0, kit.Invalid("", "the cursor is not one of this list and filter")
	}
	return n, nil
}

// cursorAt is a cursor of the documented alphabet, bound to the list and its filter.
func cursorAt(c *kit.Call, resource string, offset int) string {
	sum := sha256.Sum256([]byte(resource + "?" + c.Query.Get("filter")))
	return base64.URLEncoding.EncodeToString(sum[:12]) + ":" + strconv.Itoa(offset)
}
