package answer

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
)

// anonymize disables a user whom a client deletes, under an anonymous name.
const anonymize kind.Action = "anonymize"

// anonymous says how a user is named whom a client deletes: what names a person is replaced by a
// name that is made of the id, so that a DELETE which is sent again comes to the same.
type anonymous struct {
	domain  string
	address bool // whether the userName is an address
}

// anonymousOf reads how users are named who are not to be known any more.
func anonymousOf(n *tree.Node, action kind.Action) anonymous {
	r := anonymous{domain: "user.anon"}
	domain, name := n.Key("domain"), n.Key("user_name")
	for key, option := range map[string]*tree.Node{"domain": domain, "user_name": name} {
		if option != nil && action != anonymize {
			n.ErrorKey(key, "%s is for action: anonymize", key)
		}
	}
	if domain != nil {
		r.domain = tree.Parse(domain, domainName)
	}
	if name != nil {
		r.address = name.OneOf("name", "address") == "address"
	}
	return r
}

var errDomain = errors.New("expected the name of a domain, such as user.anon")

// domainName returns the name of a domain as it is.
func domainName(text string) (string, error) {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-."
	other := func(r rune) bool { return !strings.ContainsRune(letters, r) }
	if text == "" || len(text) > 200 || strings.ContainsFunc(text, other) || strings.Contains("."+text+".", "..") {
		return "", errDomain
	}
	return text, nil
}

// anonymousName returns the name of the user of an id. Its 60 bits are the same for two of a
// million users once in two million directories.
func anonymousName(id string) string {
	sum := sha256.Sum256([]byte("anonymous " + id))
	return "user-" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:12])
}

// patch returns the body of the PATCH that disables the user of an id, which goes first, and names
// him anew.
func (r anonymous) patch(id string) string {
	name := anonymousName(id)
	address := name + "@" + r.domain
	userName := name
	if r.address {
		userName = address
	}
	quoted := json.Quote(name)
	replace := func(path, value string) string {
		return `{"op":"replace","path":"` + path + `","value":` + value + `}`
	}
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":` + json.Array(
		replace("active", "false"),
		replace("userName", json.Quote(userName)),
		replace("displayName", quoted),
		replace("name", `{"formatted":`+quoted+`,"familyName":`+quoted+`,"givenName":`+quoted+`}`),
		replace("emails", `[{"value":`+json.Quote(address)+`,"type":"work","primary":true}]`),
	) + `}`
}
