package github_test

import (
	"testing"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/mocktest"
)

// sales is the body of a group with these further members of the object.
func sales(more string) string {
	return `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"externalId":"G-2",
		"displayName":"Sales"` + more + `}`
}

func TestWriteGroup(t *testing.T) {
	const create, set = "Provision a SCIM enterprise group", "Set SCIM information for a group"
	f := func(page, name, method, target, body string, status int, want, not string) {
		t.Helper()
		mocktest.Run(t, start, []mocktest.Row{{Page: page, Name: name, Method: method, Target: target,
			Body: body, Status: status, Want: want, Not: not}})
	}
	post := func(name, body string, status int, want string) {
		t.Helper()
		f(create, name, "POST", "/Groups", body, status, want, "")
	}
	post("created", sales(""), 201, `"members":[]`)
	post("with members", sales(`,"members":[{"value":"{ada}","displayName":"Ada"}]`), 201,
		`"$ref":"https://api.example.com/scim/v2/enterprises/example/Users/{ada}","display":"Ada"`)
	post("schemas", `{"externalId":"G-2","displayName":"Sales"}`, 400, "schemas is a list")
	post("externalId", `{"schemas":["`+kit.GroupURN+`"],"displayName":"Sales"}`, 400, "externalId is required")
	post("displayName", `{"schemas":["`+kit.GroupURN+`"],"externalId":"G-2"}`, 400, "displayName is required")
	post("members.value", sales(`,"members":[{"displayName":"Ada"}]`), 400, "value is required")
	post("members.displayName", sales(`,"members":[{"value":"{ada}"}]`), 400, "displayName is required")
	post("users first", sales(`,"members":[{"value":"{nobody}","displayName":"N"}]`), 400, "a member is a user")
	post("unknown attribute [infer]", sales(`,"description":"x"`), 400, "description is not supported")
	post("duplicate externalId", `{"schemas":["`+kit.GroupURN+`"],"externalId":"G-1","displayName":"Sales"}`,
		409, `"status":409`)
	post("duplicate displayName [infer]", `{"schemas":["`+kit.GroupURN+`"],"externalId":"G-2",
		"displayName":"engineers"}`, 409, `"scimType":"uniqueness"`)
	f(set, "members are gone", "PUT", "/Groups/{eng}", sales(""), 200, `"displayName":"Sales"`,
		`"display":"Ada"`)
	f(set, "with members", "PUT", "/Groups/{eng}", sales(`,"members":[{"value":"{ada}","displayName":"Ada"}]`),
		200, `"display":"Ada"`, "")
	f(set, "required", "PUT", "/Groups/{eng}", `{"displayName":"Sales"}`, 400, "schemas is a list", "")
	f(set, "parameter [infer]", "PUT", "/Groups/{eng}?excludedAttributes=members", sales(""), 400,
		"not supported", "")
}

func TestPatchGroup(t *testing.T) {
	const page = "Update an attribute for a SCIM enterprise group"
	const ada = `"value":"{ada}"`
	f := func(name, ops string, status int, want, not string) {
		t.Helper()
		mocktest.Run(t, start, []mocktest.Row{{Page: page, Name: name, Method: "PATCH",
			Target: "/Groups/{eng}", Body: mocktest.PatchOf(ops), Status: status, Want: want, Not: not}})
	}
	f("update group", `{"op":"replace","path":"displayName","value":"Employees"}`, 200, `"Employees"`, "")
	f("without path", `{"op":"replace","value":{"id":"{eng}","displayName":"Employees"}}`, 200, `"Employees"`,
		"")
	f("add members", `{"op":"add","path":"members","value":[{"value":"{ada}"},{"value":"{bob}"}]}`, 200, ada, "")
	f("add without path", `{"op":"add","value":{"members":[{"value":"{ada}"}]}}`, 200, ada, "")
	f("users first", `{"op":"add","path":"members","value":[{"value":"{nobody}"}]}`, 400, "a member is a user",
		"")
	f("RFC 7644: remove by value path", `{"op":"remove","path":"members[value eq \"{ada}\"]"}`, 200,
		`"members":[]`, ada)
	f("RFC 7644: remove all", `{"op":"remove","path":"members"}`, 200, `"members":[]`, ada)
	f("RFC 7644: replace", `{"op":"replace","path":"members","value":[{"value":"{bob}"}]}`, 200, `"members":[]`,
		ada)
	f("RFC 7644: replace by nothing", `{"op":"replace","path":"members","value":[]}`, 200, `"members":[]`, ada)
	f("remove by list [infer]", `{"op":"remove","path":"members","value":[{"value":"{ada}"}]}`, 400,
		"remove has none", "")
	f("display of a member [infer]", `{"op":"add","path":"members","value":[{"value":"{ada}","display":"A"}]}`,
		400, "display is not supported", "")
	f("op in another case [infer]", `{"op":"Add","path":"members","value":[]}`, 400, "lower case", "")
	f("removal of the name [infer]", `{"op":"remove","path":"displayName"}`, 400, "cannot be removed", "")
	f("removal of externalId [infer]", `{"op":"remove","path":"externalId"}`, 400, "cannot be removed", "")
	f("unknown attribute [infer]", `{"op":"add","path":"description","value":"x"}`, 400, "no attribute", "")
	f("value path elsewhere", `{"op":"replace","path":"displayName[value eq \"a\"]","value":"x"}`, 400,
		"only members", "")
	mocktest.Run(t, start, []mocktest.Row{
		{Page: page, Name: "schemas", Method: "PATCH", Target: "/Groups/{eng}", Status: 400,
			Body: `{"Operations":[{"op":"remove","path":"members"}]}`, Want: "schemas is a list"},
		{Page: page, Name: "not found", Method: "PATCH", Target: "/Groups/{nobody}", Status: 404,
			Body: mocktest.PatchOf(`{"op":"remove","path":"members"}`), Want: `"status":404`},
	})
}
