package laws_test

import (
	"strings"
	"testing"

	"scimshim/rules/rulestest"
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
		set := rulestest.Compile(t, rulestest.File(text))
		check := func(in, want string, dropped int) {
			t.Helper()
			rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
			if r := rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(in), "204"); r.Dropped() != dropped {
				t.Errorf("%s: %s: dropped %d, want %d", text, in, r.Dropped(), dropped)
			}
		}
		keep := strings.Join(append(rest, off), ",")
		check(refused+","+keep, keep, 1)
		check(strings.Join(append(rest, refused, off), ","), keep, 1)
		check(refused+","+refused+","+keep, keep, 2)
		rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(strings.Join(append(rest, refused), ",")), "refused")
		on := strings.Replace(off, "false", "true", 1)
		rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(refused+","+off+","+on), "refused")
	}
	f(`users: {stores: {texts: {refuse: '[:]', message: no colon}}}`, title, name)
	f(`users: {stores: {displayName: {required: true, methods: [PATCH], message: not without it}}}`, `{"op":"remove","path":"displayName"}`, title)
	f(`users: {stores: {attributes: [displayName], others: refuse}}`, title, name)
	f(`users: {stores: {title: {stored: false, action: refuse, message: no titles}}}`, title, name)
	f(`users: {stores: {emails: {elements: 'type eq "work"', action: refuse, message: work only}}}`, mails, title)
	f(`users: {patch: {never: [filtered_replace]}}`, mail, title)
	f(`users: {stores: {title: {max_length: 2, message: short ones}}}`, title, name)
	f(`users: {convert: {title: {patterns: [{match: 'x', with: y}], no_match: refuse, filters: refuse}}}`, title, name)
	f(`normalize: [shapes]`, `{"op":"replace","path":"title","value":["a","b"]}`, name)
	f(`normalize: [booleans]`, `{"op":"replace","path":"emails[type eq \"work\"].primary","value":"perhaps"}`, name)

	const colon = `users: {stores: {texts: {refuse: '[:]', message: no colon}}}`
	rulestest.Sends(t, colon, "PATCH", rulestest.PatchOf(`{"op":"replace","value":{"active":"False","title":"a:b","nickName":"c"}}`),
		rulestest.PatchOf(`{"op":"replace","value":{"active":"False","nickName":"c"}}`))
	rulestest.Sends(t, colon, "PATCH", rulestest.PatchOf(`{"op":"replace","value":{"`+rulestest.CoreUser+`:active":false,"`+rulestest.Enterprise+`":{"division":"a:b","department":"c"}}}`),
		rulestest.PatchOf(`{"op":"replace","value":{"`+rulestest.CoreUser+`:active":false,"`+rulestest.Enterprise+`":{"department":"c"}}}`))
	rulestest.Sends(t, colon, "PUT", `{"userName":"a","title":"a:b","active":false,"`+rulestest.Enterprise+`":{"division":"a:b"}}`,
		`{"userName":"a","active":false}`)
	rulestest.Sends(t, colon, "PUT", `{"userName":"a:b","active":false}`, "refused") // what a user is not one without
	rulestest.Sends(t, colon, "POST", `{"userName":"a","title":"a:b","active":false}`, "refused")
}

// active in the form of 2018, and in any case below a value without path, disables the
// user at each target.
func TestLeaverAtEachTarget(t *testing.T) {
	for _, client := range []string{"entra", "okta", "onelogin"} {
		for _, target := range targets {
			set := rulestest.Packs(t, client, target)
			for _, op := range []string{
				`{"op":"Replace","path":"active","value":[{"$ref":null,"value":"False"}]}`,
				`{"op":"replace","value":{"ACTIVE":"FALSE","title":"x"}}`,
				`{"op":"Add","path":"active","value":"fAlse"}`,
				`{"op":"replace","value":{"active":[{"value":false}]}}`,
			} {
				r := rulestest.Do(t, set, rulestest.EntraPatch("Users", op+`,{"op":"add","path":"roles[primary eq \"True\"].value","value":"<x>: %"}`), "204")
				if r.Sent == nil {
					t.Errorf("%s,%s: %s is not sent: %v", client, target, op, r.Err)
					continue
				}
				s := docStore{strict: true, doc: map[string]any{"active": true}}
				if err := s.patch(r.Sent.Body); err != nil || s.doc["active"] != false {
					t.Errorf("%s,%s: %s becomes %s: %v", client, target, op, r.Sent.Body, err)
				}
			}
		}
	}
}
