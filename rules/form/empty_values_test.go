package form_test

import (
	"strings"
	"testing"
	"time"

	"scimshim/rules/rulestest"
)

// prunes checks what becomes of a body, and that pruning it again changes nothing.
func prunes(t *testing.T, what, method, in, want string) {
	t.Helper()
	rulestest.Sends(t, "normalize: ["+what+"]", method, in, want)
	if want != "refused" {
		rulestest.Sends(t, "normalize: ["+what+"]", method, want, want)
	}
}

func TestPruneNulls(t *testing.T) {
	f := func(in, post, put string) {
		t.Helper()
		prunes(t, "empty_values", "POST", in, post)
		prunes(t, "empty_values", "PUT", in, put)
	}
	f(`{"title":null,"a":1,"name":{"givenName":null,"familyName":"x"}}`, `{"a":1,"name":{"familyName":"x"}}`,
		`{"title":null,"a":1,"name":{"givenName":null,"familyName":"x"}}`)
	f(`{"a":1,"name":{"givenName":null},"`+rulestest.Enterprise+`":{"manager":{"value":null}},"`+rulestest.SnowUser+`":null}`, `{"a":1}`,
		`{"a":1,"name":{"givenName":null},"`+rulestest.Enterprise+`":{"manager":{"value":null}},"`+rulestest.SnowUser+`":null}`)
	f(`{"members":[{"$ref":null,"value":"7"},null],"x":[{"a":null,"b":1}]}`, `{"members":[{"value":"7"}],"x":[{"b":1}]}`,
		`{"members":[{"value":"7"},null],"x":[{"b":1}]}`)
	f(`{"a":1,"emails":[{"value":null}]}`, `{"a":1}`, `{"a":1}`)
	f(`{"a":1,"emails":{"value":null,"type":"work"}}`, `{"a":1,"emails":{"type":"work"}}`, `{"a":1,"emails":{"type":"work"}}`)
	f(`{"active":null,"a":["null",{}],"b":{}}`, `{"active":null,"a":["null"]}`, `{"active":null,"a":["null",{}],"b":{}}`)
}

func TestPruneNullsOfOperations(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		prunes(t, "empty_values", "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
	}
	same := func(op string) { t.Helper(); f(op, op) }
	both := func(in, want string) {
		t.Helper()
		for _, name := range []string{"add", "REPLACE"} {
			f(`{"op":"`+name+`",`+in+`}`, `{"op":"`+name+`",`+want+`}`)
		}
	}
	both(`"path":"members","value":[{"$ref":null,"value":"7"},{"value":"8"}]`, `"path":"members","value":[{"value":"7"},{"value":"8"}]`)
	both(`"path":"`+rulestest.CoreUser+`:emails","value":{"value":"a","display":null}`, `"path":"`+rulestest.CoreUser+`:emails","value":{"value":"a"}`)
	both(`"value":{"roles":[{"value":"a","display":null}],"title":null,"name.givenName":null}`,
		`"value":{"roles":[{"value":"a"}],"title":null,"name.givenName":null}`)
	both(`"path":"urn:x:2.0:User:list","value":[{"a":null,"b":1}]`, `"path":"urn:x:2.0:User:list","value":[{"b":1}]`)
	both(`"path":"`+rulestest.Enterprise+`","value":{"department":null,"x":[{"a":null,"b":1}]}`, `"path":"`+rulestest.Enterprise+`","value":{"department":null,"x":[{"b":1}]}`)
	f(`{"op":"add","path":"name","value":{"givenName":null,"familyName":"a"}}`, `{"op":"add","path":"name","value":{"familyName":"a"}}`)
	f(`{"op":"add","path":"`+rulestest.Enterprise+`:manager","value":{"$ref":null,"value":"7"}}`, `{"op":"add","path":"`+rulestest.Enterprise+`:manager","value":{"value":"7"}}`)
	f(`{"op":"add","value":{"name":{"givenName":null,"familyName":"a"},"emails.display":null}}`,
		`{"op":"add","value":{"name":{"familyName":"a"},"emails.display":null}}`)
	f(`{"op":"add","path":"emails[type eq \"work\"]","value":{"value":"a","display":null}}`,
		`{"op":"add","path":"emails[type eq \"work\"]","value":{"value":"a"}}`)
	for _, op := range []string{
		`{"op":"replace","path":"title","value":null}`, `{"op":"add","path":"title","value":null}`, `{"op":"add","path":"name.givenName","value":null}`,
		`{"op":"replace","path":"name","value":{"givenName":null,"familyName":"a"}}`, `{"op":"replace","value":{"name":{"givenName":null}}}`,
		`{"op":"replace","path":"emails[type eq \"work\"]","value":{"display":null}}`, `{"op":"replace","path":"members","value":[null]}`,
		`{"op":"remove","path":"members","value":[{"$ref":null,"value":"7"}]}`, `{"op":"add","path":"active","value":null}`,
		`{"op":"replace","path":"emails","value":[]}`, `{"op":"add","path":"title"}`, `{"op":"add","value":null}`, `{"op":"add","path":"title","value":"null"}`,
	} {
		same(op)
	}
	dropped(t, "normalize: [empty_values]", rulestest.PatchOf(`{"op":"add","path":"emails","value":[{"value":null}]},{"op":"add","path":"a","value":1}`),
		rulestest.PatchOf(`{"op":"add","path":"a","value":1}`), 1)
	dropped(t, "normalize: [empty_values]", rulestest.PatchOf(`{"op":"add","value":{"name":{"givenName":null}}}`), "", 1)
	dropped(t, "normalize: [empty_values]", rulestest.PatchOf(`{"op":"add","path":"emails","value":[]}`), "", 1)
}

