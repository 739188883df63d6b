package rules

import (
	"strings"
	"testing"
	"time"
)

const (
	clearRule = "clear: {values: [empty-text, null, empty-object], except: [nickName, name.formatted, 'urn:x:2.0:User:a']}"
	clearAll  = "clear: {values: [empty-text, null, empty-object, empty-list]}"
)

// clears checks an operation on a path, which must become a remove of it.
func clears(t *testing.T, text, path, value string) {
	t.Helper()
	path = quoted(path)
	for _, name := range []string{"add", "replace", "Replace"} {
		writes(t, text, "PATCH", patchOf(`{"op":"`+name+`","path":`+path+`,"value":`+value+`}`),
			patchOf(`{"op":"remove","path":`+path+`}`))
	}
}

// spares checks an operation on a path, which must stay as it is.
func spares(t *testing.T, text, path, value string) {
	t.Helper()
	op := patchOf(`{"op":"replace","path":` + quoted(path) + `,"value":` + value + `}`)
	writes(t, text, "PATCH", op, op)
}

func TestClearOfOperations(t *testing.T) {
	const manager = enterprise + ":manager"
	for _, empty := range []string{`""`, `null`, `{}`, `{ }`, `{"value":""}`, `{"VALUE":null}`, `{"$ref":null,"value":"","display":""}`} {
		for _, path := range []string{
			"title", manager, "name.givenName", "name", `emails[type eq "work"].value`, `emails[type eq "work"]`, "urn:y:2.0:User:a",
			`phoneNumbers[type eq "work"].primary`, `members[value eq "7"]`,
		} {
			clears(t, clearRule, path, empty)
		}
		for _, path := range []string{
			"active", coreUser + ":ACTIVE", "active.value", "nickName", coreUser + ":NickName", "name.formatted", "urn:x:2.0:User:a",
			"urn:x:2.0:User:a.b", enterprise, "emails", "members", "emails.value", "members.value",
		} {
			spares(t, clearRule, path, empty)
		}
		writes(t, clearRule, "PATCH", patchOf(`{"op":"replace","path":"userName","value":`+empty+`}`), "refused")
		writes(t, clearRule, "PATCH", patchOf(`{"op":"replace","path":"`+coreUser+`:USERNAME","value":`+empty+`}`), "refused")
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
		writes(t, clearRule, "PATCH", patchOf(op), patchOf(op))
		writes(t, clearAll, "PATCH", patchOf(op), patchOf(op))
	}
	for _, empty := range []string{`[]`, `null`} {
		writes(t, clearAll, "PATCH", patchOf(`{"op":"replace","path":"members","value":`+empty+`}`),
			patchOf(`{"op":"remove","path":"members"}`))
		add := patchOf(`{"op":"add","path":"members","value":` + empty + `}`)
		writes(t, clearAll, "PATCH", add, add)
	}
	clears(t, clearAll, "title", `[ ]`)
	spares(t, clearAll, "members.value", `[]`)
	spares(t, clearAll, "active", `[]`)
	writes(t, clearAll, "PATCH", patchOf(`{"op":"replace","path":"schemas","value":[]}`), "refused")
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
		writes(t, clearRule, "POST", in, post)
		writes(t, clearRule, "PUT", in, put)
		if post != "refused" {
			writes(t, clearRule, "POST", post, post)
			writes(t, clearRule, "PUT", put, put)
		}
	}
	f(`{"title":"","nickName":"","userName":"a"}`, `{"nickName":"","userName":"a"}`, `{"title":null,"nickName":"","userName":"a"}`)
	f(`{"name":{"givenName":"","familyName":"a","formatted":""}}`, `{"name":{"familyName":"a","formatted":""}}`,
		`{"name":{"givenName":null,"familyName":"a","formatted":""}}`)
	f(`{"a":1,"name":{"givenName":""}}`, `{"a":1}`, `{"a":1,"name":{"givenName":null}}`)
	f(`{"`+enterprise+`":{"department":"","manager":{"value":""},"division":"a"}}`, `{"`+enterprise+`":{"division":"a"}}`,
		`{"`+enterprise+`":{"department":null,"manager":null,"division":"a"}}`)
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
	writes(t, clearAll, "PUT", `{"members":"","a":1}`, `{"members":null,"a":1}`)
	writes(t, "clear: {values: [null]}", "PUT", `{"title":"","x":{"value":null}}`, `{"title":"","x":{"value":null}}`)
}

func TestClearFaults(t *testing.T) {
	f := func(options, want string) {
		t.Helper()
		_, err := Compile(Source{File: "r.yaml", Data: []byte(rule("clear: " + options))})
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
	set, start := compile(t, rule(clearAll)), time.Now()
	do(t, set, "PATCH /Users/1\n\n"+patchOf(repeat(990, `{"op":"replace","path":"x%d","value":""}`)), "204")
	do(t, set, "PATCH /Users/1\n\n"+patchOf(`{"op":"add","path":"x","value":{`+repeat(40_000, `"x%d":null`)+`}}`), "204")
	do(t, set, "PUT /Users/1\n\n{"+repeat(40_000, `"x%d":{"value":""}`)+"}", "204")
	do(t, set, "POST /Users\n\n{"+repeat(40_000, `"x%d":{"value":""}`)+"}", "204")
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}
