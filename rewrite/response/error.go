package response

import (
	"strings"

	"scimshim/rewrite/json"
)

// An Error is what a SCIM error body says (RFC 7644, section 3.12).
type Error struct{ ScimType, Detail string }

// ReadError returns the SCIM error in the body of an answer that is not a success, if
// that is what it is. The schema alone does not decide: targets misspell it, and
// platforms in front of a target answer errors of their own.
func ReadError(body json.Value) (Error, bool) {
	e := Error{text(body, "scimType"), text(body, "detail")}
	return e, e.ScimType != "" || NamesError(body)
}

// NamesError reports whether the schemas of a body name that of an error.
func NamesError(body json.Value) bool {
	return names(body.Get("schemas").Text(), errorSchema)
}

// text returns the string that a member of a body is, or "".
func text(body json.Value, name string) string {
	text, _ := json.Text(body.Get(name).Text())
	return text
}

// The ends of the schemas of messages (RFC 7644, section 8.2). Only the end
// counts, since targets misspell the rest.
const (
	errorSchema = ":messages:2.0:Error"
	listSchema  = ":messages:2.0:ListResponse"
)

// names reports whether a list of schemas has one that ends so.
func names(schemas, end string) bool {
	for s := range json.Elements(schemas) {
		if urn, ok := json.Text(s); ok && strings.HasSuffix(urn, end) {
			return true
		}
	}
	return false
}
