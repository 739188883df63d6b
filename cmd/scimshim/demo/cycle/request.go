package cycle

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"scimshim/rewrite/filter"
)

const patchURN = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

// A Request is a request of a client. Bodies are literal: which words are capitals and
// which booleans are texts is what a cycle is about.
type Request struct {
	Method, Path string // below the base URL
	Query        string // form-encoded, as on the wire
	Body         string
}

// AskFor is a query. Entra encodes spaces as plus signs, and brackets and quotes as
// what they are in percent.
func AskFor(endpoint, filter string) Request {
	return Request{Method: "GET", Path: "/" + endpoint, Query: "filter=" + url.QueryEscape(filter)}
}

// askMail is the query by which Entra looks for somebody by work e-mail.
func askMail(mail string) Request {
	return AskFor("Users", fmt.Sprintf(`emails[type eq "work"].value eq %q`, mail))
}

// askGroup is the query by which Entra looks for a group.
func askGroup(name string) Request {
	r := AskFor("Groups", fmt.Sprintf("displayName eq %q", name))
	r.Query = "excludedAttributes=members&" + r.Query
	return r
}

func createUser(p *Person) Request {
	return Request{Method: "POST", Path: "/Users", Body: fmt.Sprintf(
		`{"schemas":[%q,%q],"externalId":%q,"userName":%q,"active":true,"displayName":%q,`+
			`"emails":[{"primary":true,"type":"work","value":%q}],"meta":{"resourceType":"User"},`+
			`"name":{"formatted":%q,"familyName":%q,"givenName":%q},"title":%q,"roles":[]}`,
		filter.UserURN, filter.EnterpriseURN, p.ExternalID, p.Mail, p.Name(), p.Mail, p.Name(), p.Family, p.Given,
		p.Title)}
}

func createGroup(name, externalID string) Request {
	return Request{Method: "POST", Path: "/Groups", Body: fmt.Sprintf(
		`{"schemas":[%q],"externalId":%q,"displayName":%q,"members":[],"meta":{"resourceType":"Group"}}`,
		filter.GroupURN, externalID, name)}
}

// Patch is a PATCH of one resource.
func Patch(endpoint, id string, ops ...string) Request {
	return Request{Method: "PATCH", Path: "/" + endpoint + "/" + id,
		Body: fmt.Sprintf(`{"schemas":[%q],"Operations":[%s]}`, patchURN, strings.Join(ops, ","))}
}

// Op is an operation that writes a text.
func Op(name, path, value string) string {
	return fmt.Sprintf(`{"op":%q,"path":%q,"value":%q}`, name, path, value)
}

// MemberOp is an operation on one member of a group.
func MemberOp(name, id string) string {
	return fmt.Sprintf(`{"op":%q,"path":"members","value":[{"$ref":null,"value":%q}]}`, name, id)
}

// HTTP makes an HTTP request of r, with the fields that Entra sends.
func (r Request) HTTP(base string) (*http.Request, error) {
	u := base + r.Path
	if r.Query != "" {
		u += "?" + r.Query
	}
	req, err := http.NewRequest(r.Method, u, strings.NewReader(r.Body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/scim+json")
	if r.Body != "" {
		req.Header.Set("Content-Type", "application/scim+json; charset=utf-8")
	}
	return req, nil
}

// An Answer is what a client reads of an answer: a resource, a list or an error.
type Answer struct {
	ID           string
	TotalResults int
	Resources    []struct{ ID string }
	ScimType     string
	Detail       string
}

// ReadAnswer reads a body. What is not JSON reads as nothing.
func ReadAnswer(body string) (a Answer) {
	if json.Unmarshal([]byte(body), &a) != nil {
		return Answer{}
	}
	return a
}
