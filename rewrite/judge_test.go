package rewrite

import (
	"strings"
	"testing"

	"scimshim/rewrite/filter"
)

// verdict says what became of an answer: verified, unverified, or the status
// and reason of its refusal.
func verdict(t *testing.T, c *Chain, m *Message, status int, body string) string {
	t.Helper()
	var trace Trace
	err := c.Do(m, &trace, answers(status, body))
	switch {
	case err != nil:
		r := refusal(t, err)
		if strings.Contains(r.Detail, "secret") {
			t.Errorf("a value in %s", r.Detail)
		}
		return itoa(r.Status) + " " + string(r.Reason)
	case trace.Unverified:
		return "unverified"
	}
	return "verified"
}

const (
	unreadable  = "502 answer_unreadable"
	contradicts = "502 answer_contradicts"
	foreign     = "502 target_error"
)

// An answer of another shape, or of another resource, is not believed.
func TestJudgeResource(t *testing.T) {
	f := func(method string, status int, body, want string) {
		t.Helper()
		m := &Message{Method: method, Resource: "Users", ID: "secret42", Route: Route{OwnCredential: true}}
		switch method {
		case "PUT":
			m.Body = `{"userName":"secret"}`
		case "PATCH":
			m.Body = `{"Operations":[{"op":"add","path":"title","value":"secret"}]}`
		}
		if got := verdict(t, chainOf(), m, status, body); got != want {
			t.Errorf("%s %d %s: %s, want %s", method, status, body, got, want)
		}
	}
	for _, method := range []string{"GET", "PUT", "PATCH"} {
		f(method, 200, `{"id":"secret42"}`, "verified")
		f(method, 200, `{"ID":"\u0073ecret42"}`, "verified")
		f(method, 200, `{"id":"Secret42"}`, contradicts)
		f(method, 200, `{"id":"secret43"}`, contradicts)
		f(method, 200, `{"id":""}`, contradicts)
		f(method, 200, `{"id":42}`, contradicts)
		f(method, 200, `{"id":{}}`, contradicts)
		f(method, 200, `{"schemas":["urn:x"],"id":null}`, "unverified")
		f(method, 200, `{"schemas":["urn:x"],"userName":"secret"}`, "unverified")
		f(method, 200, `{"error":{"message":"x"},"status":"failure"}`, unreadable)
		f(method, 200, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400"}`, contradicts)
		f(method, 200, `{"totalResults":1,"Resources":[{"id":"secret42"}]}`, contradicts)
		f(method, 200, `{"id":"secret42","id":"secret42"}`, unreadable)
		f(method, 200, `{"id":"secret42","Id":"x"}`, unreadable)
		f(method, 200, `["secret"]`, unreadable)
		f(method, 200, `<html>secret</html>`, unreadable)
	}
	f("GET", 200, "", unreadable)
	f("GET", 200, ` `, unreadable)
	f("GET", 200, `{}`, unreadable)
	f("GET", 204, "", unreadable)
	for _, method := range []string{"PUT", "PATCH", "DELETE"} {
		f(method, 204, "", "verified")
	}
	f("GET", 302, "", foreign)
	f("GET", 302, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}`, foreign)
	f("GET", 404, "", foreign)
	f("GET", 404, "<html>", foreign)
	f("GET", 404, `{"detail":"secret"}`, foreign)
	f("GET", 404, `[]`, foreign)
	f("GET", 404, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}`, "verified")
	f("GET", 404, `{"schemas":"urn:ietf:params:scim:api:messages:2.0:Error"}`, "verified")
	f("GET", 400, `{"ScimType":"invalidValue"}`, "verified")
	f("GET", 401, "<html>", "503 target_credential")
	f("GET", 403, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}`, "verified")
	f("GET", 403, "<html>", foreign)
	f("GET", 429, "slow", "429 target_error")
	f("GET", 500, "", "500 target_error")
	f("GET", 503, "<html>", "503 target_error")
}

// With the client's own credential the target's refusal is the client's.
func TestJudgeClientsCredential(t *testing.T) {
	m := &Message{Method: "GET", Resource: "Users", ID: "1"}
	body := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"401"}`
	if got := verdict(t, chainOf(), m, 401, body); got != "verified" || m.Status != 401 {
		t.Errorf("%s %d", got, m.Status)
	}
	for _, body := range []string{"", "{", `{"detail":"x`, "<html>", `{"error":{"message":"x"}}`} {
		m := &Message{Method: "GET", Resource: "Users", ID: "1"}
		if got := verdict(t, chainOf(), m, 401, body); got != "401 target_credential" {
			t.Errorf("401 with the body %q: %s", body, got)
		}
	}
}

