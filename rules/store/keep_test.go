package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"scimshim/rules/rulestest"
)

const (
	keepSome = "users: {stores: {attributes: [userName, name.givenName, emails, enterprise.department, 'urn:x:2.0:User'], " +
		"others: "
	keepDeclared = "users: {stores: {undeclared: "
	keepCustom   = "users: {stores: {also: ['urn:x:custom:2.0:User'], undeclared: "
	keepKeys     = "users: {stores: {attributes: ['urn:x:2.0:User:keys'], others: "
)

// A body keeps what is on the list, in all three forms of what to do otherwise.
func TestKeepInBodies(t *testing.T) {
	f := func(text, in, want string) {
		t.Helper()
		for _, method := range []string{"POST", "PUT"} {
			rulestest.Sends(t, text+"drop}}", method, in, want)
			rulestest.Sends(t, text+"drop}}", method, want, want)
			if in == want {
				rulestest.Sends(t, text+"warn}}", method, in, in)
				rulestest.Sends(t, text+"refuse}}", method, in, in)
				continue
			}
			rulestest.Sends(t, text+"warn}}", method, in, in+" warned")
			rulestest.Sends(t, text+"refuse}}", method, in, "refused")
		}
	}
	same := func(text, in string) { t.Helper(); f(text, in, in) }
	same(keepSome, `{"schemas":[1],"ID":"1","Active":"x","USERNAME":"a","emails":[{"value":"a","x":{"y":1}}]}`)
	same(keepSome, `{"name":{"GivenName":"a"},"urn:X:2.0:user":{"a":{"b":1}},"`+rulestest.Enterprise+`":{"Department":"x"}}`)
	f(keepSome, `{"userName":"a", "title":"x"}`, `{"userName":"a"}`)
	f(keepSome, `{"title":"x","userame":1,"userName":"a"}`, `{"userName":"a"}`)
	f(keepSome, `{"name":{"givenName":"a","familyName":"b"}}`, `{"name":{"givenName":"a"}}`)
	f(keepSome, `{"userName":"a","name":{"familyName":"b"}}`, `{"userName":"a"}`)
	f(keepSome, `{"userName":"a","`+rulestest.Enterprise+`":{"division":"x","costCenter":"y"}}`, `{"userName":"a"}`)
	f(keepSome, `{"`+rulestest.Enterprise+`":{"division":"x","department":"y"},"urn:y:2.0:User":{"a":1}}`, `{"`+rulestest.Enterprise+`":{"department":"y"}}`)
	f(keepSome, `{"`+rulestest.CoreUser+`":{"userName":"a","title":"b"}}`, `{"`+rulestest.CoreUser+`":{"userName":"a"}}`)

	same(keepDeclared, `{"title":"x","meta":{"resourceType":"User"},"groups":[{"value":"1"}],"`+rulestest.Enterprise+`":{"manager":{"value":"1"}}}`)
	same(keepDeclared, `{"active":{"value":true},"title":{"x":1}}`)
	f(keepDeclared, `{"userName":"a","userame":"b"}`, `{"userName":"a"}`)
	f(keepDeclared, `{"emails":[{"value":"a","kind":"b"},{"kind":"c"}]}`, `{"emails":[{"value":"a"}]}`)
	f(keepDeclared, `{"userName":"a","`+rulestest.Enterprise+`":{"x":1,"manager":{"name":"b"}}}`, `{"userName":"a"}`)
	f(keepDeclared, `{"userName":"a","urn:x:2.0:User":{"a":1},"department":"x"}`, `{"userName":"a"}`)

	same(keepCustom, `{"title":"x","urn:x:custom:2.0:User":{"workPhone":"1"},"`+rulestest.Enterprise+`":{"division":"a"}}`)
	f(keepCustom, `{"urn:x:custom:2.0:User":{"a":1},"urn:x:other:2.0:User":{"a":1},"userame":"b"}`,
		`{"urn:x:custom:2.0:User":{"a":1}}`)
}

