package entraid

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
)

// Sizes of pages: without count, and at most where attributes are named.
const (
	pageSize  = 100
	largePage = 999
)

// list answers GET on users or groups.
func (e *tenant) list(w http.ResponseWriter, c *kit.Call, k *kind) *kit.Refusal {
	if no := c.OnlyParameters("filter", "attributes", "excludedAttributes", "count", "cursor"); no != nil {
		return no
	}
	most := pageSize
	if c.Query.Has("attributes") {
		most = largePage
	}
	count, no := c.PageSize(pageSize, most)
	if no != nil {
		return no
	}
	hits, no := e.search(c, k.resource)
	if no != nil {
		return no
	}
	start, no := startOf(c, k.resource, len(hits))
	if no != nil {
		return no
	}
	page := []any{}
	for _, o := range kit.Page(hits, start+1, count) {
		page = append(page, projected(c, k.shown(o)))
	}
	kit.WriteJSON(w, http.StatusOK, listOf(c, k.resource, page, start, len(hits)))
	return nil
}

// listOf is a list: counted where one page has all, else with its size and the cursor of the next page.
func listOf(c *kit.Call, resource string, page []any, start, hits int) *ordered.Object {
	o := ordered.New("schemas", []any{kit.ListURN})
	end := start + len(page)
	if len(page) == hits {
		o.Set("totalResults", hits)
	} else {
		o.Set("itemsPerPage", len(page))
	}
	if end < hits {
		o.Set("nextCursor", cursorAt(c, resource, end))
	}
	o.Set("resources", page)
	return o
}

// startOf returns how many hits come before the page. A cursor of another list or filter is refused [infer].
func startOf(c *kit.Call, resource string, hits int) (int, *kit.Refusal) {
	if !c.Query.Has("cursor") {
		return 0, nil
	}
	cursor := c.Query.Get("cursor")
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	at, _, _ := strings.Cut(string(raw), " ")
	n, bad := strconv.Atoi(at)
	if err != nil || bad != nil || n < 1 || n >= hits || cursor != cursorAt(c, resource, n) {
		return 0, kit.Invalid("", "the cursor is not one of this list")
	}
	return n, nil
}

// cursorAt is a cursor, bound to the list and its filter.
func cursorAt(c *kit.Call, resource string, offset int) string {
	at := strconv.Itoa(offset) + " " + resource + " " + c.Query.Get("filter")
	return base64.RawURLEncoding.EncodeToString([]byte(at))
}

// projected shows what is asked for: attributes by name, without their parts.
func projected(c *kit.Call, o *ordered.Object) *ordered.Object {
	wanted, excluded := names(c, "attributes"), names(c, "excludedAttributes")
	shown := ordered.New()
	for _, m := range o.Members {
		name := strings.ToLower(m.Name)
		always := name == "schemas" || name == "id"
		if always || (!c.Query.Has("attributes") || slices.Contains(wanted, name)) && !slices.Contains(excluded, name) {
			shown.Set(m.Name, m.Value)
		}
	}
	return shown
}

// names returns the names in a parameter, in lower case.
func names(c *kit.Call, parameter string) []string {
	return strings.Split(strings.ToLower(c.Query.Get(parameter)), ",")
}
