package patch_test

import (
	"testing"
	"time"

	"scimshim/rules/rulestest"
)

const (
	clearRule   = "patch: {empties: {values: [empty_text, null_value, empty_object], except: [nickName, name.formatted, 'urn:x:2.0:User:a']}}"
	clearAll    = "patch: {empties: [empty_text, null_value, empty_object, empty_list]}"
	clearBodies = "normalize: [{cleared: {also: [empty_object], except: [nickName, name.formatted, 'urn:x:2.0:User:a']}}]"
	clearLists  = "normalize: [{cleared: {also: [empty_object, empty_list]}}]"
)

// clears checks an operation on a path, which must become a remove of it.
func clears(t *testing.T, text, path, value string) {
	t.Helper()
	path = rulestest.Quoted(path)
	for _, name := range []string{"add", "replace", "Replace"} {
		rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(`{"op":"`+name+`","path":`+path+`,"value":`+value+`}`),
			rulestest.PatchOf(`{"op":"remove","path":`+path+`}`))
	}
}

// spares checks an operation on a path, which must stay as it is.
func spares(t *testing.T, text, path, value string) {
	t.Helper()
	op := rulestest.PatchOf(`{"op":"replace","path":` + rulestest.Quoted(path) + `,"value":` + value + `}`)
	rulestest.Sends(t, text, "PATCH", op, op)
}

func TestClearOfOperations(t *testing.T) {
	const manager = rulestest.Enterprise + ":manager"
	for _, empty := range []string{`""`, `null`, `{}`, `{ }`, `{"value":""}`, `{"VALUE":null}`, `{"$ref":null,"value":"","display":""}`} {
		for _, path := range []string{
			"title", manager, "name.givenName", "name", `emails[type eq "work"].value`, `emails[type eq "work"]`, "urn:y:2.0:User:a",
			`phoneNumbers[type eq "work"].primary`, `members[value eq "7"]`,
		} {
			clears(t, clearRule, path, empty)
		}
		for _, path := range []string{
			"active", rulestest.CoreUser + ":ACTIVE", "active.value", "nickName", rulestest.CoreUser + ":NickName", "name.formatted", "urn:x:2.0:User:a",
			"urn:x:2.0:User:a.b", rulestest.Enterprise, "emails", "members", "emails.value", "members.value",
		} {
			spares(t, clearRule, path, empty)
		}
		rulestest.Sends(t, clearRule, "PATCH", rulestest.PatchOf(`{"op":"replace","path":"userName","value":`+empty+`}`), "refused")
		rulestest.Sends(t, clearRule, "PATCH", rulestest.PatchOf(`{"op":"replace","path":"`+rulestest.CoreUser+`:USERNAME","value":`+empty+`}`), "refused")
	}
	for _, value := range []string{`" "`, `0`, `false`, `[]`, `[null]`, `[""]`, `[{"value":""}]`, `{"value":"a"}`, `{"value":"","x":1}`,
		`{"givenName":null}`, `{"value":{}}`, `{"value":false}`} {
		spares(t, clearRule, "title", value)
		spares(t, clearRule, "members", value)
	}
	for _, op := range []string{
		`{"op":"replace","value":{"title":"","active":null}}`, `{"op":"replace","value":null}`, `{"op":"remove","path":"title","value":""}`,
		`{"op":"add","path":"title"}`, `{"op":"remove","path":"members","value":null}`,
	} {
		rulestest.Sends(t, clearRule, "PATCH", rulestest.PatchOf(op), rulestest.PatchOf(op))
		rulestest.Sends(t, clearAll, "PATCH", rulestest.PatchOf(op), rulestest.PatchOf(op))
	}
	for _, empty := range []string{`[]`, `null`} {
		rulestest.Sends(t, clearAll, "PATCH", rulestest.PatchOf(`{"op":"replace","path":"members","value":`+empty+`}`),
			rulestest.PatchOf(`{"op":"remove","path":"members"}`))
		add := rulestest.PatchOf(`{"op":"add","path":"members","value":` + empty + `}`)
		rulestest.Sends(t, clearAll, "PATCH", add, add)
	}
	clears(t, clearAll, "title", `[ ]`)
	spares(t, clearAll, "members.value", `[]`)
	spares(t, clearAll, "active", `[]`)
	rulestest.Sends(t, clearAll, "PATCH", rulestest.PatchOf(`{"op":"replace","path":"schemas","value":[]}`), "refused")
	spares(t, "patch: {empties: [empty_text]}", "title", `null`)
	spares(t, "patch: {empties: [empty_text]}", "title", `{"value":null}`)
	spares(t, "patch: {empties: [null_value]}", "title", `""`)
	clears(t, "patch: {empties: [null_value]}", "title", `{"value":null}`)
}

// An empty text in a body is not there in a created resource, and null in a replaced
// one.
func TestClearOfBodies(t *testing.T) {
	f := func(in, post, put string) {
		t.Helper()
		rulestest.Sends(t, clearBodies, "POST", in, post)
		rulestest.Sends(t, clearBodies, "PUT", in, put)
		if post != "refused" {
			rulestest.Sends(t, clearBodies, "POST", post, post)
			rulestest.Sends(t, clearBodies, "PUT", put, put)
		}
	}
	f(`{"title":"","nickName":"","userName":"a"}`, `{"nickName":"","userName":"a"}`, `{"title":null,"nickName":"","userName":"a"}`)
	f(`{"name":{"givenName":"","familyName":"a","formatted":""}}`, `{"name":{"familyName":"a","formatted":""}}`,
		`{"name":{"givenName":null,"familyName":"a","formatted":""}}`)
	f(`{"a":1,"name":{"givenName":""}}`, `{"a":1}`, `{"a":1,"name":{"givenName":null}}`)
	f(`{"`+rulestest.Enterprise+`":{"department":"","manager":{"value":""},"division":"a"}}`, `{"`+rulestest.Enterprise+`":{"division":"a"}}`,
		`{"`+rulestest.Enterprise+`":{"department":null,"manager":null,"division":"a"}}`)
	f(`{"x":"","userName":"a"}`, `{"userName":"a"}`, `{"x":null,"userName":"a"}`)
	f(`{"members":"","a":1}`, `{"a":1}`, `{"members":"","a":1}`)
	f(`{"userName":""}`, "refused", "refused")
	f(`{"id":"","a":1}`, `{"a":1}`, `{"id":null,"a":1}`)
	for _, in := range []string{
		`{"active":"","title":null,"name":{},"emails":[]}`, `{"emails":[{"value":"","type":"work"},""],"roles":{"value":""}}`,
		`{"x":[{"value":""}],"y":{"value":" "},"title":" "}`, `{"userName":null}`,
	} {
		f(in, in, in)
	}
	rulestest.Sends(t, clearLists, "PUT", `{"members":"","a":1}`, `{"members":null,"a":1}`)
}

func TestClearIsLinear(t *testing.T) {
	set, bodies := rulestest.Compile(t, rulestest.File(clearAll)), rulestest.Compile(t, rulestest.File(clearLists))
	start := time.Now()
	rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(rulestest.Repeat(990, `{"op":"replace","path":"x%d","value":""}`)), "204")
	rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(`{"op":"add","path":"x","value":{`+rulestest.Repeat(40_000, `"x%d":null`)+`}}`), "204")
	rulestest.Do(t, bodies, "PUT /Users/1\n\n{"+rulestest.Repeat(40_000, `"x%d":{"value":""}`)+"}", "204")
	rulestest.Do(t, bodies, "POST /Users\n\n{"+rulestest.Repeat(40_000, `"x%d":{"value":""}`)+"}", "204")
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}
