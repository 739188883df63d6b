package atlassian_test

import (
	"testing"

	"scimshim/proxy/mock/mocktest"
)

// patchingUser returns a function that runs one row of PATCH on a user.
func patchingUser(t *testing.T) func(ref, name, id, ops string, status int, want string) {
	return func(ref, name, id, ops string, status int, want string) {
		t.Helper()
		run(t, []row{{ref: ref, name: name, method: "PATCH", target: "/Users/" + id,
			body: mocktest.PatchOf(ops), status: status, want: want}})
	}
}

func TestReactivation(t *testing.T) {
	const (
		on      = `{"op":"replace","path":"active","value":true}`
		sameBob = `{"op":"replace","path":"emails","value":[{"value":"bob@example.com","primary":true}]}`
		sameAda = `{"op":"replace","path":"emails","value":[{"value":"ada@example.com","primary":true}]}`
		newBob  = `{"op":"replace","path":"emails","value":[{"value":"robert@example.com","primary":true}]}`
		work    = `{"op":"replace","path":"emails[type eq \"work\"].value","value":"bob@example.com"}`
		noPaths = `{"op":"replace","value":{"active":true}},
			{"op":"replace","value":{"emails":[{"value":"bob@example.com","primary":true}]}}`
		oneOp = `{"op":"replace","value":{"active":true,"emails":[{"value":"bob@example.com","primary":true}]}}`
		title = `{"op":"replace","path":"title","value":"Boss"}`
	)
	f := patchingUser(t)
	f("1.4", "ID-8027", "{bob}", on+`,`+sameBob, 400, primaryError)
	f("1.4", "ID-8027 in the other order", "{bob}", sameBob+`,`+on, 400, primaryError)
	f("1.4", "ID-8027 by value path [infer]", "{bob}", on+`,`+work, 400, primaryError)
	f("1.4", "ID-8027 without paths [infer]", "{bob}", noPaths, 400, primaryError)
	f("1.4", "a new e-mail", "{bob}", on+`,`+newBob, 200, `"value":"robert@example.com"`)
	f("1.4", "no e-mail", "{bob}", on+`,`+title, 200, `"active":true`)
	f("1.4", "one operation", "{bob}", oneOp, 200, `"active":true`)
	f("1.4", "not reactivated", "{bob}", sameBob+`,`+title, 200, `"active":false`)
	f("1.4", "active already", "{ada}", on+`,`+sameAda, 200, `"active":true`)
}

func TestPatchEmails(t *testing.T) {
	const (
		two  = `{"op":"add","path":"emails","value":[{"value":"a@example.com","primary":true}]}`
		none = `{"op":"replace","path":"emails","value":[{"value":"a@example.com"}]}`
		gone = `{"op":"remove","path":"emails[value eq \"ada@example.com\"]"}`
		home = `{"op":"add","path":"emails","value":[{"value":"a@example.com","type":"home"}]}`
	)
	f := patchingUser(t)
	f("1.4", "by value path", "{ada}", `{"op":"replace","path":"emails[type eq \"work\"].value",
		"value":"new@example.com"}`, 200, `{"value":"new@example.com","type":"work","primary":true}`)
	f("1.4", "by value path with add", "{ada}", `{"op":"add","path":"emails[type eq \"work\"].value",
		"value":"new@example.com"}`, 200, `{"value":"new@example.com","type":"work","primary":true}`)
	f("1.4", "no such element, replace", "{ada}", `{"op":"replace","path":"emails[type eq \"home\"].value",
		"value":"new@example.com"}`, 400, `"scimType":"noTarget"`)
	f("1.4", "no such element, add", "{ada}", `{"op":"add","path":"phoneNumbers[type eq \"work\"].value",
		"value":"1"}`, 400, `"scimType":"noTarget"`)
	f("1.4", "element replaced whole", "{ada}", `{"op":"replace","path":"emails[type eq \"work\"]",
		"value":{"value":"a@example.com","primary":true}}`, 200,
		`"emails":[{"value":"a@example.com","primary":true}]`)
	f("1.4", "element added by value path [infer]", "{ada}", `{"op":"add","path":"emails[type eq \"work\"]",
		"value":{"value":"a@example.com"}}`, 400, "without a sub-attribute")
	f("1.4", "element removed", "{ada}", home+`,{"op":"remove","path":"emails[type eq \"home\"]"}`, 200,
		`"emails":[{"value":"ada@example.com","type":"work","primary":true}]`)
	f("1.4", "same element added", "{ada}", `{"op":"add","path":"emails",
		"value":[{"primary":true,"type":"work","value":"ada@example.com"}]}`, 200,
		`"emails":[{"value":"ada@example.com","type":"work","primary":true}]`)
	f("1.4", "second e-mail", "{ada}", home, 200, `{"value":"a@example.com","type":"home"}]`)
	f("1.4", "second primary", "{ada}", two, 400, primaryError)
	f("1.4", "replace without primary", "{ada}", none, 400, primaryError)
	f("1.4", "primary taken away", "{ada}", gone, 400, primaryError)
	f("1.4", "all taken away", "{ada}", `{"op":"remove","path":"emails"}`, 400, "cannot be removed")
	f("1.4", "value taken away", "{ada}", `{"op":"remove","path":"emails[type eq \"work\"].value"}`, 400, "@")
	f("1.6", "e-mail of another", "{ada}", `{"op":"replace","path":"emails[primary eq true].value",
		"value":"bob@example.com"}`, 409, `with email[bob@example.com] already exists.`)
	f("1.4", "list without value path", "{ada}", `{"op":"replace","path":"emails.value",
		"value":"x@example.com"}`, 400, "without a value path")
	f("1.4", "compound value path [infer]", "{ada}", `{"op":"replace","value":"x@example.com",
		"path":"emails[type eq \"work\" and primary eq true].value"}`, 400, "invalidPath")
}

