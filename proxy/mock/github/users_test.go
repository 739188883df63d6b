package github_test

import (
	"encoding/json"
	"strings"
	"testing"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/mocktest"
)

// mona is the body of a user with what is required; each pair of changes is a text and what takes its place.
func mona(changes ...string) string {
	const body = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"E-1","active":true,
		"userName":"mona","displayName":"Mona","emails":[{"value":"mona@example.com","type":"work",
		"primary":true}]}`
	return strings.NewReplacer(changes...).Replace(body)
}

func TestCreateUser(t *testing.T) {
	const page = "Provision a SCIM enterprise user"
	f := func(name, body string, status int, want string) {
		t.Helper()
		mocktest.Run(t, start, []mocktest.Row{{Page: page, Name: name, Method: "POST", Target: "/Users",
			Body: body, Status: status, Want: want}})
	}
	bad := func(name, want string, changes ...string) { t.Helper(); f(name, mona(changes...), 400, want) }
	f("created", mona(), 201, `"userName":"mona"`)
	f("userName as sent", mona(`"mona"`, `"mona.lisa@example.com"`), 201, `"userName":"mona.lisa@example.com"`)
	f("name", mona(`"active"`, `"name":{"givenName":"M","familyName":"O","middleName":"L"},"active"`), 201,
		`"middleName":"L"`)
	f("role", mona(`"active"`, `"roles":[{"value":"enterprise_owner","primary":false}],"active"`), 201,
		`"enterprise_owner"`)
	f("suspended", mona(`true,`, `false,`), 201, `"active":false`)
	bad("schemas", "schemas is a list of", `"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],`, "")
	bad("schemas with an extension", "and nothing else", `2.0:User"]`, `2.0:User","urn:example:User"]`)
	bad("externalId", "externalId is required", `"externalId":"E-1",`, "")
	bad("empty externalId [infer]", "externalId is required", `"E-1"`, `""`)
	bad("active", "active is required", `"active":true,`, "")
	bad("active as text", "active takes a JSON boolean", `"active":true`, `"active":"True"`)
	bad("userName", "userName is required", `"userName":"mona",`, "")
	bad("displayName", "displayName is required", `"displayName":"Mona",`, "")
	bad("emails", "emails is required", `"emails"`, `"roles":[],"emails":[],"meta"`)
	bad("emails.value", "value is required", `"value":"mona@example.com",`, "")
	bad("emails.type", "type is required", `"type":"work",`, "")
	bad("emails.primary", "primary is required", `"type":"work",`, `"type":"work"}],"meta":[{`)
	bad("name.familyName", "familyName is required", `"active"`, `"name":{"givenName":"M"},"active"`)
	bad("name.givenName", "givenName is required", `"active"`, `"name":{"familyName":"M"},"active"`)
	bad("role value", "not among the supported ones", `"active"`, `"roles":[{"value":"User"}],"active"`)
	bad("unknown attribute [infer]", "title is not supported", `"active"`, `"title":"x","active"`)
	bad("unknown name part [infer]", "honorificPrefix is not supported", `"active"`,
		`"name":{"givenName":"M","familyName":"O","honorificPrefix":"Dr"},"active"`)
	f("duplicate externalId", mona(`E-1`, `E-Bob`), 409, `"scimType":"uniqueness"`)
	f("duplicate e-mail", mona(`mona@`, `ADA@`), 409, `"scimType":"uniqueness"`)
	f("duplicate userName", mona(`"mona"`, `"bob"`), 409, `"status":409`)
	mocktest.Run(t, start, []mocktest.Row{
		{Page: "Username considerations", Name: "duplicate login", Method: "POST", Target: "/Users",
			Body: mona(`"mona"`, `"Ada@elsewhere.example.com"`), Status: 409, Want: `"status":409`},
		{Page: "Username considerations", Name: "too long", Method: "POST", Target: "/Users", Status: 400,
			Body: mona(`"mona"`, `"`+strings.Repeat("a", 36)+`"`), Want: "more than 39 characters"},
	})
}

func TestPutUser(t *testing.T) {
	const page = "Set SCIM information for a user"
	mocktest.Run(t, start, []mocktest.Row{
		{Page: page, Name: "what is not sent is gone", Method: "PUT", Target: "/Users/{ada}", Body: mona(),
			Status: 200, Want: `"userName":"mona"`, Not: "familyName"},
		{Page: page, Name: "everything is required", Method: "PUT", Target: "/Users/{ada}", Status: 400,
			Body: mona(`"active":true,`, ""), Want: "active is required"},
		{Page: page, Name: "suspended", Method: "PUT", Target: "/Users/{ada}", Body: mona("true,", "false,"),
			Status: 200, Want: `"active":false`},
		{Page: page, Name: "duplicate", Method: "PUT", Target: "/Users/{ada}", Body: mona("E-1", "E-Bob"),
			Status: 409, Want: `"status":409`},
	})
}

