package rules

import (
	"strings"
	"testing"
)

// writes checks what the target sees of a body; "refused" for nothing, and the
// name of an outcome behind it where that is not changed or kept.
func writes(t *testing.T, text, method, in, want string) {
	t.Helper()
	resource := "Users"
	if strings.Contains(in, "members") {
		resource = "Groups"
	}
	id := "/1"
	if method == "POST" {
		id = ""
	}
	set := compile(t, rule(text))
	r := do(t, set, method+" /"+resource+id+"\n\n"+in, "204")
	got := "refused"
	if r.sent != nil {
		got = r.sent.Body
	} else if r.err != nil && r.refusal(t).Status != 400 {
		t.Errorf("%s: %v", in, r.err)
	}
	if o := r.outcome(set, "t/r"); o == "warned" {
		got += " warned"
	}
	if got != want {
		t.Errorf("%s\n%s\n got %s\nwant %s", text, in, got, want)
	}
}

func patchOf(list string) string { return `{"Operations":[` + list + `]}` }

func TestMemberRemove(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if want != "refused" {
			want = patchOf(want)
		}
		writes(t, "member-remove: members", "PATCH", patchOf(in), want)
	}
	const one = `{"op":"remove","path":"members[value eq \"a\"]"}`
	f(`{"op":"remove","path":"members","value":[{"value":"a"}]}`, one)
	f(`{"op":"remove","path":"members","value":{"value":"a"}}`, one)
	f(`{"op":"remove","path":"members","value":["a"]}`, one)
	f(`{"op":"remove","path":"members","value":"a"}`, one)
	f(`{"op":"Remove","path":"MEMBERS","value":[{"$ref":null,"Value":"a"},{"value":"b\"]"}]}`,
		`{"op":"Remove","path":"MEMBERS[value eq \"a\"]"},{"op":"Remove","path":"MEMBERS[value eq \"b\\\"]\"]"}`)
	f(`{"op":"remove","path":"members"}`, `{"op":"remove","path":"members"}`)
	f(`{"op":"add","path":"members","value":[]}`, `{"op":"add","path":"members","value":[]}`)
	f(`{"op":"remove","path":"members[value eq \"a\"]","value":[]}`, `{"op":"remove","path":"members[value eq \"a\"]","value":[]}`)
	f(`{"op":"remove","path":"members","value":[{"display":"a"}]}`, "refused")
	f(`{"op":"remove","path":"members","value":[7]}`, "refused")
	f(`{"op":"remove","path":"members","value":[{"value":"a"},{"value":null}]}`, "refused")
	f(`{"op":"remove","path":"members","value":true}`, "refused")
}

// A member in a path becomes a list, and nothing else does.
func TestMemberRemoveToList(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		writes(t, "member-remove: {attribute: members, to: list, assume: by-value}", "PATCH", patchOf(in), patchOf(want))
	}
	same := func(in string) { t.Helper(); f(in, in) }
	f(`{"op":"Remove","path":"members[value eq \"a\"]"}`, `{"op":"Remove","path":"members","value":[{"value":"a"}]}`)
	f(`{"op":"remove","path":"members[Value EQ \"b\\\"]\"]"}`, `{"op":"remove","path":"members","value":[{"value":"b\"]"}]}`)
	same(`{"op":"remove","path":"members"}`)
	same(`{"op":"remove","path":"members","value":[{"value":"a"}]}`)
	same(`{"op":"remove","path":"members[value ne \"a\"]"}`)
	same(`{"op":"remove","path":"members[display eq \"a\"]"}`)
	same(`{"op":"remove","path":"members[value eq \"a\" and type eq \"User\"]"}`)
	same(`{"op":"remove","path":"members[value eq \"a\"].display"}`)
	same(`{"op":"replace","path":"members[value eq \"a\"]","value":{"value":"b"}}`)
	same(`{"op":"remove","path":"emails[value eq \"a\"]"},{"op":"replace","path":"displayName","value":"members"}`)
}

