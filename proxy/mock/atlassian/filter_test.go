package atlassian_test

import (
	"net/url"
	"strings"
	"testing"

	"scimshim/proxy/mock/mocktest"
)

const (
	badUser  = `"status":"400","scimType":"invalidFilter","detail":"Resource [USER] invalid filter"`
	badGroup = `"status":"400","scimType":"invalidFilter","detail":"Resource [GROUP] invalid filter"`
)

// filtering returns a function that runs one row with a filter.
func filtering(t *testing.T, status int) func(ref, resource, filter, want string) {
	return func(ref, resource, filter, want string) {
		t.Helper()
		run(t, []row{{ref: ref, name: filter, method: "GET",
			target: "/" + resource + "?filter=" + url.QueryEscape(filter), status: status, want: want}})
	}
}

func TestFilters(t *testing.T) {
	const (
		found = `"totalResults":1,`
		none  = `"totalResults":0,"Resources":[]`
	)
	f := filtering(t, 200)
	f("1.2", "Users", `userName eq "ada@example.com"`, found)
	f("1.2", "Users", `userName eq "nobody@example.com"`, none)
	f("1.2", "Users", `externalId eq "E-Ada"`, found)
	f("1.2", "Groups", `displayName eq "Engineers"`, found)
	f("1.2", "Groups", `displayName eq "Nobodies"`, none)

	// Names, operators and user names without regard to case: [infer].
	f("1.2", "Users", `USERNAME EQ "ada@example.com"`, found)
	f("1.2", "Users", `userName eq "Ada@Example.COM"`, found)
	f("1.2", "Users", `externalId eq "e-ada"`, none)
	f("1.2", "Users", `userName eq "\u0061da@example.com"`, found)
}

func TestFilterRefusals(t *testing.T) {
	f := filtering(t, 400)

	// ACCESS-1424: no filter on e-mail, in any form.
	f("1.2", "Users", `emails[type eq "work"].value eq "ada@example.com"`, badUser)
	f("1.2", "Users", `emails[type eq "work" and value eq "ada@example.com"]`, badUser)
	f("1.2", "Users", `emails.value eq "ada@example.com"`, badUser)
	f("1.2", "Users", `emails eq "ada@example.com"`, badUser)

	// Article 1071827946: title, or any other value.
	f("1.2", "Users", `title eq "Analyst"`, badUser)
	f("1.2", "Users", `displayName eq "Ada"`, badUser)
	f("1.2", "Users", `id eq "{ada}"`, badUser)
	f("1.2", "Groups", `externalId eq "x"`, badGroup)
	f("1.2", "Groups", `members eq "{ada}"`, badGroup)

	// A single exact match.
	f("1.2", "Users", `userName eq "ada@example.com" and active eq true`, badUser)
	f("1.2", "Users", `userName eq "ada@example.com" or userName eq "b"`, badUser)
	f("1.2", "Users", `not (userName eq "ada@example.com")`, badUser)
	f("1.2", "Users", `(userName eq "ada@example.com")`, badUser)
	f("1.2", "Users", `userName sw "ada"`, badUser)
	f("1.2", "Users", `userName co "ada"`, badUser)
	f("1.2", "Users", `userName pr`, badUser)
	f("1.2", "Groups", `displayName sw "Eng"`, badGroup)
}

// TestFilterWriting: no page shows these, so that all are [infer].
func TestFilterWriting(t *testing.T) {
	f := filtering(t, 400)
	f("1.2", "Users", ``, badUser)
	f("1.2", "Users", `userName eq ada`, badUser)
	f("1.2", "Users", `userName eq 'ada@example.com'`, badUser)
	f("1.2", "Users", `userName eq true`, badUser)
	f("1.2", "Users", `userName eq "ada`, badUser)
	f("1.2", "Users", `userName  eq "ada@example.com"`, badUser)
	f("1.2", "Users", `userName eq  "ada@example.com"`, badUser)
	f("1.2", "Users", `userName eq "ada@example.com" `, badUser)
	f("1.2", "Users", `userName eq "\ud800"`, badUser)
	f("1.2", "Users", "userName eq \"\xff\"", badUser)
	f("1.2", "Users", `urn:ietf:params:scim:schemas:core:2.0:User:userName eq "x"`, badUser)
}