func TestPatchAttributes(t *testing.T) {
	const title = `{"op":"replace","path":"title","value":"Boss"}`
	f := patchingUser(t)
	f("1.4", "200 with the user", "{ada}", title, 200, `"title":"Boss"`)
	f("1.4", "unknown user", "{nobody}", title, 404, `"status":"404"`)
	f("1.4", "name", "{ada}", `{"op":"replace","path":"name.familyName","value":"New"}`, 200,
		`"name":{"givenName":"Ada","familyName":"New"}`)
	f("1.4", "name merged", "{ada}", `{"op":"replace","path":"name","value":{"familyName":"New"}}`, 200,
		`"name":{"givenName":"Ada","familyName":"New"}`)
	f("1.4", "name in part removed", "{ada}", `{"op":"remove","path":"name.givenName"}`, 200,
		`"name":{"familyName":"Example"}`)
	f("1.4", "extension", "{ada}", `{"op":"add","value":"R","path":
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"}`, 200,
		`:User":{"department":"R"}`)
	f("1.4", "no path, id ignored", "{ada}", `{"op":"replace","value":{"id":"{bob}","active":false}}`, 200,
		`"active":false`)
	f("1.4", "removal", "{ada}", `{"op":"remove","path":"title"}`, 200, `"active":true,"displayName":"Ada"`)
	f("1.6", "userName of another", "{ada}", `{"op":"replace","path":"userName","value":"bob@example.com"}`,
		409, `with email[ada@example.com] already exists.`)
	f("1.3", "active as text", "{bob}", `{"op":"replace","path":"active","value":"True"}`, 400,
		"attribute active takes a JSON boolean")
	f("1.3", "read-only", "{ada}", `{"op":"replace","path":"id","value":"x"}`, 400, `"scimType":"mutability"`)
	f("1.3", "unknown attribute [infer]", "{ada}", `{"op":"add","path":"locale","value":"en"}`, 400,
		"there is no attribute locale")
}

// TestPatchForms: no page shows these forms, so that all are [infer].
func TestPatchForms(t *testing.T) {
	f := func(name, ops string, want string) {
		t.Helper()
		patchingUser(t)("1.4", name, "{ada}", ops, 400, want)
	}
	f("capital operation", `{"op":"Replace","path":"title","value":"Boss"}`, "in lower case")
	f("dotted key", `{"op":"add","value":{"name.givenName":"A"}}`, `"scimType":"invalidPath"`)
	f("removal with value", `{"op":"remove","path":"title","value":"Analyst"}`, "remove has none")
	f("removal without path", `{"op":"remove"}`, `"scimType":"noTarget"`)
	f("no operations", ``, "a list of Operations that is not empty")
	f("null value", `{"op":"replace","path":"title","value":null}`, "add and replace have a value")
	f("unknown key", `{"op":"add","path":"title","value":"B","name":"x"}`, `"scimType":"invalidSyntax"`)
	f("path as number", `{"op":"add","path":1,"value":"B"}`, "path is a string")
	f("unknown sub-attribute", `{"op":"replace","path":"name.nick","value":"A"}`, "there is no attribute nick")
	f("value path on text", `{"op":"replace","path":"title[value eq \"A\"]","value":"B"}`, "is not a list")
	f("sub-attribute of text", `{"op":"replace","path":"title.value","value":"B"}`, `"scimType":"invalidPath"`)
}

// TestPatchIsAtomic sends a good operation before a bad one.
func TestPatchIsAtomic(t *testing.T) {
	target, base := start(t)
	id := mocktest.IDs.Replace("{ada}")
	before, _ := target.Find("Users", id)
	status, _ := mocktest.Ask(t, "PATCH", base+"/Users/"+id, mocktest.PatchOf(
		`{"op":"replace","path":"emails[type eq \"work\"].value","value":"new@example.com"}`,
		`{"op":"replace","path":"active","value":"false"}`))
	after, _ := target.Find("Users", id)
	if status != 400 || string(before) != string(after) {
		t.Errorf("status %d, want 400; before %s, after %s", status, before, after)
	}
}
