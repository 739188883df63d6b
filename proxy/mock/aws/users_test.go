package aws_test

import (
	"net/http"
	"strings"
	"testing"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/mocktest"
)

// eve is a body with what CreateUser requires and the members that a test adds or overrides.
func eve(more string) string {
	body := `"userName":"eve","displayName":"Eve","name":{"givenName":"Eve","familyName":"Example"}`
	if more != "" {
		body += "," + more
	}
	return "{" + body + "}"
}

// creating returns functions that run one row of CreateUser: one that is refused with 400, one that is not.
func creating(t *testing.T) (bad func(page, name, body, cause string), ok func(page, name, body,
	want string)) {
	row := func(r mocktest.Row) {
		t.Helper()
		r.Method, r.Target = http.MethodPost, "/Users"
		mocktest.Run(t, start, []mocktest.Row{r})
	}
	bad = func(page, name, body, cause string) {
		t.Helper()
		row(mocktest.Row{Page: page, Name: name, Body: body, Status: 400, Want: generic, Cause: cause})
	}
	ok = func(page, name, body, want string) {
		t.Helper()
		row(mocktest.Row{Page: page, Name: name, Body: body, Status: 201, Want: want})
	}
	return bad, ok
}

const address = `"streetAddress":"1 Main St","locality":"Anytown","region":"CA","postalCode":"90000"`

func TestCreateUser(t *testing.T) {
	bad, ok := creating(t)
	ok("CreateUser", "no schemas, as in the example", eve(""), `"schemas":["`+kit.UserURN+`"]`)
	ok("CreateUser", "enterprise", eve(`"`+kit.EnterpriseURN+`":{"department":"R","manager":{"value":"{bob}",
		"$ref":"../Users/{bob}"}}`), `"manager":{"value":"{bob}"}`)
	ok("CreateUser", "one of each", eve(`"emails":[{"value":"e@example.com","type":"work","primary":true}],
		"phoneNumbers":[{"value":"555","type":"work"}],"roles":[{"value":"R","type":"work","primary":true}],
		"addresses":[{`+address+`,"country":"US"}],"profileUrl":"https://example.com/eve"`), `"value":"555"`)
	ok("ssosync", "address of nothing but a type", eve(`"addresses":[{"type":"work"}]`), `"userName":"eve"`)
	ok("CreateUser", "null is absent", eve(`"title":null`), `"userName":"eve"`)
	bad("CreateUser", "required: userName", `{"displayName":"E","name":{"givenName":"E","familyName":"E"}}`,
		"userName is required")
	bad("CreateUser", "required: displayName", `{"userName":"e","name":{"givenName":"E","familyName":"E"}}`,
		"displayName is required")
	bad("CreateUser", "required: name", `{"userName":"e","displayName":"E"}`, "name is required")
	bad("CreateUser", "required: familyName", `{"userName":"e","displayName":"E","name":{"givenName":"E"}}`,
		"familyName is required")
	bad("CreateUser", "required: givenName", `{"userName":"e","displayName":"E","name":{"familyName":"E"}}`,
		"givenName is required")
}

func TestCreateUserUnsupported(t *testing.T) {
	bad, _ := creating(t)
	bad("Troubleshooting", "two e-mails", eve(`"emails":[{"value":"a@example.com","primary":true},
		{"value":"b@example.com"}]`), "emails exceeds the limit")
	bad("Troubleshooting", "two phones", eve(`"phoneNumbers":[{"value":"1"},{"value":"2"}]`),
		"phoneNumbers exceeds")
	bad("CreateUser", "two roles", eve(`"roles":[{"value":"1"},{"value":"2"}]`), "roles exceeds")
	bad("CreateUser", "e-mail not primary", eve(`"emails":[{"value":"e@example.com","type":"work"}]`), "primary")
	for _, name := range []string{"ims", "photos", "x509Certificates", "entitlements", "password", "groups"} {
		bad("CreateUser", "Not supported: "+name, eve(`"`+name+`":[]`), "attribute "+name+" is not supported")
	}
	bad("CreateUser", "Not supported: display", eve(`"emails":[{"value":"e@example.com","primary":true,
		"display":"E"}]`), "attribute display is not supported")
	bad("CreateUser", "roles have no display", eve(`"roles":[{"value":"R","display":"R"}]`), "attribute display")
	bad("CreateUser", "Not supported: manager.displayName", eve(`"`+kit.EnterpriseURN+`":{"manager":{
		"value":"{bob}","displayName":"Bob"}}`), "attribute displayName is not supported")
	bad("CreateUser", "unknown attribute [infer]", eve(`"favouriteColour":"red"`), "favouriteColour")
	bad("CreateUser", "unknown extension [infer]", eve(`"urn:example:User":{"a":"b"}`), "is not supported")
	bad("CreateUser", "another case [infer]", eve(`"nickname":"E"`), "is written nickName")
}

