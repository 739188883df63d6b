package rules

import (
	"strings"
	"testing"
	"time"

	"scimshim/rewrite/response"
)

const (
	keepSome = "keep: {attributes: [userName, name.givenName, emails, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', " +
		"'urn:x:2.0:User'], otherwise: "
	keepDeclared = "keep: {declared: true, otherwise: "
	keepCustom   = "keep: {declared: true, attributes: ['urn:x:custom:2.0:User'], otherwise: "
)

// A body keeps what is on the list, in all three forms of what to do otherwise.
func TestKeepInBodies(t *testing.T) {
	f := func(text, in, want string) {
		t.Helper()
		for _, method := range []string{"POST", "PUT"} {
			writes(t, text+"drop}", method, in, want)
			writes(t, text+"drop}", method, want, want)
			if in == want {
				writes(t, text+"count}", method, in, in)
				writes(t, text+"refuse}", method, in, in)
				continue
			}
			writes(t, text+"count}", method, in, in+" warned")
			writes(t, text+"refuse}", method, in, "refused")
		}
	}
	same := func(text, in string) { t.Helper(); f(text, in, in) }
	same(keepSome, `{"schemas":[1],"ID":"1","Active":"x","USERNAME":"a","emails":[{"value":"a","x":{"y":1}}]}`)
	same(keepSome, `{"name":{"GivenName":"a"},"urn:X:2.0:user":{"a":{"b":1}},"`+enterprise+`":{"Department":"x"}}`)
	f(keepSome, `{"userName":"a", "title":"x"}`, `{"userName":"a"}`)
	f(keepSome, `{"title":"x","userame":1,"userName":"a"}`, `{"userName":"a"}`)
	f(keepSome, `{"name":{"givenName":"a","familyName":"b"}}`, `{"name":{"givenName":"a"}}`)
	f(keepSome, `{"userName":"a","name":{"familyName":"b"}}`, `{"userName":"a"}`)
	f(keepSome, `{"userName":"a","`+enterprise+`":{"division":"x","costCenter":"y"}}`, `{"userName":"a"}`)
	f(keepSome, `{"`+enterprise+`":{"division":"x","department":"y"},"urn:y:2.0:User":{"a":1}}`, `{"`+enterprise+`":{"department":"y"}}`)
	f(keepSome, `{"`+coreUser+`":{"userName":"a","title":"b"}}`, `{"`+coreUser+`":{"userName":"a"}}`)

	same(keepDeclared, `{"title":"x","meta":{"resourceType":"User"},"groups":[{"value":"1"}],"`+enterprise+`":{"manager":{"value":"1"}}}`)
	same(keepDeclared, `{"active":{"value":true},"title":{"x":1}}`)
	f(keepDeclared, `{"userName":"a","userame":"b"}`, `{"userName":"a"}`)
	f(keepDeclared, `{"emails":[{"value":"a","kind":"b"},{"kind":"c"}]}`, `{"emails":[{"value":"a"}]}`)
	f(keepDeclared, `{"userName":"a","`+enterprise+`":{"x":1,"manager":{"name":"b"}}}`, `{"userName":"a"}`)
	f(keepDeclared, `{"userName":"a","urn:x:2.0:User":{"a":1},"department":"x"}`, `{"userName":"a"}`)

	same(keepCustom, `{"title":"x","urn:x:custom:2.0:User":{"workPhone":"1"},"`+enterprise+`":{"division":"a"}}`)
	f(keepCustom, `{"urn:x:custom:2.0:User":{"a":1},"urn:x:other:2.0:User":{"a":1},"userame":"b"}`,
		`{"urn:x:custom:2.0:User":{"a":1}}`)
}

// An empty value is taken out with its attribute, but is no reason to refuse.
func TestKeepEmpty(t *testing.T) {
	for _, in := range []string{`{"userName":"a","title":null}`, `{"userName":"a","roles":[]}`} {
		writes(t, keepSome+"drop}", "POST", in, `{"userName":"a"}`)
		writes(t, keepSome+"count}", "POST", in, in)
		writes(t, keepSome+"refuse}", "POST", in, in)
	}
}