func TestUpsert(t *testing.T) {
	const replace = `upsert: {paths: ['emails[type eq "work"].value', 'emails[type eq "home"].value'], write: replace, ` +
		`assume: single-element, stamp: {primary: true}}`
	const again = `upsert: {paths: ['emails[type eq "work"].value', 'emails[type eq "home"].value'], write: remove-add, assume: bare-element}`
	work, home := `{"op":"add","path":"emails[type eq \"work\"].value","value":"a"}`, `{"op":"replace","path":"emails[type eq \"home\"].value","value":"b"}`
	f := func(text, in, want string) { t.Helper(); writes(t, text, "PATCH", patchOf(in), patchOf(want)) }
	f(replace, work, `{"op":"replace","path":"emails","value":[{"type":"work","value":"a","primary":true}]}`)
	f(again, work, `{"op":"remove","path":"emails[type eq \"work\"]"},{"op":"add","path":"emails","value":[{"type":"work","value":"a"}]}`)
	f(again, `{"op":"remove","path":"emails[type eq \"work\"].value"}`, `{"op":"remove","path":"emails[type eq \"work\"]"}`)
	// one would undo the other
	f(replace, work+","+home, work+","+home)
	f(replace, work+`,{"op":"add","value":{"emails":[{"value":"c"}]}}`, work+`,{"op":"add","value":{"emails":[{"value":"c"}]}}`)
	f(again, work+`,{"op":"add","path":"emails","value":[{"value":"c"}]}`, work+`,{"op":"add","path":"emails","value":[{"value":"c"}]}`)
	f(again, work+`,{"op":"add","path":"emails[type eq \"work\"].display","value":"c"}`,
		work+`,{"op":"add","path":"emails[type eq \"work\"].display","value":"c"}`)
	// what is no text, or of another element
	for _, op := range []string{
		`{"op":"add","path":"emails[type eq \"work\"].value","value":""}`,
		`{"op":"add","path":"emails[type eq \"work\"].value","value":7}`,
		`{"op":"add","path":"emails[type eq \"work\"].value"}`,
		`{"op":"remove","path":"emails[type eq \"work\"].value","value":"a"}`,
		`{"op":"add","path":"emails[type eq \"other\"].value","value":"a"}`,
		`{"op":"add","path":"emails[type eq \"work\"].display","value":"a"}`,
		`{"op":"add","path":"emails[type eq \"work\"]","value":"a"}`,
	} {
		f(replace, op, op)
		f(again, op, op)
	}
}

// set writes into what is created, and into elements that a PATCH adds, but
// into nothing else of a PATCH.
func TestSet(t *testing.T) {
	const element = "set: {attribute: emails.type, value: work}"
	writes(t, element, "POST", `{"emails":[{"value":"a"},{"type":"x"}]}`, `{"emails":[{"value":"a","type":"work"},{"type":"x"}]}`)
	writes(t, element, "PATCH", patchOf(`{"op":"add","path":"emails","value":[{"value":"a"}]}`),
		patchOf(`{"op":"add","path":"emails","value":[{"value":"a","type":"work"}]}`))
	same := func(text, method, in string) { t.Helper(); writes(t, text, method, in, in) }
	same(element, "PATCH", patchOf(`{"op":"add","path":"emails[type eq \"x\"]","value":{"value":"a"}}`))
	const extension = "set: {attribute: 'urn:x:2.0:User:number', value: 7}"
	writes(t, extension, "POST", `{"urn:x:2.0:User":{"a":1}}`, `{"urn:x:2.0:User":{"a":1,"number":7}}`)
	same(extension, "PATCH", patchOf(`{"op":"add","value":{"urn:x:2.0:User":{"a":1}}}`))
	const whole = "set: {attribute: title, value: x}"
	writes(t, whole, "PUT", `{"a":1}`, `{"a":1,"title":"x"}`)
	same(whole, "PUT", `{"TITLE":"y"}`)
	same(whole, "PATCH", patchOf(`{"op":"add","value":{"a":1}}`))
	writes(t, "set: {attribute: title, value: x, overwrite: true}", "PUT", `{"TITLE":"y"}`, `{"TITLE":"x"}`)
	same("set: {attribute: name.formatted, value: x}", "PATCH", patchOf(`{"op":"add","path":"name","value":{"givenName":"a"}}`))
}

func TestFoundAndAgree(t *testing.T) {
	const found = "found: {attributes: [title, 'urn:x:2.0:User'], says: no, then: "
	for _, in := range []string{`{"TITLE":1}`, `{"urn:x:2.0:User":{"a":1}}`, `{"x":1,"urn:X:2.0:user":{"a":{"b":1}}}`} {
		writes(t, found+"count}", "PUT", in, in+" warned")
		writes(t, found+"refuse}", "PUT", in, "refused")
		writes(t, found+"refuse}", "PATCH", patchOf(`{"op":"add","value":`+in+`}`), "refused")
	}
	writes(t, found+"refuse}", "PUT", `{"a":1}`, `{"a":1}`)

	const agree = `agree: {attributes: [userName, 'emails[type eq "work"].value'], otherwise: `
	f := func(method, in string, equal bool) {
		t.Helper()
		counted, refused := in+" warned", "refused"
		if equal {
			counted, refused = in, in
		}
		writes(t, agree+"count}", method, in, counted)
		writes(t, agree+"refuse}", method, in, refused)
	}
	f("POST", `{"userName":"A","emails":[{"type":"work","value":"a"},{"type":"home","value":"b"}]}`, true)
	f("POST", `{"userName":"a","emails":[{"type":"Work","value":"b"}]}`, false)
	f("POST", `{"userName":"a"}`, true)
	patch := func(in string, equal bool) { t.Helper(); f("PATCH", patchOf(in), equal) }
	patch(`{"op":"add","path":"userName","value":"a"},{"op":"add","path":"emails[type eq \"work\"].value","value":"b"}`, false)
	patch(`{"op":"add","path":"`+coreUser+`:userName","value":"a"},{"op":"add","path":"`+coreUser+`:emails","value":[{"type":"work","value":"b"}]}`,
		false)
	patch(`{"op":"add","value":{"userName":"a","emails":[{"type":"work","value":"b"}]}}`, false)
	patch(`{"op":"add","path":"userName","value":"a"},{"op":"remove","path":"emails[type eq \"work\"].value"}`, true)
}