// A created resource is the one that was sent.
func TestJudgeCreated(t *testing.T) {
	loose := chainOf()
	loose.Loose = []Loose{{Resource: "users", Path: path("externalId")}}
	f := func(c *Chain, sent, got, want string) {
		t.Helper()
		m := &Message{Method: "POST", Resource: "Users", Body: sent}
		if v := verdict(t, c, m, 201, got); v != want {
			t.Errorf("%s answered by %s: %s, want %s", sent, got, v, want)
		}
	}
	c := chainOf()
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":"secret"}`, "verified")
	f(c, `{"userName":"secret"}`, `{"id":"1","USERNAME":"SECRET"}`, "verified")
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":"secret2"}`, contradicts)
	f(c, `{"userName":"secret"}`, `{"userName":"secret"}`, unreadable)
	f(c, `{"userName":"secret"}`, `{"id":null,"userName":"secret"}`, unreadable)
	f(c, `{"userName":"secret"}`, `{"id":"1"}`, "unverified")
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":null}`, "unverified")
	f(c, `{"title":"secret"}`, `{"id":"1","title":"x"}`, "verified")
	f(c, `{"displayName":"secret"}`, `{"id":"1","displayName":"x"}`, "unverified") // proves nothing alone
	f(c, `{"userName":"a","displayName":"secret"}`, `{"id":"1","userName":"a","displayName":"x"}`, "unverified")
	f(c, `{"userName":"a","displayName":"secret"}`, `{"id":"1","userName":"b","displayName":"secret"}`, contradicts)
	f(c, `{"userName":" secret  one"}`, `{"id":"1","userName":"Secret One"}`, "verified")
	f(c, `{"userName":"jose\u0301"}`, `{"id":"1","userName":"JOS\u00c9"}`, "verified")
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":"PRIMARY/secret"}`, "unverified")
	f(c, `{"userName":"EXAMPLE\\secret"}`, `{"id":"1","userName":"secret"}`, "unverified")
	for _, other := range []string{"PRIMARY/secret2", "A/B/secret", "/secret", "secret/PRIMARY", "a b/secret",
		"PRIMARY/", "secret@example.com", "xsecret", "other@example.com/secret"} {
		f(c, `{"userName":"secret"}`, `{"id":"1","userName":"`+other+`"}`, contradicts)
	}
	f(c, `{"userName":"A/secret"}`, `{"id":"1","userName":"B/secret"}`, contradicts)
	f(c, `{"externalId":"secret"}`, `{"id":"1","externalId":""}`, "unverified")
	f(c, `{"externalId":" "}`, `{"id":"1","externalId":"x"}`, "verified") // as if it was not sent
	f(c, `{"externalId":"secret "}`, `{"id":"1","externalId":"secret"}`, "verified")
	f(c, `{"externalId":"701984"}`, `{"id":"1","externalId":701984}`, "verified")
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":[{"value":"secret"}]}`, "verified")
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":["secret"]}`, "verified")
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":["secret","x"]}`, contradicts)
	f(c, `{"userName":"secret"}`, `{"id":"1","userName":[]}`, contradicts)
	f(c, `{"externalId":"secret"}`, `{"id":"1","externalId":"A/secret"}`, contradicts)
	f(c, `{"externalId":"secret"}`, `{"id":"1","externalId":"x"}`, contradicts)
	f(c, `{"externalId":"secret"}`, `{"id":"1","externalId":7}`, contradicts)
	f(loose, `{"externalId":"secret"}`, `{"id":"1","externalId":"x"}`, "verified")
	f(loose, `{"userName":"a","externalId":"secret"}`, `{"id":"1","userName":"b","externalId":"secret"}`, contradicts)
	f(c, `{"userName":"secret"}`, ``, unreadable)
}

