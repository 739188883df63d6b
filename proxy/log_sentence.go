package proxy

import (
	"fmt"

	"scimshim/proxy/metric"
	"scimshim/rewrite"
	"scimshim/rewrite/json"
)

// scimTypes are the types of errors that SCIM knows (RFC 7644, table 9; RFC 9865,
// table 1), and what a target says by each.
var scimTypes = map[string]string{
	"invalidFilter": "it does not take the filter",
	"tooMany":       "there are more results than it gives",
	"uniqueness":    "a value that must be unique is taken already",
	"mutability":    "an attribute may not be changed in this way",
	"invalidSyntax": "it cannot read the body",
	"invalidPath":   "it does not know the path of an operation",
	"noTarget":      "the path of an operation points at nothing that is there",
	"invalidValue":  "a value is missing, or is none that it takes",
	"invalidVers":   "it does not know this version of SCIM",
	"sensitive":     "the URL holds what must not be in one",
	"invalidCursor": "it does not know the cursor",
	"expiredCursor": "the cursor is too old",
	"invalidCount":  "it does not take the count",
}

// knownType returns a scimType if SCIM knows it. Any other may be anything.
func knownType(t string) string {
	if _, known := scimTypes[t]; known || t == "" {
		return t
	}
	return metric.Other
}

// answeredType returns the scimType of an answer that is an error.
func answeredType(m *rewrite.Message) string {
	if json.Check(m.Body) != nil {
		return ""
	}
	e, _ := m.ErrorAnswer()
	return knownType(e.ScimType)
}

// sentence says in the proxy's own words why a request failed. What the target said
// may name a person, and is in the answer to the client alone.
func (x *exchange) sentence(code int, scimType string) string {
	switch status := x.target.status; {
	case x.refusal != nil:
		return x.refusal.Detail
	case x.message.Local():
		return fmt.Sprintf("a rule answered with %d, without the target", code)
	case status != code:
		return fmt.Sprintf("the target answered %d, of which the rules made %d", status, code)
	case code >= 500:
		return fmt.Sprintf("the target failed with %d; its own words are in the answer to the client", code)
	}
	if meaning := scimTypes[scimType]; meaning != "" {
		return fmt.Sprintf("the target refused the request with %d %s: %s; its own words are in the answer to the "+
			"client", code, scimType, meaning)
	}
	return fmt.Sprintf("the target refused the request with %d; its own words are in the answer to the client", code)
}