// Each form that a target does not take is refused, and what is near it is not.
func TestPatchLimits(t *testing.T) {
	f := func(form, refused, passed string) {
		t.Helper()
		writes(t, "patch-limits: ["+form+"]", "PATCH", patchOf(refused), "refused")
		writes(t, "patch-limits: ["+form+"]", "PATCH", patchOf(passed), patchOf(passed))
	}
	f("filtered-add", `{"op":"Add","path":"emails[type eq \"a\"].value","value":1}`, `{"op":"replace","path":"emails[type eq \"a\"].value","value":1}`)
	f("filtered-replace", `{"op":"replace","path":"emails[type eq \"a\"]","value":{}}`, `{"op":"add","path":"emails[type eq \"a\"]","value":1}`)
	f("filtered-remove", `{"op":"Remove","path":"emails[type eq \"a\"]"}`, `{"op":"remove","path":"emails"}`)
	f("filtered-remove", `{"op":"remove","path":"emails[type eq \"a\"].value"}`, `{"op":"replace","path":"emails[type eq \"a\"].value","value":1}`)
	f("replace-all", `{"op":"Replace","path":"members","value":[{"value":"a"}]}`, `{"op":"add","path":"members","value":[{"value":"a"}]}`)
	f("replace-all", `{"op":"replace","value":{"members":[]}}`, `{"op":"add","value":{"members":[]}}`)
	f("replace-all", `{"op":"replace","path":"emails"}`, `{"op":"replace","path":"title","value":"a"}`)
	f("replace-all", `{"op":"replace","value":{"`+coreUser+`:emails":[]}}`, `{"op":"replace","path":"emails[type eq \"a\"]","value":{"value":"b"}}`)
	f("remove-value", `{"op":"Remove","path":"members","value":[]}`, `{"op":"remove","path":"members"}`)
	f("remove-all", `{"op":"remove","path":"members"}`, `{"op":"remove","path":"members[value eq \"a\"]"}`)
	f("remove-all", `{"op":"remove","path":"emails"}`, `{"op":"remove","path":"title"}`)
	f("flat-keys", `{"op":"add","value":{"name.givenName":1}}`, `{"op":"add","value":{"name":{"givenName":1}}}`)
	f("flat-keys", `{"op":"add","value":{"`+enterprise+`:department":1}}`, `{"op":"add","value":{"`+enterprise+`":{"department":1}}}`)
	f("empty-value", `{"op":"add","path":"a","value": [ ] }`, `{"op":"add","path":"a","value":0}`)
	f("empty-value", `{"op":"add","path":"a","value":""}`, `{"op":"add","path":"a","value":" "}`)
	f("missing-value", `{"op":"add","path":"a"}`, `{"op":"remove","path":"a"}`)
	f("missing-path", `{"op":"remove","value":{"a":1}}`, `{"op":"add","value":{"a":1}}`)
	f("nested-filter", `{"op":"remove","path":"name.parts[a eq 1]"}`, `{"op":"remove","path":"name[a eq 1].parts"}`)
	f("foreign-member", `{"op":"add","path":"a","value":1,"x":1}`, `{"op":"add","path":"a","value":{"x":1}}`)
	f("not-object", `{"op":"add","value":[1]}`, `{"op":"add","path":"a","value":[1]}`)
	f("core-urn", `{"op":"add","path":"`+coreUser+`:title","value":1}`, `{"op":"add","path":"`+enterprise+`:department","value":1}`)
	f("every-element", `{"op":"replace","path":"emails.value","value":"a"}`, `{"op":"replace","path":"name.givenName","value":"a"}`)
	f("every-element", `{"op":"remove","path":"emails.type"}`, `{"op":"remove","path":"emails[type eq \"a\"].value"}`)
	f("extension", `{"op":"remove","path":"`+enterprise+`"}`, `{"op":"remove","path":"`+enterprise+`:department"}`)
	f("extension", `{"op":"add","path":"`+enterprise+`","value":{"department":1}}`, `{"op":"add","value":{"`+enterprise+`":{"department":1}}}`)
	f("element-type", `{"op":"add","path":"emails","value":{"value":1}}`, `{"op":"add","path":"emails","value":[{"value":1}]}`)
}
