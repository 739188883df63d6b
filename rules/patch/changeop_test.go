package patch_test

import (
	"strings"
	"testing"
	"time"

	"scimshim/rules"
	"scimshim/rules/rulestest"
)

const (
	additive = "change-op: {attribute: members, from: replace, to: add, at-most: 1}"
	replaced = "change-op: {attribute: roles, from: add, to: replace, assume: whole-list}"
)

// changesOp checks what becomes of the operations of a PATCH, and that the rule has
// nothing to change in that.
func changesOp(t *testing.T, text, in, want string) {
	t.Helper()
	rulestest.Writes(t, text, "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
	rulestest.Writes(t, text, "PATCH", rulestest.PatchOf(want), rulestest.PatchOf(want))
}

// A replace of one member adds it (Q87).
func TestChangeOpToAdd(t *testing.T) {
	f := func(in, want string) { t.Helper(); changesOp(t, additive, in, want) }
	const a, b = `[{"value":"a"}]`, `[ {"value":"a"}, {"value":"b"} ]`
	f(rulestest.OpOf("Replace", "members", a), rulestest.OpOf("add", "members", a))
	f(rulestest.OpOf("replace", "MEMBERS", `{"value":"a"}`), rulestest.OpOf("add", "MEMBERS", `{"value":"a"}`))
	f(`{"op":"replace","value":{"Members": `+a+`}}`, `{"op":"add","value":{"Members": `+a+`}}`)
	f(`{"value":`+a+`,"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:Group:members"}`,
		`{"value":`+a+`,"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:Group:members"}`)
	f(rulestest.OpOf("replace", "members", a)+","+rulestest.OpOf("replace", "displayName", `"x"`)+","+rulestest.OpOf("replace", "members", a),
		rulestest.OpOf("add", "members", a)+","+rulestest.OpOf("replace", "displayName", `"x"`)+","+rulestest.OpOf("add", "members", a))
	for _, same := range []string{
		rulestest.OpOf("replace", "members", b),
		rulestest.OpOf("replace", "members", "[]"),
		rulestest.OpOf("replace", "members", "{}"),
		rulestest.OpOf("replace", "members", `""`),
		rulestest.OpOf("replace", "members", "null"),
		rulestest.OpOf("replace", "members", ""),
		rulestest.OpOf("remove", "members", a),
		rulestest.OpOf("add", "members", a),
		rulestest.OpOf("replace", `members[value eq "a"]`, a),
		rulestest.OpOf("replace", "members.value", `"a"`),
		rulestest.OpOf("replace", "displayName", `"members"`),
		`{"op":"replace","value":{"members":` + b + `,"displayName":"x"}}`,
		`{"op":"replace","value":{"members":` + b + `}}`,
		`{"op":"replace","value":{"displayName":"members"}}`,
		`{"op":"replace","value":[{"members":` + a + `}]}`,
		`{"op":"replace","value":"members"}`,
	} {
		f(same, same)
	}
	all := strings.Replace(additive, ", at-most: 1", "", 1)
	changesOp(t, all, rulestest.OpOf("replace", "members", b), rulestest.OpOf("add", "members", b))
	rulestest.Writes(t, additive, "PUT", `{"op":"replace","path":"members","value":`+a+`}`, `{"op":"replace","path":"members","value":`+a+`}`)
}

// An add replaces, but nothing that the PATCH itself writes before (Q69).
func TestChangeOpToReplace(t *testing.T) {
	f := func(in, want string) { t.Helper(); changesOp(t, replaced, in, want) }
	add, put := rulestest.OpOf("add", "roles", `[{"value":"a"}]`), rulestest.OpOf("replace", "roles", `[{"value":"a"}]`)
	more := rulestest.OpOf("add", "roles", `[{"value":"b"},{"value":"c"}]`)
	f(add, put)
	f(add+","+more, put+","+more)
	f(`{"op":"add","value":{"roles":[{"value":"a"}],"title":"x"}},`+more,
		`{"op":"add","value":{"title":"x"}},{"op":"replace","value":{"roles":[{"value":"a"}]}},`+more)
	f(`{"op":"Add","value":{"roles":[{"value":"a"}]}},`+more, `{"op":"replace","value":{"roles":[{"value":"a"}]}},`+more)
	for _, before := range []string{
		put,
		rulestest.OpOf("add", `roles[type eq "x"].value`, `"b"`),
		rulestest.OpOf("remove", `roles[value eq "x"]`, ""),
		rulestest.OpOf("add", "roles", "[]"),
		rulestest.OpOf("add", "roles.value", `"b"`),
		`{"op":"add","value":{"roles[type eq \"x\"].value":"b"}}`,
		`{"op":"add","value":{"` + rulestest.CoreUser + `:roles":[]}}`,
	} {
		f(before+","+add, before+","+add)
	}
	f(rulestest.OpOf("add", "title", `"a.b[c"`)+","+add, rulestest.OpOf("add", "title", `"a.b[c"`)+","+put)
	f(`{"op":"add","value":{"title":"x.y"}},`+add, `{"op":"add","value":{"title":"x.y"}},`+put)
}

// An attribute of an extension, and a sub-attribute.
func TestChangeOpInside(t *testing.T) {
	const text = "change-op: {attribute: 'urn:x:2.0:User:keys', from: replace, to: add}"
	f := func(text, in, want string) { t.Helper(); changesOp(t, text, in, want) }
	f(text, `{"op":"replace","value":{"urn:X:2.0:User":{"KEYS":[1,2]}}}`, `{"op":"add","value":{"urn:X:2.0:User":{"KEYS":[1,2]}}}`)
	f(text, `{"op":"replace","path":"urn:x:2.0:user:keys","value":[1]}`, `{"op":"add","path":"urn:x:2.0:user:keys","value":[1]}`)
	for _, same := range []string{
		`{"op":"replace","value":{"urn:x:2.0:User":{"keys":[1],"a":1}}}`,
		`{"op":"replace","value":{"urn:x:2.0:User":{"keys":[1]},"title":"x"}}`,
		`{"op":"replace","value":{"keys":[1]}}`,
		`{"op":"replace","path":"urn:x:2.0:User","value":{"keys":[1]}}`,
	} {
		f(text, same, same)
	}
	f("change-op: {attribute: name.givenName, from: replace, to: add}",
		`{"op":"replace","value":{"name":{"givenName":"a"}}},`+rulestest.OpOf("replace", "name.givenName", `"b"`)+","+rulestest.OpOf("replace", "name", `{"givenName":"c"}`),
		`{"op":"add","value":{"name":{"givenName":"a"}}},`+rulestest.OpOf("add", "name.givenName", `"b"`)+","+rulestest.OpOf("replace", "name", `{"givenName":"c"}`))
}

func TestChangeOpOptions(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		_, err := rules.Compile(rules.Source{File: "f.yaml", Data: []byte(rulestest.Rule("change-op: {" + text + "}"))})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	f("attribute: active, from: replace, to: add", "must not decide whether a user is active")
	f("attribute: roles, from: add, to: add", "called so already")
	f("attribute: roles, from: remove, to: add", "expected one of: add, replace")
	f("attribute: roles, from: add, to: replace", "say assume: whole-list if")
	f("attribute: roles, from: add, to: replace, assume: yes", "expected one of: whole-list, single-element")
	f("attribute: roles, from: replace, to: add, assume: whole-list", "leave assume out")
	f("attribute: roles, from: replace, to: add, at-most: 0", "expected a whole number from 1")
	f("from: replace, to: add", `missing "attribute"`)
}

func TestChangeOpIsLinear(t *testing.T) {
	for _, text := range []string{additive, replaced} {
		set := rulestest.Compile(t, rulestest.Rule(text))
		for _, ops := range []string{
			rulestest.Repeat(990, `{"op":"replace","path":"members","value":[{"value":"%d"}]}`),
			rulestest.Repeat(990, `{"op":"add","path":"roles","value":[{"value":"%d"}]}`),
			rulestest.Repeat(990, `{"op":"add","value":{"roles":[{"value":"%d"}]}}`),
			rulestest.OpOf("replace", "members", "["+rulestest.Repeat(9_990, `{"value":"%d"}`)+"]"),
		} {
			start := time.Now()
			r := rulestest.Do(t, set, "PATCH /Groups/1\n\n"+rulestest.PatchOf(ops), "204")
			if took := time.Since(start); r.Sent == nil || took > 5*time.Second {
				t.Errorf("%s: %v, %v", text, took, r.Err)
			}
		}
	}
}

// An add of active is a replace of it, whatever its value.
func TestChangeOpOfActive(t *testing.T) {
	const text = "change-op: {attribute: active, from: add, to: replace, assume: single-element}"
	for _, value := range []string{"true", "false"} {
		rulestest.Writes(t, text, "PATCH", rulestest.PatchOf(`{"op":"add","path":"active","value":`+value+`}`),
			rulestest.PatchOf(`{"op":"replace","path":"active","value":`+value+`}`))
		rulestest.Writes(t, text, "PATCH", rulestest.PatchOf(`{"op":"add","value":{"active":`+value+`}}`),
			rulestest.PatchOf(`{"op":"replace","value":{"active":`+value+`}}`))
	}
}

// Only what all values of an operation satisfy the filter of is changed.
func TestChangeOpWhere(t *testing.T) {
	const text = `change-op: {attribute: emails, from: add, to: replace, where: 'type eq "work" or primary eq true', assume: single-element}`
	f := func(in, want string) { t.Helper(); changesOp(t, text, in, want) }
	same := func(in string) { t.Helper(); f(in, in) }
	const work, main, other = `{"type":"Work","value":"a"}`, `{"primary":true,"value":"a"}`, `{"value":"a"}`
	f(rulestest.OpOf("add", "emails", "["+work+"]"), rulestest.OpOf("replace", "emails", "["+work+"]"))
	f(rulestest.OpOf("add", "emails", main), rulestest.OpOf("replace", "emails", main))
	f(rulestest.OpOf("add", "emails", "["+work+","+main+"]"), rulestest.OpOf("replace", "emails", "["+work+","+main+"]"))
	same(rulestest.OpOf("add", "emails", "["+work+","+other+"]"))
	same(rulestest.OpOf("add", "emails", "["+other+"]"))
	same(rulestest.OpOf("add", "emails", other))
	same(rulestest.OpOf("add", "emails", `"a"`))
	same(rulestest.OpOf("add", "emails", `["a"]`))
	rulestest.Fault(t, rulestest.Rule(`change-op: {attribute: title, from: add, to: replace, where: 'value pr', assume: single-element}`),
		"f1.yaml:4:66: title has no values to choose by")
}
