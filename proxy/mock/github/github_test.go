package github_test

import (
	"net/http"
	"strings"
	"testing"

	"scimshim/proxy/mock"
	"scimshim/proxy/mock/mocktest"
)

const (
	githubAda = `{"id":"{ada}","externalId":"E-Ada","userName":"ada@example.com","displayName":"Ada",
		"active":true,"name":{"givenName":"Ada","familyName":"Example"},
		"emails":[{"value":"ada@example.com","type":"work","primary":true}],"roles":[{"value":"user"}]}`
	githubBob = `{"id":"{bob}","externalId":"E-Bob","userName":"bob","displayName":"Bob","active":false,
		"emails":[{"value":"bob@example.com","type":"work","primary":true}]}`
	githubEng = `{"id":"{eng}","externalId":"G-1","displayName":"Engineers",
		"members":[{"value":"{ada}"},{"value":"{bob}"}]}`
)

// start starts a target that holds Ada, Bob (suspended) and the group Engineers with both in it.
func start(t *testing.T) (*mock.Target, string) {
	return mocktest.Seeded(t, "github-emu", githubAda, githubBob, githubEng)
}

// TestUserAgent: getting started with the REST API, "User-Agent"; "Send valid requests to REST API
// endpoints". The same request has a token or not.
func TestUserAgent(t *testing.T) {
	target, base := start(t)
	f := func(agent, authorization string, want int, text string) {
		t.Helper()
		r, _ := http.NewRequest(http.MethodGet, base+"/Users", nil)
		r.Header.Set("User-Agent", agent) // empty: net/http sends none
		r.Header.Set("Authorization", authorization)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		seen := target.Take()[0]
		if response.StatusCode != want || !strings.Contains(seen.Answer, text) {
			t.Errorf("User-Agent %q: status %d, want %d: %s", agent, response.StatusCode, want, seen.Answer)
		}
	}
	f("", "Bearer key", 403, "administrative rules")
	f("", "", 403, "administrative rules")
	f("probe", "Bearer key", 200, `"totalResults":2`)
	f("probe", "Bearer other", 401, `"message":"Bad credentials"`)
	f("probe", "", 401, `"message":"Bad credentials"`)
}

func TestEndpoints(t *testing.T) {
	f := func(page, name, method, target string, status int, want, cause string) {
		t.Helper()
		mocktest.Run(t, start, []mocktest.Row{{Page: page, Name: name, Method: method, Target: target,
			Status: status, Want: want, Cause: cause}})
	}
	const notFound = `"message":"Not Found"`
	f("Base URL", "case-sensitive", "GET", "/users", 404, notFound, "")
	f("Base URL", "case-sensitive, one", "GET", "/groups/{eng}", 404, notFound, "")
	f("Base URL", "no discovery", "GET", "/ServiceProviderConfig", 404, notFound, "")
	f("Base URL", "no Schemas", "GET", "/Schemas", 404, notFound, "")
	f("Base URL", "no search", "POST", "/Users/.search", 404, notFound, "")
	f("Base URL", "no Bulk", "POST", "/Bulk", 404, notFound, "")
	f("Get a user", "found", "GET", "/Users/{ada}", 200,
		`"location":"https://api.example.com/scim/v2/enterprises/example/Users/{ada}"`, "")
	f("Get a user", "its groups", "GET", "/Users/{ada}", 200, `"groups":[{"value":"{eng}","$ref":`, "")
	f("Get a user", "not found", "GET", "/Users/{nobody}", 404, `"status":404`, "")
	f("Get a user", "parameter [infer]", "GET", "/Users/{ada}?attributes=userName", 400, `"status":400`, "")
	f("Get a group", "found", "GET", "/Groups/{eng}", 200, `"display":"Ada"`, "")
	f("Get a group", "without members", "GET", "/Groups/{eng}?excludedAttributes=members", 200,
		`"displayName":"Engineers"`, "")
	f("Get a group", "not found", "GET", "/Groups/{nobody}", 404, `"status":404`, "")
	f("Delete a SCIM group", "found", "DELETE", "/Groups/{eng}", 204, "", "")
	f("Delete a SCIM group", "not found", "DELETE", "/Groups/{nobody}", 404, `"status":404`, "")
	f("Delete a SCIM user", "found", "DELETE", "/Users/{ada}", 204, "", "")
	f("Delete a SCIM user", "not found", "DELETE", "/Users/{nobody}", 404, `"status":404`, "")
	f("Delete a SCIM user", "all of them", "DELETE", "/Users", 405, `"status":405`, "")
}

