package form_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

func TestMemberRemove(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if want != "refused" {
			want = rulestest.PatchOf(want)
		}
		rulestest.Sends(t, "normalize: [member_lists]", "PATCH", rulestest.PatchOf(in), want)
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
