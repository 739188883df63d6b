package patch_test

import (
	"strings"
	"testing"
	"time"

	"scimshim/rules"
	"scimshim/rules/rulestest"
)

const (
	clearRule = "clear: {values: [empty-text, null, empty-object], except: [nickName, name.formatted, 'urn:x:2.0:User:a']}"
	clearAll  = "clear: {values: [empty-text, null, empty-object, empty-list]}"
)

// clears checks an operation on a path, which must become a remove of it.
func clears(t *testing.T, text, path, value string) {
	t.Helper()
	path = rulestest.Quoted(path)
	for _, name := range []string{"add", "replace", "Replace"} {
		rulestest.Writes(t, text, "PATCH", rulestest.PatchOf(`{"op":"`+name+`","path":`+path+`,"value":`+value+`}`),
			rulestest.PatchOf(`{"op":"remove","path":`+path+`}`))
	}
}

// spares checks an operation on a path, which must stay as it is.
func spares(t *testing.T, text, path, value string) {
	t.Helper()
	op := rulestest.PatchOf(`{"op":"replace","path":` + rulestest.Quoted(path) + `,"value":` + value + `}`)
	rulestest.Writes(t, text, "PATCH", op, op)
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
		rulestest.Writes(t, clearRule, "PATCH", rulestest.PatchOf(`{"op":"replace","path":"userName","value":`+empty+`}`), "refused")
		rulestest.Writes(t, clearRule, "PATCH", rulestest.PatchOf(`{"op":"replace","path":"`+rulestest.CoreUser+`:USERNAME","value":`+empty+`}`), "refused")
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
		rulestest.Writes(t, clearRule, "PATCH", rulestest.PatchOf(op), rulestest.PatchOf(op))
		rulestest.Writes(t, clearAll, "PATCH", rulestest.PatchOf(op), rulestest.PatchOf(op))
	}
	for _, empty := range []string{`[]`, `null`} {
		rulestest.Writes(t, clearAll, "PATCH", rulestest.PatchOf(`{"op":"replace","path":"members","value":`+empty+`}`),
			rulestest.PatchOf(`{"op":"remove","path":"members"}`))
		add := rulestest.PatchOf(`{"op":"add","path":"members","value":` + empty + `}`)
		rulestest.Writes(t, clearAll, "PATCH", add, add)
	}
	clears(t, clearAll, "title", `[ ]`)
	spares(t, clearAll, "members.value", `[]`)
	spares(t, clearAll, "active", `[]`)
	rulestest.Writes(t, clearAll, "PATCH", rulestest.PatchOf(`{"op":"replace","path":"schemas","value":[]}`), "refused")
	spares(t, "clear: {values: [empty-text]}", "title", `null`)
	spares(t, "clear: {values: [empty-text]}", "title", `{"value":null}`)
	spares(t, "clear: {values: ['null']}", "title", `""`)
	clears(t, "clear: {values: ['null']}", "title", `{"value":null}`)
}

// An empty text in a body is not there in a created resource, and null in a replaced
// one.
func TestClearOfBodies(t *testing.T) {
	f := func(in, post, put string) {
		t.Helper()
		rulestest.Writes(t, clearRule, "POST", in, post)
		rulestest.Writes(t, clearRule, "PUT", in, put)
		if post != "refused" {
			rulestest.Writes(t, clearRule, "POST", post, post)
			rulestest.Writes(t, clearRule, "PUT", put, put)
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
	rulestest.Writes(t, clearAll, "PUT", `{"members":"","a":1}`, `{"members":null,"a":1}`)
	rulestest.Writes(t, "clear: {values: [null]}", "PUT", `{"title":"","x":{"value":null}}`, `{"title":"","x":{"value":null}}`)
}

func TestClearFaults(t *testing.T) {
	f := func(options, want string) {
		t.Helper()
		_, err := rules.Compile(rules.Source{File: "r.yaml", Data: []byte(rulestest.Rule("clear: " + options))})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", options, err, want)
		}
	}
	f("{values: []}", "expected at least one of: empty-text, null, empty-object, empty-list")
	f("{except: [title]}", `missing "values"`)
	f("{values: [empty]}", "expected one of: empty-text, null, empty-object, empty-list")
	f("{values: [null], excepts: []}", `unknown key "excepts"`)
}

func TestClearIsLinear(t *testing.T) {
	set, start := rulestest.Compile(t, rulestest.Rule(clearAll)), time.Now()
	rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(rulestest.Repeat(990, `{"op":"replace","path":"x%d","value":""}`)), "204")
	rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(`{"op":"add","path":"x","value":{`+rulestest.Repeat(40_000, `"x%d":null`)+`}}`), "204")
	rulestest.Do(t, set, "PUT /Users/1\n\n{"+rulestest.Repeat(40_000, `"x%d":{"value":""}`)+"}", "204")
	rulestest.Do(t, set, "POST /Users\n\n{"+rulestest.Repeat(40_000, `"x%d":{"value":""}`)+"}", "204")
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}