// Of a PATCH each operation is kept, or dropped and counted.
func TestKeepInPatches(t *testing.T) {
	f := func(text, in, want string, dropped int) {
		t.Helper()
		set := compile(t, rule(text+"drop}"))
		r := do(t, set, "PATCH /Users/1\n\n"+patchOf(in), "204")
		got := ""
		if r.sent != nil {
			got = r.sent.Body
		}
		if want != "" {
			want = patchOf(want)
		}
		if got != want || r.dropped() != dropped || r.err != nil {
			t.Errorf("%s\n%s\n got %s\nwant %s\n%d dropped, %v", text, in, got, want, r.dropped(), r.err)
		}
		if in != want {
			return
		}
		writes(t, text+"refuse}", "PATCH", patchOf(in), patchOf(in))
	}
	same := func(text, in string) { t.Helper(); f(text, in, in, 0) }
	name := opOf("replace", "userName", `"a"`)
	f(keepSome, name+","+opOf("add", "title", `"x"`)+","+opOf("remove", "NickName", ""), name, 2)
	f(keepSome, opOf("add", "title", `"x"`), "", 1)
	f(keepSome, opOf("add", `roles[type eq "x"].value`, `"x"`)+","+name, name, 1)
	f(keepSome, opOf("add", `roles[type eq "x"]`, `{"value":"x"}`)+","+name, name, 1)
	f(keepSome, `{"op":"add","value":{"title":"x","userName":"a","name.familyName":"b","name.givenName":"c"}}`,
		`{"op":"add","value":{"userName":"a","name.givenName":"c"}}`, 2)
	f(keepSome, `{"op":"add","value":{"title":"x","name":{"familyName":"y"}}},`+name, name, 1)
	f(keepSome, opOf("replace", "name", `{"familyName":"y"}`)+","+name, name, 1)
	f(keepSome, opOf("replace", "name", `{"familyName":"y","givenName":"z"}`), opOf("replace", "name", `{"givenName":"z"}`), 1)
	f(keepSome, opOf("add", enterprise+":division", `"x"`)+","+opOf("add", enterprise+":department", `"y"`),
		opOf("add", enterprise+":department", `"y"`), 1)
	f(keepSome, opOf("add", enterprise, `{"division":"x","department":"y"}`), opOf("add", enterprise, `{"department":"y"}`), 1)
	same(keepSome, opOf("replace", coreUser+":userName", `"a"`)+","+opOf("replace", "active", "false"))
	same(keepSome, opOf("add", `emails[type eq "work"].display`, `"a"`)+","+opOf("remove", "name", ""))
	same(keepSome, opOf("add", "urn:x:2.0:User", `{"a":1}`)+","+opOf("add", "urn:x:2.0:User:b", `{"c":1}`))
	same("keep: {attributes: ['urn:x:2.0:User:keys'], otherwise: ", opOf("add", "urn:X:2.0:User", `{"Keys":[1]}`))
	f("keep: {attributes: ['urn:x:2.0:User:keys'], otherwise: ", opOf("add", "urn:x:2.0:User", `{"keys":[1],"a":1}`),
		opOf("add", "urn:x:2.0:User", `{"keys":[1]}`), 1)
	f(keepDeclared, opOf("add", "userame", `"x"`)+","+opOf("replace", "active", "false"), opOf("replace", "active", "false"), 1)
	f(keepDeclared, opOf("add", `emails[type eq "work"].kind`, `"x"`)+","+name, name, 1)
	same(keepDeclared, opOf("add", `emails[type eq "work"].display`, `"x"`)+","+name)
}

// Where other attributes are dropped, a filter by one is refused, but not one by
// what only the target writes.
func TestKeepInFilters(t *testing.T) {
	f := func(text, query string, asked bool) {
		t.Helper()
		for _, otherwise := range []string{"drop}", "count}", "refuse}"} {
			r := do(t, compile(t, rule(text+otherwise)), "GET /Users?filter="+query, "200\n\n"+response.EmptyList)
			if want := asked || otherwise != "drop}"; (r.sent != nil) != want {
				t.Errorf("%s%s, %s: asked %t, %v", text, otherwise, query, r.sent != nil, r.err)
			}
		}
	}
	f(keepSome, `userName eq "a"`, true)
	f(keepSome, `emails[kind eq "a"]`, true)
	f(keepSome, `meta.lastModified gt "2026-01-01T00:00:00Z"`, true)
	f(keepSome, `groups.value eq "a"`, true)
	f(keepSome, coreUser+`:userName eq "a" and name.givenName eq "b"`, true)
	f(keepSome, `userName eq "a" and title eq "b"`, false)
	f(keepSome, `name.familyName eq "a"`, false)
	f(keepSome, enterprise+`:division eq "a"`, false)
	f(keepDeclared, `title eq "a"`, true)
	f(keepDeclared, `userame eq "a"`, false)
}

// A refusal names the attribute, unless what stands there is no name.
func TestKeepRefusals(t *testing.T) {
	set := compile(t, rule(keepSome+"refuse}"))
	f := func(body, want string) {
		t.Helper()
		detail := do(t, set, "POST /Users\n\n"+body, "201").refusal(t).Detail
		if !strings.Contains(detail, want) || strings.Contains(detail, "secret") {
			t.Errorf("%s: %s", body, detail)
		}
	}
	f(`{"title":"secret"}`, "does not take title;")
	f(`{"name":{"familyName":"secret"}}`, "does not take name.familyName;")
	f(`{"urn:y:2.0:User":{"a":"secret"}}`, "does not take urn:y:2.0:User;")
	f(`{"my secret":1}`, "an attribute of the request")
	f(`{"`+strings.Repeat("secret", 50)+`":1}`, "an attribute of the request")
}

func TestKeepOptions(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		_, err := Compile(Source{File: "f.yaml", Data: []byte(rule("keep: {" + text + "}"))})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	f("otherwise: drop", "expected attributes, declared: true, or both")
	f("declared: false, otherwise: drop", "expected true")
	f("attributes: [], otherwise: drop", "at least one attribute")
	f("attributes: [title]", `missing "otherwise"`)
	f("attributes: [title], otherwise: warn", "expected one of: drop, count, refuse")
	f("attributes: ['a b'], otherwise: drop", "the end of the path")
}

func TestKeepIsLinear(t *testing.T) {
	for _, text := range []string{keepSome + "drop}", keepDeclared + "drop}", keepSome + "count}"} {
		set := compile(t, rule(text))
		for _, request := range []string{
			"PUT /Users/1\n\n" + `{` + repeat(30_000, `"a%d":{"b":1}`) + `}`,
			"PUT /Users/1\n\n" + `{"emails":[` + repeat(9_990, `{"value":"%d","kind":1}`) + `]}`,
			"PATCH /Users/1\n\n" + patchOf(repeat(990, `{"op":"add","path":"a%d","value":1}`)),
		} {
			start := time.Now()
			r := do(t, set, request, "204")
			if took := time.Since(start); r.err != nil || took > 5*time.Second {
				t.Errorf("%s: %v, %v", text, took, r.err)
			}
		}
	}
}
