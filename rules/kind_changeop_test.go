package rules

import (
	"strings"
	"testing"
	"time"
)

const (
	additive = "change-op: {attribute: members, from: replace, to: add, at-most: 1}"
	replaced = "change-op: {attribute: roles, from: add, to: replace, assume: whole-list}"
)

// changesOp checks what becomes of the operations of a PATCH, and that the rule has
// nothing to change in that.
func changesOp(t *testing.T, text, in, want string) {
	t.Helper()
	writes(t, text, "PATCH", patchOf(in), patchOf(want))
	writes(t, text, "PATCH", patchOf(want), patchOf(want))
}

// A replace of one member adds it (Q87).
func TestChangeOpToAdd(t *testing.T) {
	f := func(in, want string) { t.Helper(); changesOp(t, additive, in, want) }
	const a, b = `[{"value":"a"}]`, `[ {"value":"a"}, {"value":"b"} ]`
	f(opOf("Replace", "members", a), opOf("add", "members", a))
	f(opOf("replace", "MEMBERS", `{"value":"a"}`), opOf("add", "MEMBERS", `{"value":"a"}`))
	f(`{"op":"replace","value":{"Members": `+a+`}}`, `{"op":"add","value":{"Members": `+a+`}}`)
	f(`{"value":`+a+`,"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:Group:members"}`,
		`{"value":`+a+`,"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:Group:members"}`)
	f(opOf("replace", "members", a)+","+opOf("replace", "displayName", `"x"`)+","+opOf("replace", "members", a),
		opOf("add", "members", a)+","+opOf("replace", "displayName", `"x"`)+","+opOf("add", "members", a))
	for _, same := range []string{
		opOf("replace", "members", b),
		opOf("replace", "members", "[]"),
		opOf("replace", "members", "{}"),
		opOf("replace", "members", `""`),
		opOf("replace", "members", "null"),
		opOf("replace", "members", ""),
		opOf("remove", "members", a),
		opOf("add", "members", a),
		opOf("replace", `members[value eq "a"]`, a),
		opOf("replace", "members.value", `"a"`),
		opOf("replace", "displayName", `"members"`),
		`{"op":"replace","value":{"members":` + b + `,"displayName":"x"}}`,
		`{"op":"replace","value":{"members":` + b + `}}`,
		`{"op":"replace","value":{"displayName":"members"}}`,
		`{"op":"replace","value":[{"members":` + a + `}]}`,
		`{"op":"replace","value":"members"}`,
	} {
		f(same, same)
	}
	all := strings.Replace(additive, ", at-most: 1", "", 1)
	changesOp(t, all, opOf("replace", "members", b), opOf("add", "members", b))
	writes(t, additive, "PUT", `{"op":"replace","path":"members","value":`+a+`}`, `{"op":"replace","path":"members","value":`+a+`}`)
}

// An add replaces, but nothing that the PATCH itself writes before (Q69).
func TestChangeOpToReplace(t *testing.T) {
	f := func(in, want string) { t.Helper(); changesOp(t, replaced, in, want) }
	add, put := opOf("add", "roles", `[{"value":"a"}]`), opOf("replace", "roles", `[{"value":"a"}]`)
	more := opOf("add", "roles", `[{"value":"b"},{"value":"c"}]`)
	f(add, put)
	f(add+","+more, put+","+more)
	f(`{"op":"add","value":{"roles":[{"value":"a"}],"title":"x"}},`+more,
		`{"op":"add","value":{"title":"x"}},{"op":"replace","value":{"roles":[{"value":"a"}]}},`+more)
	f(`{"op":"Add","value":{"roles":[{"value":"a"}]}},`+more, `{"op":"replace","value":{"roles":[{"value":"a"}]}},`+more)
	for _, before := range []string{
		put,
		opOf("add", `roles[type eq "x"].value`, `"b"`),
		opOf("remove", `roles[value eq "x"]`, ""),
		opOf("add", "roles", "[]"),
		opOf("add", "roles.value", `"b"`),
		`{"op":"add","value":{"roles[type eq \"x\"].value":"b"}}`,
		`{"op":"add","value":{"` + coreUser + `:roles":[]}}`,
	} {
		f(before+","+add, before+","+add)
	}
	f(opOf("add", "title", `"a.b[c"`)+","+add, opOf("add", "title", `"a.b[c"`)+","+put)
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
		`{"op":"replace","value":{"name":{"givenName":"a"}}},`+opOf("replace", "name.givenName", `"b"`)+","+opOf("replace", "name", `{"givenName":"c"}`),
		`{"op":"add","value":{"name":{"givenName":"a"}}},`+opOf("add", "name.givenName", `"b"`)+","+opOf("replace", "name", `{"givenName":"c"}`))
}

func TestChangeOpOptions(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		_, err := Compile(Source{File: "f.yaml", Data: []byte(rule("change-op: {" + text + "}"))})
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
		set := compile(t, rule(text))
		for _, ops := range []string{
			repeat(990, `{"op":"replace","path":"members","value":[{"value":"%d"}]}`),
			repeat(990, `{"op":"add","path":"roles","value":[{"value":"%d"}]}`),
			repeat(990, `{"op":"add","value":{"roles":[{"value":"%d"}]}}`),
			opOf("replace", "members", "["+repeat(9_990, `{"value":"%d"}`)+"]"),
		} {
			start := time.Now()
			r := do(t, set, "PATCH /Groups/1\n\n"+patchOf(ops), "204")
			if took := time.Since(start); r.sent == nil || took > 5*time.Second {
				t.Errorf("%s: %v, %v", text, took, r.err)
			}
		}
	}
}

// An add of active is a replace of it, whatever its value.
func TestChangeOpOfActive(t *testing.T) {
	const text = "change-op: {attribute: active, from: add, to: replace, assume: single-element}"
	for _, value := range []string{"true", "false"} {
		writes(t, text, "PATCH", patchOf(`{"op":"add","path":"active","value":`+value+`}`),
			patchOf(`{"op":"replace","path":"active","value":`+value+`}`))
		writes(t, text, "PATCH", patchOf(`{"op":"add","value":{"active":`+value+`}}`),
			patchOf(`{"op":"replace","value":{"active":`+value+`}}`))
	}
}

// Only what all values of an operation satisfy the filter of is changed.
func TestChangeOpWhere(t *testing.T) {
	const text = `change-op: {attribute: emails, from: add, to: replace, where: 'type eq "work" or primary eq true', assume: single-element}`
	f := func(in, want string) { t.Helper(); changesOp(t, text, in, want) }
	same := func(in string) { t.Helper(); f(in, in) }
	const work, main, other = `{"type":"Work","value":"a"}`, `{"primary":true,"value":"a"}`, `{"value":"a"}`
	f(opOf("add", "emails", "["+work+"]"), opOf("replace", "emails", "["+work+"]"))
	f(opOf("add", "emails", main), opOf("replace", "emails", main))
	f(opOf("add", "emails", "["+work+","+main+"]"), opOf("replace", "emails", "["+work+","+main+"]"))
	same(opOf("add", "emails", "["+work+","+other+"]"))
	same(opOf("add", "emails", "["+other+"]"))
	same(opOf("add", "emails", other))
	same(opOf("add", "emails", `"a"`))
	same(opOf("add", "emails", `["a"]`))
	fault(t, rule(`change-op: {attribute: title, from: add, to: replace, where: 'value pr', assume: single-element}`),
		"f1.yaml:4:66: title has no values to choose by")
}
