package patch_test

import (
	"testing"
	"time"

	"scimshim/rules/rulestest"
)

const (
	additive = "normalize: [{members_replaced: add}]"
	replaced = "users: {patch: {elements: {roles: {adds: replace, assume: whole_list}}}}"
)

// changesOp checks what becomes of the operations of a PATCH, and that the rule has
// nothing to change in that.
func changesOp(t *testing.T, text, in, want string) {
	t.Helper()
	rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
	rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(want), rulestest.PatchOf(want))
}

// A replace of one member adds it (Q87).
func TestAddOrReplaceToAdd(t *testing.T) {
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
	rulestest.Sends(t, additive, "PUT", `{"op":"replace","path":"members","value":`+a+`}`, `{"op":"replace","path":"members","value":`+a+`}`)
}

// An add replaces, but nothing that the PATCH itself writes before (Q69).
func TestAddOrReplaceToReplace(t *testing.T) {
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
func TestAddOrReplaceInside(t *testing.T) {
	const text = "users: {patch: {only_replace: ['urn:x:2.0:User:keys']}}"
	f := func(text, in, want string) { t.Helper(); changesOp(t, text, in, want) }
	f(text, `{"op":"add","value":{"urn:X:2.0:User":{"KEYS":[1,2]}}}`, `{"op":"replace","value":{"urn:X:2.0:User":{"KEYS":[1,2]}}}`)
	f(text, `{"op":"add","path":"urn:x:2.0:user:keys","value":[1]}`, `{"op":"replace","path":"urn:x:2.0:user:keys","value":[1]}`)
	for _, same := range []string{
		`{"op":"add","value":{"urn:x:2.0:User":{"keys":[1],"a":1}}}`,
		`{"op":"add","value":{"urn:x:2.0:User":{"keys":[1]},"title":"x"}}`,
		`{"op":"add","value":{"keys":[1]}}`,
		`{"op":"add","path":"urn:x:2.0:User","value":{"keys":[1]}}`,
	} {
		f(text, same, same)
	}
	const given = "users: {patch: {only_replace: [name.givenName]}}"
	f(given, `{"op":"add","value":{"name":{"givenName":"a"}}}`, `{"op":"replace","value":{"name":{"givenName":"a"}}}`)
	f(given, rulestest.OpOf("add", "name.givenName", `"b"`), rulestest.OpOf("replace", "name.givenName", `"b"`))
	f(given, rulestest.OpOf("add", "name", `{"givenName":"c"}`), rulestest.OpOf("add", "name", `{"givenName":"c"}`))
}

func TestAddOrReplaceIsLinear(t *testing.T) {
	for resource, text := range map[string]string{"Groups": additive, "Users": replaced} {
		set := rulestest.Compile(t, rulestest.File(text))
		for _, ops := range []string{
			rulestest.Repeat(990, `{"op":"replace","path":"members","value":[{"value":"%d"}]}`),
			rulestest.Repeat(990, `{"op":"add","path":"roles","value":[{"value":"%d"}]}`),
			rulestest.Repeat(990, `{"op":"add","value":{"roles":[{"value":"%d"}]}}`),
			rulestest.OpOf("replace", "members", "["+rulestest.Repeat(9_990, `{"value":"%d"}`)+"]"),
		} {
			start := time.Now()
			r := rulestest.Do(t, set, "PATCH /"+resource+"/1\n\n"+rulestest.PatchOf(ops), "204")
			if took := time.Since(start); r.Sent == nil || took > 5*time.Second {
				t.Errorf("%s: %v, %v", text, took, r.Err)
			}
		}
	}
}

// An add of active is a replace of it, whatever its value.
func TestAddOrReplaceOfActive(t *testing.T) {
	const text = "users: {patch: {only_replace: [active]}}"
	for _, value := range []string{"true", "false"} {
		rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(`{"op":"add","path":"active","value":`+value+`}`),
			rulestest.PatchOf(`{"op":"replace","path":"active","value":`+value+`}`))
		rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(`{"op":"add","value":{"active":`+value+`}}`),
			rulestest.PatchOf(`{"op":"replace","value":{"active":`+value+`}}`))
	}
}

// Only what all values of an operation satisfy the filter of is changed.
func TestAddOrReplaceWhere(t *testing.T) {
	const text = `users: {patch: {elements: {emails: {adds: {where: 'type eq "work" or primary eq true'}, assume: single_element}}}}`
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
}
