package laws_test

import (
	"strings"
	"testing"

	"scimshim/rules/rulestest"
)

// What the rule leaves alone stays byte for byte, and in a second pass all.
func TestValueIsSettled(t *testing.T) {
	g := newMaker(31)
	set := rulestest.Compile(t, rulestest.File(`users: {convert: {userName: {to: lower(value)}, 'emails[type eq "work"].value': {name: mail, to: lower(value), assume: one_to_one}}}`))
	for range 3000 {
		body := rulestest.PatchOf(g.list("", "", func(int) string {
			return pick(g, `{"op":"replace","path":"userName","value":"Ada"}`, `{"op":"add", "value":{"USERNAME":"Ada","x":`+g.json(2)+`}}`,
				`{"op":"add","path":"emails","value":[{"type":"work","value":"A"},{"x":`+g.json(1)+`}]}`,
				`{"op":"add","path":"emails[type eq \"work\"].value","value":"A" }`, `{"op":"add","path":"x9","value":`+g.json(2)+`}`)
		}) + `{"op":"add","path":"x8","value":7}`)
		body = strings.ReplaceAll(body, `}{"op":"add","path":"x8"`, `},{"op":"add","path":"x8"`)
		r := rulestest.Do(t, set, "PATCH /Users/1\n\n"+body, "204")
		if r.Sent == nil {
			continue // no sound JSON came of the dice
		}
		want := strings.NewReplacer(`"Ada"`, `"ada"`, `"A"`, `"a"`).Replace(body)
		if r.Sent.Body != strings.TrimSpace(want) {
			t.Fatalf("%s\nbecame %s", body, r.Sent.Body)
		}
		again := rulestest.Do(t, set, "PATCH /Users/1\n\n"+r.Sent.Body, "204")
		if again.Outcome(set, "t/users.convert.userName") == "changed" || again.Outcome(set, "t/users.convert.mail") == "changed" || again.Sent.Body != r.Sent.Body {
			t.Fatalf("a second pass changes %s", r.Sent.Body)
		}
	}
}
