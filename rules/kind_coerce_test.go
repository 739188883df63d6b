package rules

import (
	"strings"
	"testing"
)

const coerceDrop = "coerce: {to: booleans, drop: primary}"

// A primary that is no boolean is left out where the rule says so, and active is
// refused as ever.
func TestCoerceDrops(t *testing.T) {
	f := func(method, in, want string) {
		t.Helper()
		writes(t, coerceDrop, method, in, want)
		if want != "refused" {
			writes(t, coerceDrop, method, want, want)
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
	f("PATCH", patchOf(`{"op":"replace","path":"active","value":"x"}`), "refused")
	f("PATCH", patchOf(`{"op":"replace","value":{"active":"x","emails":[{"primary":"x","value":"a"}]}}`), "refused")
	f("PATCH", patchOf(`{"op":"replace","value":{"active":"False","emails":[{"primary":"x","value":"a"}]}}`),
		patchOf(`{"op":"replace","value":{"active":false,"emails":[{"value":"a"}]}}`))
	const kept = `{"op":"add","path":"title","value":"a"}`
	for _, op := range []string{
		`{"op":"Replace","path":"phoneNumbers[type eq \"work\"].primary","value":"8-555-0100"}`,
		`{"op":"add","path":"phoneNumbers.Primary","value":"x"}`, `{"op":"add","path":"` + coreUser + `:emails","value":[{"primary":"x"}]}`,
		`{"op":"add","path":"emails[type eq \"work\"]","value":{"primary":"x"}}`, `{"op":"add","value":{"emails.primary":"x"}}`,
	} {
		dropped(t, coerceDrop, patchOf(op+","+kept), patchOf(kept), 1)
		writes(t, "coerce: booleans", "PATCH", patchOf(op+","+kept), "refused")
	}
	dropped(t, coerceDrop, patchOf(`{"op":"add","path":"phoneNumbers[type eq \"work\"].primary","value":"True"}`),
		patchOf(`{"op":"add","path":"phoneNumbers[type eq \"work\"].primary","value":true}`), 0)
	dropped(t, coerceDrop, patchOf(`{"op":"remove","path":"phoneNumbers[type eq \"work\"].primary"}`),
		patchOf(`{"op":"remove","path":"phoneNumbers[type eq \"work\"].primary"}`), 0)
	const answer = `{"id":"1","emails":[{"primary":"x"}]}`
	if r := do(t, compile(t, rule(coerceDrop)), "GET /Users/1", "200\n\n"+answer); r.err != nil || r.m.Body != answer {
		t.Errorf("%v, answered %s", r.err, r.m.Body)
	}
}

func TestCoerceFaults(t *testing.T) {
	f := func(options, want string) {
		t.Helper()
		_, err := Compile(Source{File: "r.yaml", Data: []byte(rule("coerce: " + options))})
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
