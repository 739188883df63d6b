package attr_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// An extension that is dropped as a whole is met by its URN, too, which is no name of an attribute.
func TestDropExtension(t *testing.T) {
	const text = "users: {drop: [enterprise, 'urn:x:2.0:User']}"
	rulestest.Sends(t, text, "PUT", `{"userName":"a","`+rulestest.Enterprise+`":{"division":"b"}}`, `{"userName":"a"}`)
	rulestest.Sends(t, text, "PUT", `{"userName":"a","urn:x:2.0:User":{"b":1}}`, `{"userName":"a"}`)
}
