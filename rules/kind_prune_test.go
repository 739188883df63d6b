package rules

import (
	"strings"
	"testing"
	"time"
)

// prunes checks what becomes of a body, and that pruning it again changes nothing.
func prunes(t *testing.T, what, method, in, want string) {
	t.Helper()
	writes(t, "prune: ["+what+"]", method, in, want)
	if want != "refused" {
		writes(t, "prune: ["+what+"]", method, want, want)
	}
}

func TestPruneNulls(t *testing.T) {
	f := func(in, post, put string) {
		t.Helper()
		prunes(t, "nulls", "POST", in, post)
		prunes(t, "nulls", "PUT", in, put)
	}
	f(`{"title":null,"a":1,"name":{"givenName":null,"familyName":"x"}}`, `{"a":1,"name":{"familyName":"x"}}`,
		`{"title":null,"a":1,"name":{"givenName":null,"familyName":"x"}}`)
	f(`{"a":1,"name":{"givenName":null},"`+enterprise+`":{"manager":{"value":null}},"`+snowUser+`":null}`, `{"a":1}`,
		`{"a":1,"name":{"givenName":null},"`+enterprise+`":{"manager":{"value":null}},"`+snowUser+`":null}`)
	f(`{"members":[{"$ref":null,"value":"7"},null],"x":[{"a":null,"b":1}]}`, `{"members":[{"value":"7"}],"x":[{"b":1}]}`,
		`{"members":[{"value":"7"},null],"x":[{"b":1}]}`)
	f(`{"a":1,"emails":[{"value":null}]}`, `{"a":1}`, `{"a":1}`)
	f(`{"a":1,"emails":{"value":null,"type":"work"}}`, `{"a":1,"emails":{"type":"work"}}`, `{"a":1,"emails":{"type":"work"}}`)
	f(`{"active":null,"a":["null",{}],"b":{}}`, `{"active":null,"a":["null",{}],"b":{}}`, `{"active":null,"a":["null",{}],"b":{}}`)
}

func TestPruneNullsOfOperations(t *testing.T) {
	f := func(in, want string) { t.Helper(); prunes(t, "nulls", "PATCH", patchOf(in), patchOf(want)) }
	same := func(op string) { t.Helper(); f(op, op) }
	both := func(in, want string) {
		t.Helper()
		for _, name := range []string{"add", "REPLACE"} {
			f(`{"op":"`+name+`",`+in+`}`, `{"op":"`+name+`",`+want+`}`)
		}
	}
	both(`"path":"members","value":[{"$ref":null,"value":"7"},{"value":"8"}]`, `"path":"members","value":[{"value":"7"},{"value":"8"}]`)
	both(`"path":"`+coreUser+`:emails","value":{"value":"a","display":null}`, `"path":"`+coreUser+`:emails","value":{"value":"a"}`)
	both(`"value":{"roles":[{"value":"a","display":null}],"title":null,"name.givenName":null}`,
		`"value":{"roles":[{"value":"a"}],"title":null,"name.givenName":null}`)
	both(`"path":"urn:x:2.0:User:list","value":[{"a":null,"b":1}]`, `"path":"urn:x:2.0:User:list","value":[{"b":1}]`)
	both(`"path":"`+enterprise+`","value":{"department":null,"x":[{"a":null,"b":1}]}`, `"path":"`+enterprise+`","value":{"department":null,"x":[{"b":1}]}`)
	f(`{"op":"add","path":"name","value":{"givenName":null,"familyName":"a"}}`, `{"op":"add","path":"name","value":{"familyName":"a"}}`)
	f(`{"op":"add","path":"`+enterprise+`:manager","value":{"$ref":null,"value":"7"}}`, `{"op":"add","path":"`+enterprise+`:manager","value":{"value":"7"}}`)
	f(`{"op":"add","value":{"name":{"givenName":null,"familyName":"a"},"emails.display":null}}`,
		`{"op":"add","value":{"name":{"familyName":"a"},"emails.display":null}}`)
	f(`{"op":"add","path":"emails[type eq \"work\"]","value":{"value":"a","display":null}}`,
		`{"op":"add","path":"emails[type eq \"work\"]","value":{"value":"a"}}`)
	for _, op := range []string{
		`{"op":"replace","path":"title","value":null}`, `{"op":"add","path":"title","value":null}`, `{"op":"add","path":"name.givenName","value":null}`,
		`{"op":"replace","path":"name","value":{"givenName":null,"familyName":"a"}}`, `{"op":"replace","value":{"name":{"givenName":null}}}`,
		`{"op":"replace","path":"emails[type eq \"work\"]","value":{"display":null}}`, `{"op":"replace","path":"members","value":[null]}`,
		`{"op":"remove","path":"members","value":[{"$ref":null,"value":"7"}]}`, `{"op":"add","path":"active","value":null}`,
		`{"op":"add","path":"emails","value":[]}`, `{"op":"add","path":"title"}`, `{"op":"add","value":null}`, `{"op":"add","path":"title","value":"null"}`,
	} {
		same(op)
	}
	dropped(t, "prune: [nulls]", patchOf(`{"op":"add","path":"emails","value":[{"value":null}]},{"op":"add","path":"a","value":1}`),
		patchOf(`{"op":"add","path":"a","value":1}`), 1)
	dropped(t, "prune: [nulls]", patchOf(`{"op":"add","value":{"name":{"givenName":null}}}`), "", 1)
}

