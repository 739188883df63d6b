package rules

import (
	"strings"
	"testing"
)

// Whatever a rule refuses, who is to leave goes first: what it refuses is dropped, and
// counted, be it texts, a limit, what must not be removed, or a value (W3).
func TestLeaverBelongsToEveryRefusal(t *testing.T) {
	const off = `{"op":"replace","path":"active","value":false}`
	const title, name = `{"op":"replace","path":"title","value":"a:b"}`, `{"op":"replace","path":"displayName","value":"A"}`
	const mail, mails = `{"op":"replace","path":"emails[type eq \"work\"].value","value":"b@example.com"}`,
		`{"op":"replace","path":"emails","value":[{"type":"home","value":"a"}]}`
	f := func(text string, ops ...string) { // of which the first is refused
		t.Helper()
		refused, rest := ops[0], ops[1:]
		set := compile(t, rule(text))
		check := func(in, want string, dropped int) {
			t.Helper()
			writes(t, text, "PATCH", patchOf(in), patchOf(want))
			if r := do(t, set, "PATCH /Users/1\n\n"+patchOf(in), "204"); r.dropped() != dropped {
				t.Errorf("%s: %s: dropped %d, want %d", text, in, r.dropped(), dropped)
			}
		}
		keep := strings.Join(append(rest, off), ",")
		check(refused+","+keep, keep, 1)
		check(strings.Join(append(rest, refused, off), ","), keep, 1)
		check(refused+","+refused+","+keep, keep, 2)
		writes(t, text, "PATCH", patchOf(strings.Join(append(rest, refused), ",")), "refused")
		on := strings.Replace(off, "false", "true", 1)
		writes(t, text, "PATCH", patchOf(refused+","+off+","+on), "refused")
	}
	f(`texts: {refuse: '[:]', says: no colon}`, title, name)
	f(`require: {attributes: [displayName], says: not without it}`, `{"op":"remove","path":"displayName"}`, title)
	f(`keep: {attributes: [displayName], otherwise: refuse}`, title, name)
	f(`found: {attributes: [title], then: refuse, says: no titles}`, title, name)
	f(`only: {attribute: emails, where: 'type eq "work"', otherwise: refuse, says: work only}`, mails, title)
	f(`patch-limits: [filtered-replace]`, mail, title)
	f(`limit: {attribute: title, longest: 2, otherwise: refuse, says: short ones}`, title, name)
	f(`value: {attribute: title, replace: [{match: 'x', with: y}], otherwise: refuse, filter: refuse}`, title, name)
	f(`shape: schema`, `{"op":"replace","path":"title","value":["a","b"]}`, name)
	f(`coerce: booleans`, `{"op":"replace","path":"emails[type eq \"work\"].primary","value":"perhaps"}`, name)

	const colon = `texts: {refuse: '[:]', says: no colon}`
	writes(t, colon, "PATCH", patchOf(`{"op":"replace","value":{"active":"False","title":"a:b","nickName":"c"}}`),
		patchOf(`{"op":"replace","value":{"active":"False","nickName":"c"}}`))
	writes(t, colon, "PATCH", patchOf(`{"op":"replace","value":{"`+coreUser+`:active":false,"`+enterprise+`":{"division":"a:b","department":"c"}}}`),
		patchOf(`{"op":"replace","value":{"`+coreUser+`:active":false,"`+enterprise+`":{"department":"c"}}}`))
	writes(t, colon, "PUT", `{"userName":"a","title":"a:b","active":false,"`+enterprise+`":{"division":"a:b"}}`,
		`{"userName":"a","active":false}`)
	writes(t, colon, "PUT", `{"userName":"a:b","active":false}`, "refused") // what a user is not one without
	writes(t, colon, "POST", `{"userName":"a","title":"a:b","active":false}`, "refused")
}

// active in the form of 2018, and in any case below a value without path, disables the
// user at each target.
func TestLeaverAtEachTarget(t *testing.T) {
	for _, client := range []string{"entra", "okta", "onelogin"} {
		for _, target := range targets {
			set := packs(t, client, target)
			for _, op := range []string{
				`{"op":"Replace","path":"active","value":[{"$ref":null,"value":"False"}]}`,
				`{"op":"replace","value":{"ACTIVE":"FALSE","title":"x"}}`,
				`{"op":"Add","path":"active","value":"fAlse"}`,
				`{"op":"replace","value":{"active":[{"value":false}]}}`,
			} {
				r := do(t, set, entraPatch("Users", op+`,{"op":"add","path":"roles[primary eq \"True\"].value","value":"<x>: %"}`), "204")
				if r.sent == nil {
					t.Errorf("%s,%s: %s is not sent: %v", client, target, op, r.err)
					continue
				}
				s := docStore{strict: true, doc: map[string]any{"active": true}}
				if err := s.patch(r.sent.Body); err != nil || s.doc["active"] != false {
					t.Errorf("%s,%s: %s becomes %s: %v", client, target, op, r.sent.Body, err)
				}
			}
		}
	}
}

// What a target does not take keeps nobody active who is to leave.
func TestPatchLimitsOfLeavers(t *testing.T) {
	const text = `patch-limits: {refuse: [filtered-add, flat-keys, core-urn]}`
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
	f(`{"op":"replace","value":{"active":false,"name.givenName":"x"}}`, `{"op":"replace","value":{"active":false}}`)
	f(`{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:active","value":false}`, "refused")

	set := compile(t, rule(text))
	r := do(t, set, "PATCH /Users/1\n\n"+patchOf(phone+","+off), "204")
	if r.err != nil || r.dropped() != 1 {
		t.Errorf("%v, dropped %d, want 1", r.err, r.dropped())
	}
	fault(t, rule(`patch-limits: {refuse: [flat-keys], leaver: last}`), "f1.yaml:4:49: expected one of: only")
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
