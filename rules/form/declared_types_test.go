package form_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

const dropsPrimary = "normalize: [{booleans: {drop: primary}}]"

// A primary that is no boolean is left out where the rule says so, and active is
// refused as ever.
func TestDeclaredTypesDrops(t *testing.T) {
	f := func(method, in, want string) {
		t.Helper()
		rulestest.Sends(t, dropsPrimary, method, in, want)
		if want != "refused" {
			rulestest.Sends(t, dropsPrimary, method, want, want)
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
		dropped(t, dropsPrimary, rulestest.PatchOf(op+","+kept), rulestest.PatchOf(kept), 1)
		rulestest.Sends(t, "normalize: [booleans]", "PATCH", rulestest.PatchOf(op+","+kept), "refused")
	}
	dropped(t, dropsPrimary, rulestest.PatchOf(`{"op":"add","path":"phoneNumbers[type eq \"work\"].primary","value":"True"}`),
		rulestest.PatchOf(`{"op":"add","path":"phoneNumbers[type eq \"work\"].primary","value":true}`), 0)
	dropped(t, dropsPrimary, rulestest.PatchOf(`{"op":"remove","path":"phoneNumbers[type eq \"work\"].primary"}`),
		rulestest.PatchOf(`{"op":"remove","path":"phoneNumbers[type eq \"work\"].primary"}`), 0)
	const answer = `{"id":"1","emails":[{"primary":"x"}]}`
	if r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(dropsPrimary)), "GET /Users/1", "200\n\n"+answer); r.Err != nil || r.Message.Body != answer {
		t.Errorf("%v, answered %s", r.Err, r.Message.Body)
	}
}

// What is left out is a sub-attribute, and never active.
func TestDeclaredTypesFaults(t *testing.T) {
	f := func(drop, want string) {
		t.Helper()
		rulestest.Fault(t, rulestest.File("normalize: {booleans: {drop: "+drop+"}}"), "f1.yaml:2:30: "+want)
	}
	const expected = "expected a sub-attribute of an attribute of several values, such as primary"
	f("active", expected)
	f("emails.primary", expected)
	f("''", "expected a non-empty string")
}