// dropped checks what is sent of a PATCH of a user, nothing for an answer without
// asking, and how many operations are counted as dropped.
func dropped(t *testing.T, text, in, want string, n int) {
	t.Helper()
	r := do(t, compile(t, rule(text)), "PATCH /Users/1\n\n"+in, "204")
	got := ""
	if r.sent != nil {
		got = r.sent.Body
	}
	if r.err != nil || got != want || r.dropped() != n || want == "" && r.m.Status != 204 {
		t.Errorf("%s\n%v, %d dropped, status %d\n got %s\nwant %s", in, r.err, r.dropped(), r.m.Status, got, want)
	}
}

func TestPruneEmpty(t *testing.T) {
	f := func(in, want string) { t.Helper(); prunes(t, "empty", "POST", in, want) }
	f(`{"roles": [ ],"members":[],"a":1,"name":{"x":{}},"`+enterprise+`":{"manager":{}}}`, `{"a":1}`)
	f(`{"emails":[{},{"value":"a"}],"`+snowUser+`":{ }}`, `{"emails":[{"value":"a"}]}`)
	f(`{"a":1,"emails":[{}]}`, `{"a":1}`)
	f(`{"active":{},"a":"","b":null,"c":[null],"d":"[]"}`, `{"active":{},"a":"","b":null,"c":[null],"d":"[]"}`)
	prunes(t, "empty", "PUT", `{"roles":[],"name":{}}`, `{"roles":[],"name":{}}`)
	op := patchOf(`{"op":"replace","path":"roles","value":[]},{"op":"add","value":{"name":{}}}`)
	prunes(t, "empty", "PATCH", op, op)
	prunes(t, "nulls, empty", "POST", `{"name":{"givenName":null},"roles":[null],"a":[]}`, `{}`)
}

func TestPruneReadOnly(t *testing.T) {
	for _, method := range []string{"POST", "PUT"} {
		prunes(t, "read-only", method, `{"ID":"7","meta":{"resourceType":"User"},"groups":[],"a":{"id":1},"`+enterprise+
			`":{"manager":{"value":"7","displayName":"x"}}}`, `{"a":{"id":1},"`+enterprise+`":{"manager":{"value":"7"}}}`)
		prunes(t, "read-only", method, `{"a":1,"`+enterprise+`":{"manager":{"displayName":"x"}},"`+snowUser+`":{"id":"7"}}`,
			`{"a":1,"`+snowUser+`":{"id":"7"}}`)
	}
	f := func(in, want string, n int) { t.Helper(); dropped(t, "prune: [read-only]", in, want, n) }
	const kept = `{"op":"add","path":"title","value":"a"}`
	for _, op := range []string{
		`{"op":"replace","path":"id","value":"7"}`, `{"op":"Remove","path":"meta"}`, `{"op":"add","path":"meta.version","value":"1"}`,
		`{"op":"add","path":"GROUPS","value":[]}`, `{"op":"remove","path":"groups[value eq \"7\"]"}`, `{"op":"add","path":"groups[value eq \"7\"].display","value":"x"}`,
		`{"op":"add","path":"` + coreUser + `:id","value":"7"}`, `{"op":"add","path":"` + enterprise + `:manager.displayName","value":"x"}`,
		`{"op":"add","value":{"id":"7","meta.version":"1","` + coreUser + `:groups":[]}}`, `{"op":"add","value":{"` + enterprise + `":{"manager":{"displayName":"x"}}}}`,
		`{"op":"add","path":"` + enterprise + `","value":{"manager":{"displayName":"x"}}}`, `{"op":"add","value":{"meta.x":"1"}}`,
		`{"op":"add","path":"` + enterprise + `:manager","value":{"displayName":"x"}}`,
	} {
		f(patchOf(op), "", 1)
		f(patchOf(op+","+kept), patchOf(kept), 1)
	}
	f(patchOf(`{"op":"replace","value":{"id":"7","displayName":"a"}}`), patchOf(`{"op":"replace","value":{"displayName":"a"}}`), 1)
	f(patchOf(`{"op":"replace","path":"`+enterprise+`:manager","value":{"displayName":"x","value":"7"}}`),
		patchOf(`{"op":"replace","path":"`+enterprise+`:manager","value":{"value":"7"}}`), 1)
	f(patchOf(kept), patchOf(kept), 0)
}

