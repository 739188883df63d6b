package atlassian_test

import "testing"

// creatingUser returns a function that runs one row of POST.
func creatingUser(t *testing.T) func(ref, name, body string, status int, want, not string) {
	return func(ref, name, body string, status int, want, not string) {
		t.Helper()
		run(t, []row{{ref, name, "POST", "/Users", body, status, want, not}})
	}
}

func TestCreateUser(t *testing.T) {
	const mail = `"emails":[{"value":"eve@example.com","type":"work","primary":true}]`
	const eve = `"userName":"eve@example.com",` + mail
	f := creatingUser(t)
	f("1.3", "the least", `{`+eve+`}`, 201, `"active":true`, "")
	f("1.3", "wire shape", `{`+eve+`}`, 201,
		`"meta":{"resourceType":"User","lastModified":"`, "")
	f("1.3", "linked account", `{`+eve+`}`, 201,
		`"urn:scim:schemas:extension:atlassian-external:1.0":{"atlassianAccountId":"`, "")
	f("1.3", "profile", `{`+eve+`,"title":"T","timezone":"UTC","preferredLanguage":"en","nickName":"e"}`, 201,
		`"nickName":"e","title":"T","preferredLanguage":"en","timezone":"UTC"`, "")
	f("1.3", "enterprise extension", `{`+eve+`,
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R&D","division":"x"}}`, 201,
		`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R&D"}`, "division")
	f("1.3", "unknown attributes ignored [infer]", `{`+eve+`,"addresses":[{"locality":"Here"}],"locale":"en",
		"roles":[{"value":"r"}]}`, 201, `"userName":"eve@example.com"`, "locality")
	f("1.3", "read-only ignored",
		`{`+eve+`,"id":"mine","meta":{"version":"mine"},"groups":[{"value":"mine"}]}`, 201,
		`"groups":[]`, "mine")
	f("1.3", "null is absent", `{`+eve+`,"title":null}`, 201, `"active":true`, "title")
	f("1.3", "inactive", `{`+eve+`,"active":false}`, 201, `"active":false`, "")
	f("1.3", "active as text", `{`+eve+`,"active":"True"}`, 400, `attribute active takes a JSON boolean`, "")
	f("1.3", "active null", `{`+eve+`,"active":null}`, 400, `attribute active takes a JSON boolean`, "")
	f("1.3", "title as number", `{`+eve+`,"title":7}`, 400, `attribute title takes a string`, "")
	f("1.3", "emails as object", `{"userName":"e","emails":{"value":"eve@example.com"}}`, 400,
		`takes an array`, "")
	f("1.3", "case of names [infer]", `{"username":"eve@example.com",`+mail+`}`, 400, `is written userName`,
		"")
	f("1.3", "no userName", `{`+mail+`}`, 400, `attribute userName is required`, "")
	f("1.3", "not JSON", `{`, 400, `"scimType":"invalidSyntax"`, "")
}

func TestCreateUserConflicts(t *testing.T) {
	const mail = `"emails":[{"value":"eve@example.com","type":"work","primary":true}]`
	const eve = `"userName":"eve@example.com",` + mail
	f := creatingUser(t)

	// ID-8027 prints the text; the rule holds for every write.
	f("1.4", "no emails", `{"userName":"eve@example.com"}`, 400, primaryError, "scimType")
	f("1.4", "empty emails", `{"userName":"eve@example.com","emails":[]}`, 400, primaryError, "scimType")
	f("1.4", "no primary", `{"userName":"e","emails":[{"value":"eve@example.com","type":"work"}]}`, 400,
		primaryError, "")
	f("1.4", "two primaries", `{"userName":"e","emails":[{"value":"eve@example.com","primary":true},
		{"value":"e@example.com","primary":true}]}`, 400, primaryError, "")
	f("1.4", "primary as text", `{"userName":"e","emails":[{"value":"eve@example.com","primary":"true"}]}`,
		400,
		`attribute primary takes a JSON boolean`, "")

	// One text for e-mail, userName and externalId.
	const taken = `"status":"409","scimType":"uniqueness","detail":"Resource [USER]: with email[`
	f("1.6", "e-mail in use", `{"userName":"x","emails":[{"value":"ADA@example.com","primary":true}]}`, 409,
		taken+`ADA@example.com] already exists."`, "")
	f("1.6", "userName in use", `{"userName":"Ada@example.com",`+mail+`}`, 409, taken+`eve@example.com]`, "")
	f("1.6", "externalId in use", `{"externalId":"E-Bob",`+eve+`}`, 409, taken+`eve@example.com]`, "")
	f("1.6", "externalId in another case", `{"externalId":"e-bob",`+eve+`}`, 201, `"externalId":"e-bob"`, "")
}

func TestReplaceUser(t *testing.T) {
	const ada = `"userName":"ada@example.com","emails":[{"value":"ada@example.com","primary":true}]`
	run(t, []row{
		{"1.1", "unspecified are cleared", "PUT", "/Users/{ada}", `{` + ada + `}`, 200, `"id":"{ada}"`,
			"Analyst"},
		{"1.1", "externalId is cleared too", "PUT", "/Users/{ada}", `{` + ada + `}`, 200, `"active":true`,
			"E-Ada"},
		{"1.3", "account stays", "PUT", "/Users/{ada}", `{` + ada + `}`, 200, `"atlassianAccountId":"5f45aa"`,
			""},
		{"1.1", "read-only id", "PUT", "/Users/{ada}", `{"id":"{bob}",` + ada + `}`, 200, `"id":"{ada}"`,
			"{bob}"},
		{"1.4", "reactivation by PUT", "PUT", "/Users/{bob}", `{"userName":"bob@example.com","active":true,
			"emails":[{"value":"bob@example.com","primary":true}]}`, 200, `"active":true`, ""},
		{"1.4", "no primary", "PUT", "/Users/{ada}", `{"userName":"ada@example.com"}`, 400, primaryError, ""},
		{"1.6", "e-mail of another", "PUT", "/Users/{ada}", `{"userName":"ada@example.com",
			"emails":[{"value":"bob@example.com","primary":true}]}`, 409, `with email[bob@example.com] already`, ""},
		{"1.3", "active goes back to its default [infer]", "PUT", "/Users/{bob}", `{"userName":"bob@example.com",
			"emails":[{"value":"bob@example.com","primary":true}]}`, 200, `"active":true`, ""},
		{"1.4", "PatchOp schema [infer]", "PATCH", "/Users/{ada}",
			`{"Operations":[{"op":"remove","path":"title"}]}`,
			400, "PatchOp", ""},
		{"1.7", "unknown", "PUT", "/Users/{nobody}", `{` + ada + `}`, 404, `"status":"404"`, ""},
	})
}