func TestCreateUserTexts(t *testing.T) {
	bad, _ := creating(t)
	bad("Okta's article", "empty string", eve(`"title":""`), "title may not be an empty string")
	bad("Okta's article", "empty string below", eve(`"`+kit.EnterpriseURN+`":{"costCenter":""}`), "costCenter")
	for _, c := range []string{"<", ">", ";", ":", "%", `\t`, `\n`, `\r`, `\u200b`, `\u0000`} {
		bad("Okta's article", "character "+c, eve(`"title":"a`+c+`b"`), "title contains a forbidden character")
	}
	bad("Okta's article", "address in part", eve(`"addresses":[{`+address+`}]`), "country is required")
	bad("Okta's article", "address in part, with a type", eve(`"addresses":[{"type":"work","country":"US"}]`),
		"streetAddress is required")
	bad("CreateUser", "space in userName", strings.Replace(eve(""), `"eve"`, `"e ve"`, 1), "a space")
	bad("CreateUser", "active as text [infer]", eve(`"active":"true"`), "active takes a JSON boolean")
}

func TestUserConflicts(t *testing.T) {
	f := func(page, name, body string) {
		t.Helper()
		mocktest.Run(t, start, []mocktest.Row{{Page: page, Name: name, Method: "POST", Target: "/Users",
			Body: body, Status: 409, Want: `"status":"409"`, Not: "scimType", Cause: "in use"}})
	}
	f("CreateUser", "userName", strings.Replace(eve(""), `"eve"`, `"BOB"`, 1))
	f("Troubleshooting", "e-mail", eve(`"emails":[{"value":"Ada@example.com","primary":true}]`))
	f("Troubleshooting", "externalId", eve(`"externalId":"E-Bob"`))
}

// TestPutUser: PUT overwrites, under the constraints of POST (PutUser).
func TestPutUser(t *testing.T) {
	mocktest.Run(t, start, []mocktest.Row{
		{Page: "PutUser", Name: "overwritten", Method: "PUT", Target: "/Users/{ada}", Body: eve(""), Status: 200,
			Want: `"userName":"eve"`, Not: "Analyst"},
		{Page: "PutUser", Name: "required", Method: "PUT", Target: "/Users/{ada}", Body: `{"userName":"eve"}`,
			Status: 400, Want: generic, Cause: "displayName is required"},
		{Page: "PutUser", Name: "conflict", Method: "PUT", Target: "/Users/{ada}",
			Body: eve(`"externalId":"E-Bob"`), Status: 409, Want: `"status":"409"`, Cause: "in use"},
		{Page: "PutUser", Name: "its own values", Method: "PUT", Target: "/Users/{bob}",
			Body: eve(`"externalId":"E-Bob"`), Status: 200, Want: `"id":"{bob}"`},
	})
}

// patchingAda returns functions that run one row of PatchUser: one that may do anything, one that is refused
// with 400.
func patchingAda(t *testing.T) (f func(name, ops string, status int, want, cause string),
	bad func(name, ops, cause string)) {
	f = func(name, ops string, status int, want, cause string) {
		t.Helper()
		mocktest.Run(t, start, []mocktest.Row{{Page: "PatchUser", Name: name, Method: http.MethodPatch,
			Target: "/Users/{ada}", Body: mocktest.PatchOf(ops), Status: status, Want: want, Cause: cause}})
	}
	bad = func(name, ops, cause string) { t.Helper(); f(name, ops, 400, generic, cause) }
	return f, bad
}

const switchOff = `{"op":"replace","path":"active","value":false}`