func TestPruneEmpty(t *testing.T) {
	f := func(in, want string) { t.Helper(); prunes(t, "empty_values", "POST", in, want) }
	f(`{"roles": [ ],"members":[],"a":1,"name":{"x":{}},"`+rulestest.Enterprise+`":{"manager":{}}}`, `{"a":1}`)
	f(`{"emails":[{},{"value":"a"}],"`+rulestest.SnowUser+`":{ }}`, `{"emails":[{"value":"a"}]}`)
	f(`{"a":1,"emails":[{}]}`, `{"a":1}`)
	f(`{"active":{},"a":"","b":null,"c":[null],"d":"[]"}`, `{"active":{},"a":"","d":"[]"}`)
	prunes(t, "empty_values", "PUT", `{"roles":[],"name":{}}`, `{"roles":[],"name":{}}`)
	op := rulestest.PatchOf(`{"op":"replace","path":"roles","value":[]},{"op":"add","value":{"name":{}}}`)
	prunes(t, "empty_values", "PATCH", op, op)
	prunes(t, "empty_values", "POST", `{"name":{"givenName":null},"roles":[null],"a":[]}`, `{}`)
}

func TestPruneReadOnly(t *testing.T) {
	for _, method := range []string{"POST", "PUT"} {
		prunes(t, "empty_values", method, `{"ID":"7","meta":{"resourceType":"User"},"groups":[],"a":{"id":1},"`+rulestest.Enterprise+
			`":{"manager":{"value":"7","displayName":"x"}}}`, `{"a":{"id":1},"`+rulestest.Enterprise+`":{"manager":{"value":"7"}}}`)
		prunes(t, "empty_values", method, `{"a":1,"`+rulestest.Enterprise+`":{"manager":{"displayName":"x"}},"`+rulestest.SnowUser+`":{"id":"7"}}`,
			`{"a":1,"`+rulestest.SnowUser+`":{"id":"7"}}`)
	}
	f := func(in, want string, n int) { t.Helper(); dropped(t, "normalize: [empty_values]", in, want, n) }
	const kept = `{"op":"add","path":"title","value":"a"}`
	for _, op := range []string{
		`{"op":"replace","path":"id","value":"7"}`, `{"op":"Remove","path":"meta"}`, `{"op":"add","path":"meta.version","value":"1"}`,
		`{"op":"add","path":"GROUPS","value":[]}`, `{"op":"remove","path":"groups[value eq \"7\"]"}`, `{"op":"add","path":"groups[value eq \"7\"].display","value":"x"}`,
		`{"op":"add","path":"` + rulestest.CoreUser + `:id","value":"7"}`, `{"op":"add","path":"` + rulestest.Enterprise + `:manager.displayName","value":"x"}`,
		`{"op":"add","value":{"` + rulestest.CoreUser + `:groups":[]}}`, `{"op":"add","value":{"` + rulestest.Enterprise + `":{"manager":{"displayName":"x"}}}}`,
		`{"op":"add","path":"` + rulestest.Enterprise + `","value":{"manager":{"displayName":"x"}}}`, `{"op":"add","value":{"meta.x":"1"}}`,
		`{"op":"add","path":"` + rulestest.Enterprise + `:manager","value":{"displayName":"x"}}`,
	} {
		f(rulestest.PatchOf(op), "", 1)
		f(rulestest.PatchOf(op+","+kept), rulestest.PatchOf(kept), 1)
	}
	several := `{"op":"add","value":{"id":"7","meta.version":"1","` + rulestest.CoreUser + `:groups":[]}}`
	f(rulestest.PatchOf(several), "", 2)
	f(rulestest.PatchOf(several+","+kept), rulestest.PatchOf(kept), 2)
	f(rulestest.PatchOf(`{"op":"replace","value":{"id":"7","displayName":"a"}}`), rulestest.PatchOf(`{"op":"replace","value":{"displayName":"a"}}`), 1)
	f(rulestest.PatchOf(`{"op":"replace","path":"`+rulestest.Enterprise+`:manager","value":{"displayName":"x","value":"7"}}`),
		rulestest.PatchOf(`{"op":"replace","path":"`+rulestest.Enterprise+`:manager","value":{"value":"7"}}`), 1)
	f(rulestest.PatchOf(kept), rulestest.PatchOf(kept), 0)
}

