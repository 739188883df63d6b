package rewrite

import (
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// ListURN is the schema of a list answer (RFC 7644, section 8.2).
const ListURN = "urn:ietf:params:scim:api:messages:2.0:ListResponse"

// EmptyList is the answer to a query that nothing matches. An empty list makes
// a client create what it asked for, so that only a rule that says why answers
// with it.
const EmptyList = `{"schemas":["` + ListURN + `"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}`

// IsQuery reports whether the request asks for a list: a GET of an endpoint,
// not of one resource.
func (m *Message) IsQuery() bool { return m.Method == "GET" && m.ID == "" }

// totalResults is the length of a list, of which an answer may be one page.
var totalResults = filter.Path{Name: "totalResults"}

// isList reports whether the body is a list answer.
func (m *Message) isList() bool {
	_, counted := Lookup(m.Body, totalResults)
	return counted || resourcesAt(m.Body) >= 0
}

// An ErrorAnswer is a SCIM error body (RFC 7644, section 3.12).
type ErrorAnswer struct{ ScimType, Detail string }

// ErrorAnswer returns the answer's SCIM error, if that is what it is. The
// schema alone does not decide: targets misspell it, and platforms in front of
// a target answer errors of their own.
func (m *Message) ErrorAnswer() (ErrorAnswer, bool) {
	if m.Status < 400 || m.Body == "" {
		return ErrorAnswer{}, false
	}
	e := ErrorAnswer{m.text("scimType"), m.text("detail")}
	schemas, _ := Lookup(m.Body, filter.Path{Name: "schemas"})
	return e, e.ScimType != "" || namesSchema(schemas, errorSchema)
}

// text returns the string that a member of the body is, or "".
func (m *Message) text(name string) string {
	value, _ := Lookup(m.Body, filter.Path{Name: name})
	text, _ := json.Text(value)
	return text
}

// The ends of the schemas of messages (RFC 7644, section 8.2). Only the end
// counts, since targets misspell the rest.
const (
	errorSchema = ":messages:2.0:Error"
	listSchema  = ":messages:2.0:ListResponse"
)

// namesSchema reports whether a list of schemas has one that ends so.
func namesSchema(schemas, end string) bool {
	for s := range json.Elements(schemas) {
		if urn, ok := json.Text(s); ok && strings.HasSuffix(urn, end) {
			return true
		}
	}
	return false
}