func TestPatchUser(t *testing.T) {
	f, _ := patchingAda(t)
	f("the example", `{"op":"replace","path":"active","value":"false"}`, 200, `"active":false`, "")
	f("a Boolean", switchOff, 200, `"active":false`, "")
	f("without path", `{"op":"replace","value":{"active":"false","title":"Boss"}}`, 200,
		`"title":"Boss"`, "")
	f("one of each", `{"op":"replace","path":"userName","value":"ada2"},`+switchOff, 200, `"userName":"ada2"`,
		"")
	f("name", `{"op":"replace","path":"name.familyName","value":"New"}`, 200,
		`"name":{"givenName":"Ada","familyName":"New"}`, "")
	f("extension", `{"op":"add","path":"`+kit.EnterpriseURN+`:division","value":"D"}`, 200,
		`"division":"D"`, "")
	f("manager", `{"op":"replace","path":"`+kit.EnterpriseURN+`:manager","value":{"value":"{ada}"}}`, 200,
		`"manager":{"value":"{ada}"}`, "")
	f("manager.value", `{"op":"replace","path":"`+kit.EnterpriseURN+`:manager.value","value":"{ada}"}`, 200,
		`"manager":{"value":"{ada}"}`, "")
	f("manager removed", `{"op":"remove","path":"`+kit.EnterpriseURN+`:manager"}`, 200,
		`{"department":"R"}`, "")
	f("value path", `{"op":"replace","path":"emails[type eq \"work\"].value","value":"b@example.com"}`,
		200,
		`"value":"b@example.com"`, "")
	f("e-mail replaced", `{"op":"replace","path":"emails","value":[{"value":"b@example.com",
		"primary":true}]}`, 200, `"value":"b@example.com"`, "")
	f("e-mail removed", `{"op":"remove","path":"emails"}`, 200, `"userName"`, "")
	f("userName in use", `{"op":"replace","path":"userName","value":"bob"}`, 409, `"409"`, "in use")
	mocktest.Run(t, start, []mocktest.Row{{Page: "PatchUser", Name: "no such user", Method: "PATCH",
		Target: "/Users/{nobody}", Body: mocktest.PatchOf(switchOff), Status: 404, Cause: "no such user"}})
}

func TestPatchUserOperations(t *testing.T) {
	_, bad := patchingAda(t)
	bad("active twice", switchOff+`,{"op":"replace","path":"active","value":true}`,
		"more than one operation on active")
	bad("active twice, once without path", switchOff+`,{"op":"replace","value":{"active":true}}`,
		"more than one operation on active")
	bad("userName twice", `{"op":"replace","path":"userName","value":"a"},
		{"op":"add","path":"userName","value":"b"}`, "more than one operation on userName")
	bad("active in other words [infer]", `{"op":"replace","path":"active","value":"False"}`,
		"JSON boolean")
	bad("no op", `{"path":"title","value":"x"}`, "op is add, replace or remove")
	bad("another op", `{"op":"move","path":"title","value":"x"}`, "op is add, replace or remove")
	bad("op in another case [infer]", `{"op":"Replace","path":"title","value":"x"}`, "in lower case")
	bad("remove without path", `{"op":"remove","value":{"title":"x"}}`, "a remove needs a path")
	bad("remove with value [infer]", `{"op":"remove","path":"title","value":"x"}`, "remove has none")
	bad("remove of userName", `{"op":"remove","path":"userName"}`, "userName cannot be removed")
	bad("remove of active", `{"op":"remove","path":"active"}`, "active cannot be removed")
	bad("remove of a required name", `{"op":"remove","path":"name.givenName"}`,
		"givenName is required")
	bad("add without value", `{"op":"add","path":"title"}`, "add and replace have a value")
	bad("replace with null", `{"op":"replace","path":"title","value":null}`,
		"add and replace have a value")
	bad("another operator", `{"op":"replace","path":"emails[type sw \"w\"].value","value":"x"}`,
		"single eq")
}

func TestPatchUserAttributes(t *testing.T) {
	_, bad := patchingAda(t)
	bad("roles", `{"op":"add","path":"roles","value":[{"value":"R"}]}`, "no attribute roles")
	bad("photos", `{"op":"add","path":"photos","value":[]}`, "no attribute photos")
	bad("photos without path", `{"op":"add","value":{"photos":[]}}`, "photos is not supported")
	bad("id without path [infer]", `{"op":"add","value":{"id":"{ada}"}}`, "id is not supported")
	bad("display", `{"op":"add","path":"phoneNumbers","value":[{"value":"1","display":"x"}]}`,
		"display is not supported")
	bad("manager.displayName", `{"op":"add","path":"`+kit.EnterpriseURN+`:manager","value":{"value":"{ada}",
		"displayName":"x"}}`, "displayName is not supported")
	bad("second e-mail", `{"op":"add","path":"emails","value":[{"value":"b@example.com","type":"home",
		"primary":true}]}`, "emails exceeds the limit")
	bad("empty string", `{"op":"replace","path":"title","value":""}`, "empty string")
	bad("forbidden character", `{"op":"replace","path":"title","value":"a;b"}`, "forbidden character")
	bad("no such element [infer]",
		`{"op":"add","path":"phoneNumbers[type eq \"work\"].value","value":"1"}`,
		"no element of phoneNumbers")
}
