package patch_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// What a target does not take keeps nobody active who is to leave.
func TestPatchLimitsOfLeavers(t *testing.T) {
	const text = `users: {patch: {never: [filtered_add, flat_keys, core_urn]}}`
	f := func(in, want string) {
		t.Helper()
		if want != "refused" {
			want = rulestest.PatchOf(want)
		}
		rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(in), want)
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

	set := rulestest.Compile(t, rulestest.File(text))
	r := rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(phone+","+off), "204")
	if r.Err != nil || r.Dropped() != 1 {
		t.Errorf("%v, dropped %d, want 1", r.Err, r.Dropped())
	}
}

// Where it depends on what the target has whether it takes a form, only the PATCH of a
// leaver does without it.
func TestPatchLimitsLeaverOnly(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		rulestest.Sends(t, `users: {patch: {leaver: [filtered_replace, core_urn]}}`, "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
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
	set := rulestest.Compile(t, rulestest.File(`groups: {patch: {never: {forms: [remove_all], message: "remove them one by one."}}}`))
	r := rulestest.Do(t, set, "PATCH /Groups/1\n\n"+rulestest.PatchOf(`{"op":"Remove","path":"members"}`), "204")
	if got := r.Refusal(t).Detail; got != "remove members: remove them one by one" {
		t.Errorf("got %s", got)
	}
}

func TestPatchLimitsExcept(t *testing.T) {
	const text = `users: {patch: {never: {forms: [filtered_replace], except: [addresses]}}}`
	const city = `{"op":"replace","path":"addresses[type eq \"home\"].locality","value":"x"}`
	rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(city), rulestest.PatchOf(city))
	rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(`{"op":"replace","path":"ims[type eq \"aim\"].value","value":"x"}`), "refused")
}

// Each form that a target does not take is refused, and what is near it is not.
func TestPatchLimits(t *testing.T) {
	f := func(form, refused, passed string) {
		t.Helper()
		rulestest.Sends(t, "patch: {never: ["+form+"]}", "PATCH", rulestest.PatchOf(refused), "refused")
		rulestest.Sends(t, "patch: {never: ["+form+"]}", "PATCH", rulestest.PatchOf(passed), rulestest.PatchOf(passed))
	}
	f("filtered_add", `{"op":"Add","path":"emails[type eq \"a\"].value","value":1}`, `{"op":"replace","path":"emails[type eq \"a\"].value","value":1}`)
	f("filtered_replace", `{"op":"replace","path":"emails[type eq \"a\"]","value":{}}`, `{"op":"add","path":"emails[type eq \"a\"]","value":1}`)
	f("filtered_remove", `{"op":"Remove","path":"emails[type eq \"a\"]"}`, `{"op":"remove","path":"emails"}`)
	f("filtered_remove", `{"op":"remove","path":"emails[type eq \"a\"].value"}`, `{"op":"replace","path":"emails[type eq \"a\"].value","value":1}`)
	f("replace_all", `{"op":"Replace","path":"members","value":[{"value":"a"}]}`, `{"op":"add","path":"members","value":[{"value":"a"}]}`)
	f("replace_all", `{"op":"replace","value":{"members":[]}}`, `{"op":"add","value":{"members":[]}}`)
	f("replace_all", `{"op":"replace","path":"emails"}`, `{"op":"replace","path":"title","value":"a"}`)
	f("replace_all", `{"op":"replace","value":{"`+rulestest.CoreUser+`:emails":[]}}`, `{"op":"replace","path":"emails[type eq \"a\"]","value":{"value":"b"}}`)
	f("remove_with_value", `{"op":"Remove","path":"members","value":[]}`, `{"op":"remove","path":"members"}`)
	f("remove_all", `{"op":"remove","path":"members"}`, `{"op":"remove","path":"members[value eq \"a\"]"}`)
	f("remove_all", `{"op":"remove","path":"emails"}`, `{"op":"remove","path":"title"}`)
	f("flat_keys", `{"op":"add","value":{"name.givenName":1}}`, `{"op":"add","value":{"name":{"givenName":1}}}`)
	f("flat_keys", `{"op":"add","value":{"`+rulestest.Enterprise+`:department":1}}`, `{"op":"add","value":{"`+rulestest.Enterprise+`":{"department":1}}}`)
	f("empty_value", `{"op":"add","path":"a","value": [ ] }`, `{"op":"add","path":"a","value":0}`)
	f("empty_value", `{"op":"add","path":"a","value":""}`, `{"op":"add","path":"a","value":" "}`)
	f("missing_value", `{"op":"add","path":"a"}`, `{"op":"remove","path":"a"}`)
	f("missing_path", `{"op":"remove","value":{"a":1}}`, `{"op":"add","value":{"a":1}}`)
	f("nested_filter", `{"op":"remove","path":"name.parts[a eq 1]"}`, `{"op":"remove","path":"name[a eq 1].parts"}`)
	f("foreign_member", `{"op":"add","path":"a","value":1,"x":1}`, `{"op":"add","path":"a","value":{"x":1}}`)
	f("not_object", `{"op":"add","value":[1]}`, `{"op":"add","path":"a","value":[1]}`)
	f("core_urn", `{"op":"add","path":"`+rulestest.CoreUser+`:title","value":1}`, `{"op":"add","path":"`+rulestest.Enterprise+`:department","value":1}`)
	f("every_element", `{"op":"replace","path":"emails.value","value":"a"}`, `{"op":"replace","path":"name.givenName","value":"a"}`)
	f("every_element", `{"op":"remove","path":"emails.type"}`, `{"op":"remove","path":"emails[type eq \"a\"].value"}`)
	f("extension", `{"op":"remove","path":"`+rulestest.Enterprise+`"}`, `{"op":"remove","path":"`+rulestest.Enterprise+`:department"}`)
	f("extension", `{"op":"add","path":"`+rulestest.Enterprise+`","value":{"department":1}}`, `{"op":"add","value":{"`+rulestest.Enterprise+`":{"department":1}}}`)
	f("element_type", `{"op":"add","path":"emails","value":{"value":1}}`, `{"op":"add","path":"emails","value":[{"value":1}]}`)
}
