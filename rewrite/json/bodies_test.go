package json

import (
	"fmt"
	"strings"
)

// objectOf returns an object with n members.
func objectOf(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"`+format+`":0`, i)
	}
	return "{" + b.String()[1:] + "}"
}

// patchBody returns a PATCH of about 2 KB in the form that Entra sends.
func patchBody() string {
	var b strings.Builder
	for i := range 16 {
		b.WriteString(`,{"op":"Replace","path":"emails[type eq \"work\"].value",`)
		fmt.Fprintf(&b, `"value":"user%d@example.com"},{"op":"Add","value":{"active":"True"}}`, i)
	}
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + b.String()[1:] + "]}"
}

// listBody returns a list of n users, each of about 800 bytes.
func listBody(n int) string {
	const user = `{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "4f2c-9d1e-%[1]d", "externalId": "e%[1]d",
  "userName": "user%[1]d@example.com", "displayName": "Üser %[1]d", "active": true, "title": "Engineer \"II\"",
  "name": {"givenName": "Üser", "familyName": "Number", "formatted": "Üser Number"},
  "emails": [{"type": "work", "primary": true, "value": "user%[1]d@example.com"},
    {"type": "home", "value": "h%[1]d@example.com"}],
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
    "department": "Sales", "employeeNumber": "%[1]d",
    "manager": {"value": "26118915-6090-4610-87e4-49d8ca9f808d", "displayName": "John Smith"}},
  "meta": {"resourceType": "User", "created": "2010-01-23T04:56:22Z", "lastModified": "2011-05-13T04:42:34Z",
    "location": "https://example.com/v2/Users/4f2c-9d1e-%[1]d", "version": "W\/\"a330bc54f0671c9\""}}`
	users := make([]string, n)
	for i := range users {
		users[i] = fmt.Sprintf(strings.ReplaceAll(user, ": ", ":"), i)
	}
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":9,"Resources":[` +
		strings.Join(users, ",") + "]}"
}
