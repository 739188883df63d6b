package form_test

import (
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/rulestest"
)

const coerceDrop = "coerce: {to: booleans, drop: primary}"

// A primary that is no boolean is left out where the rule says so, and active is
// refused as ever.
func TestCoerceDrops(t *testing.T) {
	f := func(method, in, want string) {
		t.Helper()
		rulestest.Writes(t, coerceDrop, method, in, want)
		if want != "refused" {
			rulestest.Writes(t, coerceDrop, method, want, want)
		}
	}
	for _, method := range []string{"POST", "PUT"} {
		f(method, `{"phoneNumbers":[{"value":"1","primary":"+46 40 555 0100"},{"PRIMARY":"true","value":"2"}]}`,
			`{"phoneNumbers":[{"value":"1"},{"PRIMARY":true,"value":"2"}]}`)
		f(method, `{"a":1,"emails":[{"primary":"x"}],"roles":[{"primary":7,"value":"a"},{"primary":null}]}`,
			`{"a":1,"roles":[{"value":"a"},{"primary":null}]}`)
		f(method, `{"active":"x"}`, "refused")
		f(method, `{"active":null}`, "refused")
		f(method, `{"active":"True","name":{"primary":"x"},"primary":"x"}`, `{"active":true,"name":{"primary":"x"},"primary":"x"}`)
	}
	f("PATCH", rulestest.PatchOf(`{"op":"replace","path":"active","value":"x"}`), "refused")
	f("PATCH", rulestest.PatchOf(`{"op":"replace","value":{"active":"x","emails":[{"primary":"x","value":"a"}]}}`), "refused")
	f("PATCH", rulestest.PatchOf(`{"op":"replace","value":{"active":"False","emails":[{"primary":"x","value":"a"}]}}`),
		rulestest.PatchOf(`{"op":"replace","value":{"active":false,"emails":[{"value":"a"}]}}`))
	const kept = `{"op":"add","path":"title","value":"a"}`
	for _, op := range []string{
		`{"op":"Replace","path":"phoneNumbers[type eq \"work\"].primary","value":"8-555-0100"}`,
		`{"op":"add","path":"phoneNumbers.Primary","value":"x"}`, `{"op":"add","path":"` + rulestest.CoreUser + `:emails","value":[{"primary":"x"}]}`,
		`{"op":"add","path":"emails[type eq \"work\"]","value":{"primary":"x"}}`, `{"op":"add","value":{"emails.primary":"x"}}`,
	} {
		dropped(t, coerceDrop, rulestest.PatchOf(op+","+kept), rulestest.PatchOf(kept), 1)
		rulestest.Writes(t, "coerce: booleans", "PATCH", rulestest.PatchOf(op+","+kept), "refused")
	}
	dropped(t, coerceDrop, rulestest.PatchOf(`{"op":"add","path":"phoneNumbers[type eq \"work\"].primary","value":"True"}`),
		rulestest.PatchOf(`{"op":"add","path":"phoneNumbers[type eq \"work\"].primary","value":true}`), 0)
	dropped(t, coerceDrop, rulestest.PatchOf(`{"op":"remove","path":"phoneNumbers[type eq \"work\"].primary"}`),
		rulestest.PatchOf(`{"op":"remove","path":"phoneNumbers[type eq \"work\"].primary"}`), 0)
	const answer = `{"id":"1","emails":[{"primary":"x"}]}`
	if r := rulestest.Do(t, rulestest.Compile(t, rulestest.Rule(coerceDrop)), "GET /Users/1", "200\n\n"+answer); r.Err != nil || r.Message.Body != answer {
		t.Errorf("%v, answered %s", r.Err, r.Message.Body)
	}
}

func TestCoerceFaults(t *testing.T) {
	f := func(options, want string) {
		t.Helper()
		_, err := rules.Compile(rules.Source{File: "r.yaml", Data: []byte(rulestest.Rule("coerce: " + options))})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", options, err, want)
		}
	}
	f("{to: booleans, drop: active}", "expected a sub-attribute")
	f("{to: booleans, drop: emails.primary}", "expected a sub-attribute")
	f("{to: booleans, drop: ''}", "not empty")
	f("{to: booleans}", `missing "drop"`)
	f("{to: strings, drop: primary}", "expected one of: booleans")
	f("{to: booleans, drop: primary, otherwise: x}", `unknown key "otherwise"`)
	f("boolean", `unknown word; did you mean "booleans"?`)
}