// A group is known by its displayName where nothing else tells: another group would
// be given its members.
func TestJudgeCreatedGroup(t *testing.T) {
	f := func(sent, got, want string) {
		t.Helper()
		m := &Message{Method: "POST", Resource: "Groups", Body: sent}
		if v := verdict(t, chainOf(), m, 201, got); v != want {
			t.Errorf("%s answered by %s: %s, want %s", sent, got, v, want)
		}
	}
	f(`{"displayName":"secret team"}`, `{"id":"1","displayName":"Secret  Team "}`, "verified")
	f(`{"displayName":"secret team"}`, `{"id":"1","displayName":"secret-team"}`, "unverified")
	f(`{"displayName":"secret team"}`, `{"id":"1","displayName":"PRIMARY/Secret Team"}`, "unverified")
	f(`{"displayName":"secret team"}`, `{"id":"1"}`, "unverified")
	f(`{"displayName":"secret team"}`, `{"id":"1","displayName":"others"}`, contradicts)
	f(`{"displayName":"secret team"}`, `{"id":"1","displayName":"secret team 2"}`, contradicts)
	f(`{"displayName":"+++"}`, `{"id":"1","displayName":"---"}`, contradicts)
	f(`{"displayName":"secret","externalId":"x"}`, `{"id":"1","displayName":"others","externalId":"x"}`, "unverified")
	f(`{"displayName":"secret","externalId":"x"}`, `{"id":"1","displayName":"others","externalId":""}`, contradicts)
	f(`{"displayName":"secret","externalId":"x"}`, `{"id":"1","displayName":"secret","externalId":"y"}`, contradicts)
}