// What was found of a name in one element holds for the next, and for no part of another attribute:
// more names than are remembered, those that are listed without a declaration among them.
func TestKeepInElements(t *testing.T) {
	const parts = "users: {stores: {attributes: [emails.value, emails.note, photos.kind, x.n0, 'urn:x:2.0:User:note'], others: drop}}"
	strange := ""
	for i := range 20 {
		strange += fmt.Sprintf(`,"n%d":%d`, i, i)
	}
	element := `{"value":"a","NOTE":1,"kind":2,"type":"work","display":"b","primary":true` + strange + `}`
	want := `{"value":"a","NOTE":1}`
	rulestest.Sends(t, parts, "POST",
		`{"emails":[`+element+`,`+element+`],"photos":[`+element+`,`+element+`],"x":`+element+`,"title":`+element+`,"urn:x:2.0:User":`+element+`}`,
		`{"emails":[`+want+`,`+want+`],"photos":[{"kind":2},{"kind":2}],"x":{"n0":0},"urn:x:2.0:User":{"NOTE":1}}`)
	rulestest.Sends(t, keepDeclared+"drop}}", "POST", `{"emails":[`+element+`,`+element+`]}`,
		strings.ReplaceAll(`{"emails":[E,E]}`, "E", `{"value":"a","type":"work","display":"b","primary":true}`))
}

// What is taken out of elements is counted, each time, but for what says nothing; a name counts in whatever
// spelling, and for the attribute that it is in.
func TestKeepCountsElements(t *testing.T) {
	const parts = "users: {stores: {attributes: [userName, emails.value, emails.note, photos.kind], others: drop}}"
	set := rulestest.Compile(t, rulestest.File(parts))
	f := func(in, want string, dropped int) {
		t.Helper()
		for _, request := range []string{"POST /Users\n\n{\"userName\":\"a\"," + in[1:], "PATCH /Users/1\n\n" +
			rulestest.PatchOf(`{"op":"add","value":`+in+`},`+rulestest.OpOf("replace", "userName", `"a"`))} {
			r := rulestest.Do(t, set, request, "204")
			if r.Sent == nil || !strings.Contains(r.Sent.Body, want) || r.Dropped() != dropped {
				t.Errorf("%s\n got %+v, %d dropped\nwant %s, %d dropped", request, r.Sent, r.Dropped(), want, dropped)
			}
		}
	}
	f(`{"emails":[{"value":"a","kind":1},{"KIND":null},{"kind":"","Value":"b"}],"photos":[{"kind":1,"value":2},{"value":[],"Kind":3}]}`,
		`"emails":[{"value":"a"},{"Value":"b"}],"photos":[{"kind":1},{"Kind":3}]`, 2)
	f(`{"emails":[{"value":"a","x":1,"y":{},"note":2,"NOTE ":3},{"z":null,"x":{"a":1},"value":"b"}]}`,
		`"emails":[{"value":"a","note":2},{"value":"b"}]`, 3)
}

// An empty value is taken out with its attribute, but is no reason to refuse.
func TestKeepEmpty(t *testing.T) {
	for _, in := range []string{`{"userName":"a","title":null}`, `{"userName":"a","roles":[]}`} {
		rulestest.Sends(t, keepSome+"drop}}", "POST", in, `{"userName":"a"}`)
		rulestest.Sends(t, keepSome+"warn}}", "POST", in, in)
		rulestest.Sends(t, keepSome+"refuse}}", "POST", in, in)
	}
}

