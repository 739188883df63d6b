package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// The schemas of what Entra sends.
const (
	userURN       = "urn:ietf:params:scim:schemas:core:2.0:User"
	groupURN      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	enterpriseURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	patchURN      = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
)

// A demoRequest is a request of Entra's. Bodies are literal: which words are
// capitals and which booleans are texts is what the demo is about.
type demoRequest struct {
	method, path string // below the base URL
	query        string // form-encoded, as on the wire
	body         string
}

// askFor is a query. Entra encodes spaces as plus signs, and brackets and quotes as
// what they are in percent.
func askFor(endpoint, filter string) demoRequest {
	return demoRequest{method: "GET", path: "/" + endpoint, query: "filter=" + url.QueryEscape(filter)}
}

// askMail is the query by which Entra looks for somebody by work e-mail.
func askMail(mail string) demoRequest {
	return askFor("Users", fmt.Sprintf(`emails[type eq "work"].value eq %q`, mail))
}

// askGroup is the query by which Entra looks for a group.
func askGroup(name string) demoRequest {
	r := askFor("Groups", fmt.Sprintf("displayName eq %q", name))
	r.query = "excludedAttributes=members&" + r.query
	return r
}

func createUser(p *person) demoRequest {
	return demoRequest{method: "POST", path: "/Users", body: fmt.Sprintf(
		`{"schemas":[%q,%q],"externalId":%q,"userName":%q,"active":true,"displayName":%q,`+
			`"emails":[{"primary":true,"type":"work","value":%q}],"meta":{"resourceType":"User"},`+
			`"name":{"formatted":%q,"familyName":%q,"givenName":%q},"title":%q,"roles":[]}`,
		userURN, enterpriseURN, p.externalID, p.mail, p.name(), p.mail, p.name(), p.family, p.given, p.title)}
}

func createGroup(name, externalID string) demoRequest {
	return demoRequest{method: "POST", path: "/Groups", body: fmt.Sprintf(
		`{"schemas":[%q],"externalId":%q,"displayName":%q,"members":[],"meta":{"resourceType":"Group"}}`,
		groupURN, externalID, name)}
}

// patch is a PATCH of one resource.
func patch(endpoint, id string, ops ...string) demoRequest {
	return demoRequest{method: "PATCH", path: "/" + endpoint + "/" + id,
		body: fmt.Sprintf(`{"schemas":[%q],"Operations":[%s]}`, patchURN, strings.Join(ops, ","))}
}

// op is an operation that writes a text.
func op(name, path, value string) string {
	return fmt.Sprintf(`{"op":%q,"path":%q,"value":%q}`, name, path, value)
}

// memberOp is an operation on one member of a group.
func memberOp(name, id string) string {
	return fmt.Sprintf(`{"op":%q,"path":"members","value":[{"$ref":null,"value":%q}]}`, name, id)
}

// http makes an HTTP request of r, with the fields that Entra sends.
func (r demoRequest) http(base string) (*http.Request, error) {
	u := base + r.path
	if r.query != "" {
		u += "?" + r.query
	}
	req, err := http.NewRequest(r.method, u, strings.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/scim+json")
	if r.body != "" {
		req.Header.Set("Content-Type", "application/scim+json; charset=utf-8")
	}
	return req, nil
}

// A demoAnswer is what the demo reads of an answer: a resource, a list or an
// error.
type demoAnswer struct {
	ID           string
	TotalResults int
	Resources    []struct{ ID string }
	ScimType     string
	Detail       string
}

// answer reads the answer. What is no JSON reads as nothing.
func (x *exchange) answer() (a demoAnswer) {
	if json.Unmarshal([]byte(x.body), &a) != nil {
		return demoAnswer{}
	}
	return a
}
