package patch_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// What a target does not take keeps nobody active who is to leave.
func TestPatchLimitsOfLeavers(t *testing.T) {
	const text = `patch-limits: {refuse: [filtered-add, flat-keys, core-urn]}`
	f := func(in, want string) {
		t.Helper()
		if want != "refused" {
			want = rulestest.PatchOf(want)
		}
		rulestest.Writes(t, text, "PATCH", rulestest.PatchOf(in), want)
	}
	const phone = `{"op":"add","path":"phoneNumbers[type eq \"work\"].value","value":"1"}`
	const title, off = `{"op":"replace","path":"title","value":"x"}`, `{"op":"replace","path":"active","value":false}`
	f(phone, "refused")
	f(phone+`,{"op":"replace","path":"active","value":true}`, "refused")
	f(phone+","+title+","+off, title+","+off)
	f(`{"op":"replace","value":{"active":false}},`+phone, `{"op":"replace","value":{"active":false}}`)
	f(title+","+off, title+","+off)
	// The operation that disables is never the one that is lost.
	f(`{"op":"replace","value":{"active":false,"name.givenName":"x"}}`, `{"op":"replace","value":{"active":false}}`)
	f(`{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:active","value":false}`, "refused")

	set := rulestest.Compile(t, rulestest.Rule(text))
	r := rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(phone+","+off), "204")
	if r.Err != nil || r.Dropped() != 1 {
		t.Errorf("%v, dropped %d, want 1", r.Err, r.Dropped())
	}
	rulestest.Fault(t, rulestest.Rule(`patch-limits: {refuse: [flat-keys], leaver: last}`), "f1.yaml:4:49: expected one of: only")
}

// Where it depends on what the target has whether it takes a form, only the PATCH of a
// leaver does without it.
func TestPatchLimitsLeaverOnly(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		rulestest.Writes(t, `patch-limits: {refuse: [filtered-replace, core-urn], leaver: only}`, "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
	}
	const city = `{"op":"replace","path":"addresses[type eq \"home\"].locality","value":"x"}`
	const off = `{"op":"replace","path":"active","value":false}`
	f(city, city)
	f(city+`,{"op":"replace","path":"active","value":true}`, city+`,{"op":"replace","path":"active","value":true}`)
	f(city+","+off, off)
	const core = `{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:active","value":false}`
	f(core, core)
}

func TestPatchLimitsSays(t *testing.T) {
	set := rulestest.Compile(t, rulestest.Rule(`patch-limits: {refuse: [remove-all], says: "remove them one by one."}`))
	r := rulestest.Do(t, set, "PATCH /Groups/1\n\n"+rulestest.PatchOf(`{"op":"Remove","path":"members"}`), "204")
	if got := r.Refusal(t).Detail; got != "remove members: remove them one by one" {
		t.Errorf("got %s", got)
	}
}

func TestPatchLimitsExcept(t *testing.T) {
	const text = `patch-limits: {refuse: [filtered-replace], except: [addresses]}`
	const city = `{"op":"replace","path":"addresses[type eq \"home\"].locality","value":"x"}`
	rulestest.Writes(t, text, "PATCH", rulestest.PatchOf(city), rulestest.PatchOf(city))
	rulestest.Writes(t, text, "PATCH", rulestest.PatchOf(`{"op":"replace","path":"ims[type eq \"aim\"].value","value":"x"}`), "refused")
}