func TestPatchUser(t *testing.T) {
	const page = "Update an attribute for a SCIM enterprise user"
	const ineffective = "has a path with a filter"
	f := func(name, ops string, status int, want, cause string) {
		t.Helper()
		mocktest.Run(t, start, []mocktest.Row{{Page: page, Name: name, Method: "PATCH", Target: "/Users/{ada}",
			Body: mocktest.PatchOf(ops), Status: status, Want: want, Cause: cause}})
	}
	f("single valued", `{"op":"replace","path":"displayName","value":"A"}`, 200, `"displayName":"A"`, "")
	f("disable", `{"op":"replace","path":"active","value":false}`, 200, `"active":false`, "")
	f("disable without path", `{"op":"replace","value":{"active":false}}`, 200, `"active":false`, "")
	f("name.familyName", `{"op":"replace","path":"name.familyName","value":"N"}`, 200, `"familyName":"N"`, "")
	f("userName", `{"op":"replace","path":"userName","value":"a@example.com"}`, 200, `"a@example.com"`, "")
	f("emails", `{"op":"replace","path":"emails","value":[{"value":"n@example.com","type":"work",
		"primary":true}]}`, 200, `"value":"n@example.com"`, "")
	f("roles", `{"op":"add","path":"roles","value":[{"value":"billing_manager"}]}`, 200, `"billing_manager"`, "")
	f("roles removed", `{"op":"remove","path":"roles"}`, 200, `"active":true`, "")
	f("a path with a filter", `{"op":"replace","path":"emails[type eq \"work\"].value","value":"n@example.com"}`,
		200, `"value":"ada@example.com"`, ineffective)
	f("a path with a filter, in the example's quotes",
		`{"op":"replace","path":"emails[type eq 'work'].value","value":"n@example.com"}`, 200,
		`"value":"ada@example.com"`, ineffective)
	f("a path with a filter, and another", `{"op":"remove","path":"emails[type eq \"work\"]"},
		{"op":"replace","path":"displayName","value":"A"}`, 200, `"displayName":"A"`, ineffective)
	f("a role beyond the list", `{"op":"add","path":"roles","value":[{"value":"boss"}]}`, 400, "supported", "")
	f("op in another case [infer]", `{"op":"Replace","path":"displayName","value":"A"}`, 400, "lower case", "")
	f("another op", `{"op":"move","path":"displayName","value":"A"}`, 400, "op is add", "")
	f("active as text", `{"op":"replace","path":"active","value":"False"}`, 400, "JSON boolean", "")
	f("removal of what is required [infer]", `{"op":"remove","path":"displayName"}`, 400, "cannot be removed",
		"")
	f("an empty text [infer]", `{"op":"replace","path":"externalId","value":""}`, 400, "is required", "")
	f("unknown attribute [infer]", `{"op":"add","path":"title","value":"x"}`, 400, "no attribute title", "")
	f("unknown attribute without path [infer]", `{"op":"add","value":{"title":"x"}}`, 400, "title", "")
	f("unknown part [infer]", `{"op":"add","path":"name","value":{"honorificPrefix":"Dr"}}`, 400,
		"honorificPrefix", "")
	f("list without filter [infer]", `{"op":"replace","path":"emails.value","value":"x@example.com"}`, 400,
		"sub-attribute", "")
	f("extension", `{"op":"add","path":"`+kit.EnterpriseURN+`:department","value":"x"}`, 400, "no attribute", "")
	f("duplicate", `{"op":"replace","path":"userName","value":"bob"}`, 409, `"status":409`, "")
	f("login", `{"op":"replace","path":"userName","value":"a--b"}`, 400, "two dashes", "")
	mocktest.Run(t, start, []mocktest.Row{{Page: page, Name: "not found", Method: "PATCH",
		Target: "/Users/{nobody}", Body: mocktest.PatchOf(`{"op":"replace","path":"active","value":true}`), Status: 404}})
}

// TestLife plays what "Deprovisioning and reinstating users with SCIM" tells: a suspended user keeps
// its attributes and is hidden from its groups until it is active again; a deleted one is gone for ever, and
// its userName makes another user.
func TestLife(t *testing.T) {
	_, base := start(t)
	step := func(method, path, body string, want int) string {
		t.Helper()
		status, answer := mocktest.Ask(t, method, base+mocktest.IDs.Replace(path), body)
		if status != want {
			t.Fatalf("%s %s: status %d, want %d: %s", method, path, status, want, answer)
		}
		return answer
	}
	active := func(on string) string { return mocktest.PatchOf(`{"op":"replace","path":"active","value":` + on + `}`) }
	inGroup := func(want bool) {
		t.Helper()
		if strings.Contains(step("GET", "/Groups/{eng}", "", 200), `"display":"Ada"`) != want {
			t.Errorf("Ada is in the group: %v, want %v", !want, want)
		}
	}
	inGroup(true)
	if answer := step("PATCH", "/Users/{ada}", active("false"), 200); !strings.Contains(answer, `"E-Ada"`) ||
		!strings.Contains(answer, `"groups":[]`) {
		t.Errorf("a suspended user: %s", answer)
	}
	inGroup(false)
	step("PATCH", "/Users/{ada}", active("true"), 200)
	inGroup(true)
	step("DELETE", "/Users/{ada}", "", 204)
	step("GET", "/Users/{ada}", "", 404)
	step("PATCH", "/Users/{ada}", active("true"), 404)
	inGroup(false)
	again := mona("E-1", "E-Ada", `"mona"`, `"ada@example.com"`, "mona@", "ada@")
	var user map[string]any
	if err := json.Unmarshal([]byte(step("POST", "/Users", again, 201)), &user); err != nil {
		t.Fatal(err)
	}
	if user["id"] == mocktest.IDs.Replace("{ada}") || len(user["groups"].([]any)) != 0 {
		t.Errorf("the deleted user is back: %v", user)
	}
}