func TestPruneForeign(t *testing.T) {
	f := func(in, want string) { t.Helper(); dropped(t, "normalize: [foreign_members]", in, want, 0) }
	f(`{"id":"7","schemas":["x"],"Operations":[{"name":"a","op":"add","path":"title","value":{"name":1}}],"x":{"op":1}}`,
		`{"schemas":["x"],"Operations":[{"op":"add","path":"title","value":{"name":1}}]}`)
	f(`{"operations":[{"op":"add","path":"title","value":1}],"SCHEMAS":[]}`, `{"operations":[{"op":"add","path":"title","value":1}],"SCHEMAS":[]}`)
	f(rulestest.PatchOf(`{"OP":"Add","value":{"x":1}},{"op":"remove","path":"members[value eq \"7\"]","x":1}`),
		rulestest.PatchOf(`{"OP":"Add","value":{"x":1}},{"op":"remove","path":"members[value eq \"7\"]"}`))
	prunes(t, "foreign_members", "POST", `{"op":1,"x":2}`, `{"op":1,"x":2}`)
	// the envelope is pruned after operations that another option has changed
	dropped(t, "normalize: [foreign_members, empty_values]", `{"id":"7","Operations":[{"op":"add","value":{"id":"7","title":"a"},"x":1},{"op":"add","path":"id","value":1}]}`,
		rulestest.PatchOf(`{"op":"add","value":{"title":"a"}}`), 2)
}

// Extensions of nothing are taken out of answers where that is asked for.
func TestPruneAnswers(t *testing.T) {
	f := func(answer, want string) {
		t.Helper()
		for what, want := range map[string]string{"empty_extensions": want, "empty_values, foreign_members": answer} {
			r := rulestest.Do(t, rulestest.Compile(t, rulestest.File("normalize: ["+what+"]")), "GET /Users", "200\n\n"+answer)
			if r.Err != nil || r.Message.Body != want {
				t.Errorf("%s: %v\n got %s\nwant %s", what, r.Err, r.Message.Body, want)
			}
		}
	}
	list := func(resources string) string {
		return `{"schemas":["x"],"totalResults":9,"Resources":[` + resources + `]}`
	}
	f(list(`{"id":"7","schemas":["`+rulestest.CoreUser+`","`+rulestest.Enterprise+`","urn:a:b:c"],"`+rulestest.Enterprise+`":{ },"name":{},"roles":[]},{"id":"8"}`),
		list(`{"id":"7","schemas":["`+rulestest.CoreUser+`","urn:a:b:c"],"name":{},"roles":[]},{"id":"8"}`))
	f(list(`{"schemas":["`+strings.ToUpper(rulestest.Enterprise)+`"],"id":"8"},{"schemas":"`+rulestest.Enterprise+`"},{"`+rulestest.SnowUser+`":{}}`),
		list(`{"schemas":["`+strings.ToUpper(rulestest.Enterprise)+`"],"id":"8"},{"schemas":"`+rulestest.Enterprise+`"},{}`))
	f(list(`{"schemas":["`+rulestest.CoreUser+`","`+rulestest.Enterprise+`"],"`+strings.ToUpper(rulestest.Enterprise)+`":{"a":{}}}`),
		list(`{"schemas":["`+rulestest.CoreUser+`","`+rulestest.Enterprise+`"],"`+strings.ToUpper(rulestest.Enterprise)+`":{"a":{}}}`))
	const nobody = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}`
	f(nobody, nobody)
}

func TestPruneIsLinear(t *testing.T) {
	rulestest.SkipCost(t)
	set, start := rulestest.Compile(t, rulestest.File("normalize: [foreign_members, empty_values, empty_extensions]")), time.Now()
	for _, body := range []string{
		`{"emails":[` + rulestest.Repeat(9_990, `{"a":null,"value":"%d"}`) + `]}`,
		`{` + rulestest.Repeat(30_000, `"x%d":{"a":[],"b":null}`) + `}`,
		`{` + rulestest.Repeat(30_000, `"meta.x%d":1`) + `}`,
	} {
		rulestest.Do(t, set, "POST /Users\n\n"+body, "204")
		rulestest.Do(t, set, "PUT /Users/1\n\n"+body, "204")
		rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(`{"op":"add","value":`+body+`}`), "204")
		rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(`{"op":"add","path":"emails","value":[`+body+`]}`), "204")
	}
	rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(rulestest.Repeat(990, `{"op":"add","path":"x%d","value":[{"a":null,"b":1}],"y":1}`)), "204")
	rulestest.Do(t, set, "GET /Users/1", "200\n\n"+`{"id":"1","schemas":["`+rulestest.Enterprise+`",`+rulestest.Repeat(30_000, `"urn:a:%d"`)+`],`+rulestest.Repeat(30_000, `"urn:b:%d":{}`)+`}`)
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
}