func TestLists(t *testing.T) {
	const one, none, all = `"totalResults":1,`, `"totalResults":0,`, `"totalResults":2,`
	const invalidFilter = `"scimType":"invalidFilter"`
	f := func(name, target string, status int, want, not string) {
		t.Helper()
		mocktest.Run(t, start, []mocktest.Row{{Page: "List", Name: name, Method: "GET", Target: target,
			Status: status, Want: want, Not: not}})
	}
	f("suspended users too", "/Users", 200, all, "")
	f("userName", `/Users?filter=userName eq "BOB"`, 200, one, "")
	f("externalId", `/Users?filter=externalId eq "E-Bob"`, 200, one, "")
	f("externalId in another case", `/Users?filter=externalId eq "e-bob"`, 200, none, "")
	f("id", `/Users?filter=id eq "{ada}"`, 200, one, "")
	f("displayName", `/Users?filter=displayName eq "Ada"`, 200, one, "")
	f("no e-mail", `/Users?filter=emails.value eq "a"`, 400, invalidFilter, "")
	f("no value path", `/Users?filter=emails[type eq "work"].value eq "a"`, 400, invalidFilter, "")
	f("one filter", `/Users?filter=userName eq "a" and externalId eq "b"`, 400, invalidFilter, "")
	f("no or", `/Users?filter=userName eq "a" or userName eq "b"`, 400, invalidFilter, "")
	f("eq", `/Users?filter=userName sw "a"`, 400, invalidFilter, "")
	f("single quotes [infer]", `/Users?filter=userName eq 'bob'`, 400, invalidFilter, "")
	f("groups by displayName", `/Groups?filter=displayName eq "Engineers"`, 200, one, "")
	f("groups by externalId", `/Groups?filter=externalId eq "G-1"`, 200, one, "")
	f("groups by id", `/Groups?filter=id eq "{eng}"`, 200, one, "")
	f("groups by userName", `/Groups?filter=userName eq "a"`, 400, invalidFilter, "")
	f("groups by member", `/Groups?filter=id eq "{eng}" and members eq "{ada}"`, 400, invalidFilter, "")
	f("excludedAttributes", `/Groups?excludedAttributes=members`, 200, one, `"members"`)
	f("excludedAttributes of users [infer]", `/Users?excludedAttributes=emails`, 400, "not supported", "")
	f("two excludedAttributes [infer]", `/Groups?excludedAttributes=members,displayName`, 400, "one attribute",
		"")
	f("a page", `/Users?startIndex=2&count=1`, 200, `"startIndex":2,"itemsPerPage":1`, "ada@example.com")
	f("count 0 [infer]", `/Users?count=0`, 400, "count is from 1 to 100", "")
	f("count 101 [infer]", `/Users?count=101`, 400, "count is from 1 to 100", "")
	f("startIndex 0 [infer]", `/Users?startIndex=0`, 400, "startIndex", "")
	f("sorting [infer]", `/Users?sortBy=userName`, 400, "not supported", "")
}

// TestDefaultPage: a page has 30 where count is absent ("List SCIM provisioned identities").
func TestDefaultPage(t *testing.T) {
	target, base := start(t)
	for range 40 {
		if _, err := target.Seed("Users", `{"userName":"x"}`); err != nil {
			t.Fatal(err)
		}
	}
	if _, answer := mocktest.Ask(t, "GET", base+"/Users", ""); !strings.Contains(answer, `"totalResults":42`) ||
		!strings.Contains(answer, `"itemsPerPage":30`) {
		t.Errorf("%.200s", answer)
	}
}

// TestForcedStatus: 429 of every operation.
func TestForcedStatus(t *testing.T) {
	mocktest.ForcedStatus(t, start, 429, `"status":429,"detail":"Too Many Requests"`)
}

func TestOddRequests(t *testing.T) { mocktest.OddRequests(t, start, 405) }