// Each form that a target does not take is refused, and what is near it is not.
func TestPatchLimits(t *testing.T) {
	f := func(form, refused, passed string) {
		t.Helper()
		rulestest.Writes(t, "patch-limits: ["+form+"]", "PATCH", rulestest.PatchOf(refused), "refused")
		rulestest.Writes(t, "patch-limits: ["+form+"]", "PATCH", rulestest.PatchOf(passed), rulestest.PatchOf(passed))
	}
	f("filtered-add", `{"op":"Add","path":"emails[type eq \"a\"].value","value":1}`, `{"op":"replace","path":"emails[type eq \"a\"].value","value":1}`)
	f("filtered-replace", `{"op":"replace","path":"emails[type eq \"a\"]","value":{}}`, `{"op":"add","path":"emails[type eq \"a\"]","value":1}`)
	f("filtered-remove", `{"op":"Remove","path":"emails[type eq \"a\"]"}`, `{"op":"remove","path":"emails"}`)
	f("filtered-remove", `{"op":"remove","path":"emails[type eq \"a\"].value"}`, `{"op":"replace","path":"emails[type eq \"a\"].value","value":1}`)
	f("replace-all", `{"op":"Replace","path":"members","value":[{"value":"a"}]}`, `{"op":"add","path":"members","value":[{"value":"a"}]}`)
	f("replace-all", `{"op":"replace","value":{"members":[]}}`, `{"op":"add","value":{"members":[]}}`)
	f("replace-all", `{"op":"replace","path":"emails"}`, `{"op":"replace","path":"title","value":"a"}`)
	f("replace-all", `{"op":"replace","value":{"`+rulestest.CoreUser+`:emails":[]}}`, `{"op":"replace","path":"emails[type eq \"a\"]","value":{"value":"b"}}`)
	f("remove-value", `{"op":"Remove","path":"members","value":[]}`, `{"op":"remove","path":"members"}`)
	f("remove-all", `{"op":"remove","path":"members"}`, `{"op":"remove","path":"members[value eq \"a\"]"}`)
	f("remove-all", `{"op":"remove","path":"emails"}`, `{"op":"remove","path":"title"}`)
	f("flat-keys", `{"op":"add","value":{"name.givenName":1}}`, `{"op":"add","value":{"name":{"givenName":1}}}`)
	f("flat-keys", `{"op":"add","value":{"`+rulestest.Enterprise+`:department":1}}`, `{"op":"add","value":{"`+rulestest.Enterprise+`":{"department":1}}}`)
	f("empty-value", `{"op":"add","path":"a","value": [ ] }`, `{"op":"add","path":"a","value":0}`)
	f("empty-value", `{"op":"add","path":"a","value":""}`, `{"op":"add","path":"a","value":" "}`)
	f("missing-value", `{"op":"add","path":"a"}`, `{"op":"remove","path":"a"}`)
	f("missing-path", `{"op":"remove","value":{"a":1}}`, `{"op":"add","value":{"a":1}}`)
	f("nested-filter", `{"op":"remove","path":"name.parts[a eq 1]"}`, `{"op":"remove","path":"name[a eq 1].parts"}`)
	f("foreign-member", `{"op":"add","path":"a","value":1,"x":1}`, `{"op":"add","path":"a","value":{"x":1}}`)
	f("not-object", `{"op":"add","value":[1]}`, `{"op":"add","path":"a","value":[1]}`)
	f("core-urn", `{"op":"add","path":"`+rulestest.CoreUser+`:title","value":1}`, `{"op":"add","path":"`+rulestest.Enterprise+`:department","value":1}`)
	f("every-element", `{"op":"replace","path":"emails.value","value":"a"}`, `{"op":"replace","path":"name.givenName","value":"a"}`)
	f("every-element", `{"op":"remove","path":"emails.type"}`, `{"op":"remove","path":"emails[type eq \"a\"].value"}`)
	f("extension", `{"op":"remove","path":"`+rulestest.Enterprise+`"}`, `{"op":"remove","path":"`+rulestest.Enterprise+`:department"}`)
	f("extension", `{"op":"add","path":"`+rulestest.Enterprise+`","value":{"department":1}}`, `{"op":"add","value":{"`+rulestest.Enterprise+`":{"department":1}}}`)
	f("element-type", `{"op":"add","path":"emails","value":{"value":1}}`, `{"op":"add","path":"emails","value":[{"value":1}]}`)
}
