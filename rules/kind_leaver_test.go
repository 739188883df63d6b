package rules

import "testing"

// What a target does not take keeps nobody active who is to leave.
func TestPatchLimitsLeaverFirst(t *testing.T) {
	const text = `patch-limits: {refuse: [filtered-add, flat-keys, core-urn], leaver: first}`
	f := func(in, want string) {
		t.Helper()
		if want != "refused" {
			want = patchOf(want)
		}
		writes(t, text, "PATCH", patchOf(in), want)
	}
	const phone = `{"op":"add","path":"phoneNumbers[type eq \"work\"].value","value":"1"}`
	const title, off = `{"op":"replace","path":"title","value":"x"}`, `{"op":"replace","path":"active","value":false}`
	f(phone, "refused")
	f(phone+`,{"op":"replace","path":"active","value":true}`, "refused")
	f(phone+","+title+","+off, title+","+off)
	f(`{"op":"replace","value":{"active":false}},`+phone, `{"op":"replace","value":{"active":false}}`)
	f(title+","+off, title+","+off)
	// The operation that disables is never the one that is lost.
	f(`{"op":"replace","value":{"active":false,"name.givenName":"x"}}`, "refused")
	f(`{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:active","value":false}`, "refused")

	set := compile(t, rule(text))
	r := do(t, set, "PATCH /Users/1\n\n"+patchOf(phone+","+off), "204")
	if r.err != nil || r.dropped() != 1 {
		t.Errorf("%v, dropped %d, want 1", r.err, r.dropped())
	}
	fault(t, rule(`patch-limits: {refuse: [flat-keys], leaver: last}`),
		"f1.yaml:4:49: expected one of: first, only")
}

// Where it depends on what the target has whether it takes a form, only the PATCH of a
// leaver does without it.
func TestPatchLimitsLeaverOnly(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		writes(t, `patch-limits: {refuse: [filtered-replace, core-urn], leaver: only}`, "PATCH", patchOf(in), patchOf(want))
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
	set := compile(t, rule(`patch-limits: {refuse: [remove-all], says: "remove them one by one."}`))
	r := do(t, set, "PATCH /Groups/1\n\n"+patchOf(`{"op":"Remove","path":"members"}`), "204")
	if got := r.refusal(t).Detail; got != "remove members: remove them one by one" {
		t.Errorf("got %s", got)
	}
}

func TestPatchLimitsExcept(t *testing.T) {
	const text = `patch-limits: {refuse: [filtered-replace], except: [addresses]}`
	const city = `{"op":"replace","path":"addresses[type eq \"home\"].locality","value":"x"}`
	writes(t, text, "PATCH", patchOf(city), patchOf(city))
	writes(t, text, "PATCH", patchOf(`{"op":"replace","path":"ims[type eq \"aim\"].value","value":"x"}`), "refused")
}
