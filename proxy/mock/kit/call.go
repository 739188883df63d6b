package kit

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"scimshim/proxy/mock/kit/ordered"
)

// Call is a request as a product sees it: body read, query form-decoded once.
type Call struct {
	*http.Request
	Query   url.Values
	Content []byte // the request's body
	Cause   string // set by a product that has more to say than its answer does
}

// ReadBody decodes the body, a JSON object of one of the two media types that SCIM has.
func (c *Call) ReadBody() (*ordered.Object, *Refusal) {
	kind, _, _ := strings.Cut(c.Header.Get("Content-Type"), ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	if kind != MediaType && kind != "application/json" {
		return nil, Refuse(http.StatusUnsupportedMediaType, "", "a body is of type "+MediaType)
	}
	body, err := ordered.Decode(c.Content)
	if err != nil {
		return nil, Invalid("invalidSyntax", "the body is not a JSON object")
	}
	return body, nil
}

// OnlyParameters refuses a query with a parameter that is not named, or with one given twice; of several that
// are wrong, the first by name.
func (c *Call) OnlyParameters(names ...string) *Refusal {
	for _, name := range slices.Sorted(maps.Keys(c.Query)) {
		switch {
		case len(c.Query[name]) > 1:
			return Invalid("invalidValue", "a query parameter is given twice")
		case !slices.Contains(names, name) && IsName(name):
			return Invalid("invalidValue", "query parameter %s is not supported", name)
		case !slices.Contains(names, name):
			return Invalid("invalidValue", "a query parameter is not supported")
		}
	}
	return nil
}

// Number reads a whole number out of the query; otherwise is what counts where there is none.
func (c *Call) Number(name string, otherwise int) (int, *Refusal) {
	if !c.Query.Has(name) {
		return otherwise, nil
	}
	n, err := strconv.Atoi(c.Query.Get(name))
	if err != nil {
		return 0, Invalid("invalidValue", "%s takes a whole number", name)
	}
	return n, nil
}

// PageSize reads count, of which a page takes 1 to limit; otherwise is the size where there is none.
func (c *Call) PageSize(otherwise, limit int) (int, *Refusal) {
	n, no := c.Number("count", otherwise)
	if no == nil && (n < 1 || n > limit) {
		no = Invalid("invalidValue", "count is from 1 to %d", limit)
	}
	return n, no
}

// IsName tells whether s is an attrName of RFC 7643, section 2.1, or $ref.
func IsName(s string) bool {
	for i, c := range []byte(s) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		inner := c >= '0' && c <= '9' || c == '-' || c == '_'
		if !letter && (i == 0 && c != '$' || i > 0 && !inner) {
			return false
		}
	}
	return s != ""
}