// Of a PATCH each operation is kept, or dropped and counted.
func TestKeepInPatches(t *testing.T) {
	f := func(text, in, want string, dropped int) {
		t.Helper()
		set := rulestest.Compile(t, rulestest.File(text+"drop}}"))
		r := rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(in), "204")
		got := ""
		if r.Sent != nil {
			got = r.Sent.Body
		}
		if want != "" {
			want = rulestest.PatchOf(want)
		}
		if got != want || r.Dropped() != dropped || r.Err != nil {
			t.Errorf("%s\n%s\n got %s\nwant %s\n%d dropped, %v", text, in, got, want, r.Dropped(), r.Err)
		}
		if in != want {
			return
		}
		rulestest.Sends(t, text+"refuse}}", "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(in))
	}
	same := func(text, in string) { t.Helper(); f(text, in, in, 0) }
	name := rulestest.OpOf("replace", "userName", `"a"`)
	f(keepSome, name+","+rulestest.OpOf("add", "title", `"x"`)+","+rulestest.OpOf("remove", "NickName", ""), name, 2)
	f(keepSome, rulestest.OpOf("add", "title", `"x"`), "", 1)
	f(keepSome, rulestest.OpOf("add", `roles[type eq "x"].value`, `"x"`)+","+name, name, 1)
	f(keepSome, rulestest.OpOf("add", `roles[type eq "x"]`, `{"value":"x"}`)+","+name, name, 1)
	f(keepSome, `{"op":"add","value":{"title":"x","userName":"a","name.familyName":"b","name.givenName":"c"}}`,
		`{"op":"add","value":{"userName":"a","name.givenName":"c"}}`, 2)
	f(keepSome, `{"op":"add","value":{"title":"x","name":{"familyName":"y"}}},`+name, name, 2)
	f(keepSome, rulestest.OpOf("replace", "name", `{"familyName":"y"}`)+","+name, name, 1)
	f(keepSome, rulestest.OpOf("replace", "name", `{"familyName":"y","givenName":"z"}`), rulestest.OpOf("replace", "name", `{"givenName":"z"}`), 1)
	f(keepSome, rulestest.OpOf("add", rulestest.Enterprise+":division", `"x"`)+","+rulestest.OpOf("add", rulestest.Enterprise+":department", `"y"`),
		rulestest.OpOf("add", rulestest.Enterprise+":department", `"y"`), 1)
	f(keepSome, rulestest.OpOf("add", rulestest.Enterprise, `{"division":"x","department":"y"}`), rulestest.OpOf("add", rulestest.Enterprise, `{"department":"y"}`), 1)
	same(keepSome, rulestest.OpOf("replace", rulestest.CoreUser+":userName", `"a"`)+","+rulestest.OpOf("replace", "active", "false"))
	same(keepSome, rulestest.OpOf("add", `emails[type eq "work"].display`, `"a"`)+","+rulestest.OpOf("remove", "name", ""))
	same(keepSome, rulestest.OpOf("add", "urn:x:2.0:User", `{"a":1}`)+","+rulestest.OpOf("add", "urn:x:2.0:User:b", `{"c":1}`))
	same(keepKeys, rulestest.OpOf("add", "urn:X:2.0:User", `{"Keys":[1]}`))
	f(keepKeys, rulestest.OpOf("add", "urn:x:2.0:User", `{"keys":[1],"a":1}`),
		rulestest.OpOf("add", "urn:x:2.0:User", `{"keys":[1]}`), 1)
	f(keepDeclared, rulestest.OpOf("add", "userame", `"x"`)+","+rulestest.OpOf("replace", "active", "false"), rulestest.OpOf("replace", "active", "false"), 1)
	f(keepDeclared, rulestest.OpOf("add", `emails[type eq "work"].kind`, `"x"`)+","+name, name, 1)
	same(keepDeclared, rulestest.OpOf("add", `emails[type eq "work"].display`, `"x"`)+","+name)
}

// A refusal names the attribute, unless what stands there is no name.
func TestKeepRefusals(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(keepSome+"refuse}}"))
	f := func(body, want string) {
		t.Helper()
		detail := rulestest.Do(t, set, "POST /Users\n\n"+body, "201").Refusal(t).Detail
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

func TestKeepIsLinear(t *testing.T) {
	for _, text := range []string{keepSome + "drop}}", keepDeclared + "drop}}", keepSome + "warn}}"} {
		set := rulestest.Compile(t, rulestest.File(text))
		for _, request := range []string{
			"PUT /Users/1\n\n" + `{` + rulestest.Repeat(990, `"a%d":{"b":1}`) + `}`,
			"PUT /Users/1\n\n" + `{"emails":[` + rulestest.Repeat(9_990, `{"value":"%d","kind":1}`) + `]}`,
			"PATCH /Users/1\n\n" + rulestest.PatchOf(rulestest.Repeat(990, `{"op":"add","path":"a%d","value":1}`)),
		} {
			start := time.Now()
			r := rulestest.Do(t, set, request, "204")
			if took := time.Since(start); r.Err != nil || took > 5*time.Second {
				t.Errorf("%s: %v, %v", text, took, r.Err)
			}
		}
	}
}

// What a file declares by its name alone is declared, too.
func TestKeepNamed(t *testing.T) {
	const text = "attributes: {users: {badge: any, roles.id: any, acme: {urn: 'urn:acme:2.0:User'}}}\nusers: {stores: {undeclared: drop}}"
	const kept = `{"userName":"a","badge":"b","roles":[{"id":"i","value":"v"}],"urn:acme:2.0:User":{"x":"y"}}`
	rulestest.Sends(t, text, "POST", kept, kept)
	rulestest.Sends(t, text, "POST", `{"userName":"a","badges":"b","roles":[{"ids":"i","value":"v"}]}`, `{"userName":"a","roles":[{"value":"v"}]}`)
	const op = `{"op":"add","path":"badge","value":"b"},{"op":"add","path":"urn:acme:2.0:User:x","value":"y"}`
	rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(op), rulestest.PatchOf(op))
}