// A listed resource satisfies the filter that was sent.
func TestJudgeList(t *testing.T) {
	loose := chainOf()
	loose.Loose = []Loose{{Resource: "Users", Path: path("externalId")}}
	f := func(c *Chain, text, body, want string) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"filter", text}}}
		if text == "" {
			m.Query = nil
		}
		if got := verdict(t, c, m, 200, body); got != want {
			t.Errorf("%s answered by %s: %s, want %s", text, body, got, want)
		}
	}
	const schemas = `{"schemas":["` + ListURN + `"],`
	list := func(resources string) string { return schemas + `"totalResults":1,"Resources":[` + resources + `]}` }
	c := chainOf()
	f(c, `userName eq "a"`, list(``), contradicts) // results that are not shown
	f(c, `userName eq "a"`, schemas+`"totalResults":0}`, "verified")
	f(c, `userName eq "a"`, schemas+`"TotalResults":0,"resources":[]}`, "verified")
	for _, nothing := range []string{ // says that there is nobody, in whatever form
		`{"totalResults":0,"Resources":[]}`, schemas + `"Resources":[]}`, schemas + `"totalResults":"0","Resources":[]}`,
		schemas + `"totalResults":0,"Resources":null}`, schemas + `"itemsPerPage":0,"Resources":[]}`,
		`{"schemas":["urn:scim:schemas:core:1.0"],"totalResults":0,"resources":[]}`,
		`{"schemas":["` + filter.UserURN + `"],"itemsPerPage":0,"startIndex":1,"totalResults":0,"Resources":[]}`,
		`{"schemas":["` + filter.UserURN + `"],"totalResults":0}`,
		schemas + `"totalResults":0,"errors":[],"message":"none"}`,
		schemas + `"totalResults":0,"Resources":[],"startIndex":1,"itemsPerPage":20}`, // Microsoft's example
	} {
		f(c, `userName eq "a"`, nothing, "verified")
	}
	for _, nothing := range []string{ // what is no list does not say that there is nobody
		`{"totalResults":0}`, `{"Resources":[]}`, `{"error":"x","Resources":[]}`, schemas[:len(schemas)-1] + `}`,
		`{"status":"ok","totalResults":0,"articles":[]}`, `{"totalResults":0,"Resources":[],"detail":"x"}`,
		`{"pagination":{"total_results":0},"resources":[]}`, `{"total_results":0,"resources":[]}`,
		`{"schemas":["` + filter.UserURN + `"],"Resources":[]}`, schemas + `"itemsPerPage":10,"Resources":[]}`,
		schemas + `"totalResults":0,"error":"x"}`, schemas + `"totalResults":0,"scimType":"invalidFilter"}`,
		schemas + `"totalResults":0,"status":"500"}`, schemas + `"totalResults":0,"success":false}`,
		schemas + `"totalResults":"none","Resources":[]}`, schemas + `"totalResults":null,"Resources":null}`,
		`{"schemas":["urn:example:list"],"totalResults":0,"message":"x"}`,
	} {
		f(c, `userName eq "a"`, nothing, unreadable)
	}
	f(c, `userName eq "a"`, schemas+`"totalResults":0,"Resources":[{"userName":"a"}]}`, contradicts)
	f(c, `userName eq "a"`, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"totalResults":0,"Resources":[]}`,
		contradicts)
	f(c, `userName eq "a"`, list(`{"userName":"a"}`), "verified")
	f(c, `userName eq "a"`, list(`{"USERNAME":"a"}`), "verified")
	f(c, `userName eq "a"`, list(`{"userName":"A"}`), "unverified") // whether the target has case is its own matter
	f(c, `userName eq "a"`, list(`{"userName":"secret"}`), contradicts)
	f(c, `userName eq "a"`, list(`{"userName":"a"},{"userName":"secret"}`), contradicts)
	f(c, `userName eq "a"`, list(`{"title":"a"}`), "unverified") // not shown
	f(c, `userName eq "a"`, list(`{"userName":""}`), "unverified")
	f(c, `userName eq "a "`, list(`{"userName":"A"}`), "unverified")
	f(c, `userName eq "jos\u00c9"`, list(`{"userName":"jose\u0301"}`), "unverified")
	f(c, `userName eq "a" and title eq "b"`, list(`{"userName":"a"}`), "unverified")
	f(c, `userName eq "a" and title eq "b"`, list(`{"userName":"a","title":"secret"}`), contradicts)
	f(c, `emails[type eq "work" and value eq "a"]`, list(`{"emails":[{"value":"a"}]}`), "unverified")
	f(c, `emails[type eq "work" and value eq "a"]`, list(`{"emails":[{"value":"secret"}]}`), contradicts)
	f(c, `not (title pr)`, list(`{"title":"secret"}`), contradicts)
	f(c, `id eq "a"`, list(`{"userName":"secret"}`), contradicts) // an id is always shown
	f(c, `id eq "a"`, list(`{"id":"A"}`), "unverified")
	f(c, `foo eq "a"`, list(`{"foo":"A"}`), "unverified")
	f(c, `foo eq "a"`, list(`{"foo":"b"}`), contradicts)
	f(c, `externalId eq "a"`, list(`{"externalId":"b"}`), contradicts)
	f(loose, `externalId eq "a" and userName eq "c"`, list(`{"externalId":"b","userName":"d"}`), contradicts)
	f(c, "", list(`{"userName":"secret"}`), "verified")
	f(c, "", `{"userName":"secret"}`, unreadable)
	f(c, `userName eq "a"`, `{"id":"1","userName":"a"}`, unreadable)
	f(c, "", `{}`, unreadable)
	f(c, `userName eq "a"`, list(`7`), contradicts)
	f(c, `userName eq "a"`, list(`null`), contradicts)
}

// What the projection hides is unknown, not false.
func TestJudgeListWithProjection(t *testing.T) {
	m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"filter", `userName eq "a"`}, {"attributes", "id"}}}
	if got := verdict(t, chainOf(), m, 200, `{"Resources":[{"id":"1"}]}`); got != "unverified" {
		t.Error(got)
	}
}

// The endpoints that describe the service name nobody.
func TestJudgeDiscovery(t *testing.T) {
	for _, resource := range []string{"Schemas", "ResourceTypes", "ServiceProviderConfig"} {
		m := &Message{Method: "GET", Resource: resource}
		if got := verdict(t, chainOf(), m, 200, `{"patch":{"supported":true}}`); got != "verified" {
			t.Errorf("%s: %s", resource, got)
		}
	}
}