func TestPruneForeign(t *testing.T) {
	f := func(in, want string) { t.Helper(); dropped(t, "prune: [foreign]", in, want, 0) }
	f(`{"id":"7","schemas":["x"],"Operations":[{"name":"a","op":"add","path":"title","value":{"name":1}}],"x":{"op":1}}`,
		`{"schemas":["x"],"Operations":[{"op":"add","path":"title","value":{"name":1}}]}`)
	f(`{"operations":[{"op":"add","path":"title","value":1}],"SCHEMAS":[]}`, `{"operations":[{"op":"add","path":"title","value":1}],"SCHEMAS":[]}`)
	f(patchOf(`{"OP":"Add","value":{"x":1}},{"op":"remove","path":"members[value eq \"7\"]","x":1}`),
		patchOf(`{"OP":"Add","value":{"x":1}},{"op":"remove","path":"members[value eq \"7\"]"}`))
	prunes(t, "foreign", "POST", `{"op":1,"x":2}`, `{"op":1,"x":2}`)
	// the envelope is pruned after operations that another option has changed
	dropped(t, "prune: [foreign, read-only]", `{"id":"7","Operations":[{"op":"add","value":{"id":"7","title":"a"},"x":1},{"op":"add","path":"id","value":1}]}`,
		patchOf(`{"op":"add","value":{"title":"a"}}`), 2)
}

// Extensions of nothing are taken out of answers where that is asked for.
func TestPruneAnswers(t *testing.T) {
	f := func(answer, want string) {
		t.Helper()
		for what, want := range map[string]string{"empty, answers": want, "nulls, empty, read-only, foreign": answer} {
			r := do(t, compile(t, rule("prune: ["+what+"]")), "GET /Users", "200\n\n"+answer)
			if r.err != nil || r.m.Body != want {
				t.Errorf("%s: %v\n got %s\nwant %s", what, r.err, r.m.Body, want)
			}
		}
	}
	list := func(resources string) string {
		return `{"schemas":["x"],"totalResults":9,"Resources":[` + resources + `]}`
	}
	f(list(`{"id":"7","schemas":["`+coreUser+`","`+enterprise+`","urn:a:b:c"],"`+enterprise+`":{ },"name":{},"roles":[]},{"id":"8"}`),
		list(`{"id":"7","schemas":["`+coreUser+`","urn:a:b:c"],"name":{},"roles":[]},{"id":"8"}`))
	f(list(`{"schemas":["`+strings.ToUpper(enterprise)+`"],"id":"8"},{"schemas":"`+enterprise+`"},{"`+snowUser+`":{}}`),
		list(`{"schemas":["`+strings.ToUpper(enterprise)+`"],"id":"8"},{"schemas":"`+enterprise+`"},{}`))
	f(list(`{"schemas":["`+coreUser+`","`+enterprise+`"],"`+strings.ToUpper(enterprise)+`":{"a":{}}}`),
		list(`{"schemas":["`+coreUser+`","`+enterprise+`"],"`+strings.ToUpper(enterprise)+`":{"a":{}}}`))
	const nobody = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}`
	f(nobody, nobody)
}

func TestPruneFaults(t *testing.T) {
	f := func(options, want string) {
		t.Helper()
		_, err := Compile(Source{File: "r.yaml", Data: []byte(rule("prune: " + options))})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", options, err, want)
		}
	}
	f("[]", "expected at least one of: nulls, empty, read-only, foreign")
	f("[null]", "expected a string")
	f("[readonly]", `did you mean "read-only"?`)
	f("[answers]", "list empty, too")
}

func TestPruneIsLinear(t *testing.T) {
	skipCost(t)
	set, start := compile(t, rule("prune: [nulls, empty, read-only, foreign, answers]")), time.Now()
	for _, body := range []string{
		`{"emails":[` + repeat(9_990, `{"a":null,"value":"%d"}`) + `]}`,
		`{` + repeat(30_000, `"x%d":{"a":[],"b":null}`) + `}`,
		`{` + repeat(30_000, `"meta.x%d":1`) + `}`,
	} {
		do(t, set, "POST /Users\n\n"+body, "204")
		do(t, set, "PUT /Users/1\n\n"+body, "204")
		do(t, set, "PATCH /Users/1\n\n"+patchOf(`{"op":"add","value":`+body+`}`), "204")
		do(t, set, "PATCH /Users/1\n\n"+patchOf(`{"op":"add","path":"emails","value":[`+body+`]}`), "204")
	}
	do(t, set, "PATCH /Users/1\n\n"+patchOf(repeat(990, `{"op":"add","path":"x%d","value":[{"a":null,"b":1}],"y":1}`)), "204")
	do(t, set, "GET /Users/1", "200\n\n"+`{"id":"1","schemas":["`+enterprise+`",`+repeat(30_000, `"urn:a:%d"`)+`],`+repeat(30_000, `"urn:b:%d":{}`)+`}`)
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
}