func TestQueries(t *testing.T) {
	run(t, []row{
		{ref: "1.1", name: "extra segment and plus for blank", method: "GET",
			target: `/scim/Users?filter=userName+eq+%22ada@example.com%22`, status: 200, want: `"totalResults":1`},
		{ref: "1.1", name: "extra segment on one user", method: "GET", target: "/scim/Users/{ada}",
			status: 200,
			want:   `"location":"https://api.example.com/scim/directory/` + theDirectory + `/Users/{ada}"`},
		{ref: "1.8", name: "all", method: "GET", target: "/Users", status: 200, want: `"totalResults":2`},
		{ref: "1.8", name: "second page", method: "GET", target: "/Users?startIndex=2&count=1",
			status: 200, want: `"startIndex":2,"itemsPerPage":1`, not: "{ada}"},
		{ref: "1.8", name: "behind the end", method: "GET", target: "/Users?startIndex=9",
			status: 200, want: `"totalResults":2,"Resources":[]`},
		{ref: "1.8", name: "count of 0", method: "GET", target: "/Groups?count=0",
			status: 200, want: `"totalResults":1,"Resources":[]`},
		{ref: "1.8", name: "count in words [infer]", method: "GET", target: "/Users?count=ten",
			status: 400, want: `"scimType":"invalidValue"`},
		{ref: "1.1", name: "no sorting [infer]", method: "GET", target: "/Users?sortBy=userName",
			status: 400, want: `sorting is not supported`},
		{ref: "1.2", name: "two filters [infer]", method: "GET",
			target: `/Users?filter=userName+eq+%22a%22&filter=userName+eq+%22b%22`, status: 400,
			want: `given twice`},
		{ref: "1.1", name: "attributes", method: "GET", target: "/Users/{ada}?attributes=userName,name.givenName",
			status: 200, want: `"userName":"ada@example.com","name":{"givenName":"Ada"}}`, not: "emails"},
		{ref: "1.1", name: "attributes of a list", method: "GET", target: "/Users?attributes=emails.value",
			status: 200, want: `"emails":[{"value":"ada@example.com"}]`, not: "primary"},
		{ref: "1.1", name: "excludedAttributes", method: "GET",
			target: "/Users?excludedAttributes=emails,NAME.familyName",
			status: 200, want: `"name":{"givenName":"Ada"}`, not: `"emails"`},
		{ref: "1.1", name: "both", method: "GET", target: "/Users?attributes=id&excludedAttributes=name",
			status: 400, want: `exclude each other`},
		{ref: "1.1", name: "ignored on groups", method: "GET",
			target: "/Groups?excludedAttributes=members&attributes=id",
			status: 200, want: `"members":[{"type":"User","value":"{ada}","display":"Ada","$ref":"https://api.`},
	})
}

func TestEndpoints(t *testing.T) {
	run(t, []row{
		{ref: "1.1", name: "no Me", method: "GET", target: "/Me", status: 404, want: `"status":"404"`},
		{ref: "1.1", name: "no Bulk", method: "POST", target: "/Bulk", body: `{}`, status: 404,
			want: `"status":"404"`},
		{ref: "1.1", name: "no search", method: "POST", target: "/Users/.search", body: `{}`, status: 404},
		{ref: "1.1", name: "method", method: "DELETE", target: "/Users", status: 405, want: "GET, POST"},
		{ref: "1.1", name: "user schema", method: "GET",
			target: "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User",
			status: 200, want: `"name":"emails","type":"complex","multiValued":true`},
		{ref: "1.1", name: "schemas", method: "GET", target: "/Schemas", status: 200, want: `"totalResults":4`},
		{ref: "1.1", name: "no such schema", method: "GET", target: "/Schemas/urn:x", status: 404},
		{ref: "1.1", name: "resource types", method: "GET", target: "/ResourceTypes", status: 200,
			want: `"endpoint":"/Groups"`},
		{ref: "1.1", name: "resource type", method: "GET", target: "/ResourceTypes/User", status: 200,
			want: `"endpoint":"/Users"`},
		{ref: "1.1", name: "configuration", method: "GET", target: "/ServiceProviderConfig", status: 200,
			want: `"patch":{"supported":true}`},
		{ref: "1.1", name: "configuration is read-only", method: "POST", target: "/ServiceProviderConfig",
			body: `{}`, status: 405},
	})
}

// TestPageSize looks at the default page with more users than it holds.
func TestPageSize(t *testing.T) {
	target, base := start(t)
	for range 120 {
		if _, err := target.Seed("Users", `{}`); err != nil {
			t.Fatal(err)
		}
	}
	status, answer := mocktest.Ask(t, "GET", base+"/Users?attributes=id", "")
	if want := `"totalResults":122`; status != 200 || !strings.Contains(answer,
		want) || !strings.Contains(answer, `"itemsPerPage":100`) {
		t.Errorf("status %d, answer %.200s", status, answer)
	}
}
