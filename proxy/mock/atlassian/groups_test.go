package atlassian_test

import (
	"testing"

	"scimshim/proxy/mock/mocktest"
)

func TestGroups(t *testing.T) {
	const taken = `"status":"409","scimType":"uniqueness",` +
		`"detail":"Resource [GROUP]: with displayName already exists."`
	f := func(ref, name, method, target, body string, status int, want string) {
		t.Helper()
		run(t, []row{{ref: ref, name: name, method: method, target: target,
			body: body, status: status, want: want}})
	}
	f("1.5", "create", "POST", "/Groups", `{"displayName":"Sales","externalId":"g1"}`, 201,
		`"displayName":"Sales","externalId":"g1"`)
	f("1.5", "created empty", "POST", "/Groups", `{"displayName":"Sales","members":[]}`, 201, `"members":[]`)
	f("1.5", "members on create [infer]", "POST", "/Groups",
		`{"displayName":"Sales","members":[{"value":"{ada}"}]}`, 400, "members are added by PATCH")
	f("1.5", "name in use", "POST", "/Groups", `{"displayName":"Engineers"}`, 409, taken)
	f("1.5", "name in use in another case [infer]", "POST", "/Groups", `{"displayName":"engineers"}`, 409,
		taken)
	f("1.5", "no name", "POST", "/Groups", `{}`, 400, "attribute displayName is required")
	f("1.5", "no rename by PUT", "PUT", "/Groups/{eng}", `{"displayName":"Makers"}`, 200,
		`"displayName":"Engineers"`)
	f("1.1", "PUT keeps the members", "PUT", "/Groups/{eng}", `{"displayName":"Engineers"}`, 200,
		`"value":"{ada}"`)
	f("1.1", "members by PUT [infer]", "PUT", "/Groups/{eng}", `{"displayName":"Engineers","members":[]}`, 400,
		"members are added by PATCH")
	f("1.7", "DELETE", "DELETE", "/Groups/{eng}", ``, 204, ``)
	f("1.7", "DELETE of an unknown group", "DELETE", "/Groups/{nobody}", ``, 404, `"status":"404"`)
	f("1.7", "GET of an unknown group", "GET", "/Groups/{nobody}", ``, 404, `"status":"404"`)
	f("1.7", "DELETE of a user", "DELETE", "/Users/{ada}", ``, 204, ``)
	f("1.7", "DELETE of an unknown user", "DELETE", "/Users/{nobody}", ``, 404, `"status":"404"`)
}

func TestPatchGroup(t *testing.T) {
	const ada, bob = `"members":[{"type":"User","value":"{ada}"`, `{"type":"User","value":"{bob}"`
	f := func(ref, name, ops string, status int, want string) {
		t.Helper()
		run(t, []row{{ref: ref, name: name, method: "PATCH", target: "/Groups/{eng}",
			body: mocktest.PatchOf(ops), status: status, want: want}})
	}
	f("1.4", "add, 200 with the group",
		`{"op":"add","path":"members","value":[{"value":"{bob}","display":"Bob"}]}`, 200, bob)
	f("1.4", "add many", `{"op":"add","path":"members","value":[{"value":"{ada}"},{"value":"{bob}"}]}`, 200,
		bob)
	f("1.4", "wire shape", `{"op":"add","path":"members","value":[{"value":"{ada}"}]}`, 200,
		ada+`,"display":"Ada","$ref":"https://api.example.com/scim/directory/`+theDirectory+`/Users/{ada}"}]`)
	f("1.5", "users must exist", `{"op":"add","path":"members","value":[{"value":"{nobody}"}]}`, 400,
		"user of this directory")
	f("1.5", "no nested groups", `{"op":"add","path":"members","value":[{"value":"{eng}"}]}`, 400,
		"user of this directory")
	f("1.4", "remove by value path", `{"op":"remove","path":"members[value eq \"{ada}\"]"}`, 200,
		`"members":[]`)
	f("1.4", "remove of no member", `{"op":"remove","path":"members[value eq \"{bob}\"]"}`, 200, ada)
	f("1.4", "remove by value array [infer]", `{"op":"remove","path":"members","value":[{"value":"{ada}"}]}`,
		400,
		"remove has none")
	f("1.4", "bare remove", `{"op":"remove","path":"members"}`, 200, `"members":[]`)
	f("1.4", "replace of members [infer]", `{"op":"replace","path":"members","value":[{"value":"{bob}"}]}`,
		400, "invalidPath")
	f("1.4", "selection by another sub-attribute [infer]",
		`{"op":"remove","path":"members[display eq \"Ada\"]"}`, 400,
		"selected by value")
	f("1.4", "add without path", `{"op":"add","value":{"members":[{"value":"{bob}"}]}}`, 200, bob)
	f("1.4", "single object [infer]", `{"op":"add","path":"members","value":{"value":"{bob}"}}`, 400,
		"takes an array")
	f("1.5", "rename is not reflected", `{"op":"replace","path":"displayName","value":"Makers"}`, 200,
		`"displayName":"Engineers"`)
	f("1.5", "rename without path is not reflected",
		`{"op":"replace","value":{"id":"{eng}","displayName":"Makers"}}`, 200,
		`"displayName":"Engineers"`)
	f("1.4", "externalId", `{"op":"add","path":"externalId","value":"g2"}`, 200, `"externalId":"g2"`)
	f("1.4", "externalId removed", `{"op":"remove","path":"externalId"}`, 200, `"displayName":"Engineers"`)
	f("1.5", "displayName removed [infer]", `{"op":"remove","path":"displayName"}`, 400,
		"keeps its displayName")
	f("1.4", "value path elsewhere", `{"op":"replace","path":"externalId[value eq \"a\"]","value":"b"}`, 400,
		"only members")
	f("1.4", "unknown attribute [infer]", `{"op":"add","path":"owners","value":"x"}`, 400,
		"there is no attribute owners")
}
