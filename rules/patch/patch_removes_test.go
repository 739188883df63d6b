package patch_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// A member in a path becomes a list, and nothing else does.
func TestMemberRemoveToList(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		rulestest.Sends(t, "groups: {patch: {removes: {members: list}}}", "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
	}
	same := func(in string) { t.Helper(); f(in, in) }
	f(`{"op":"Remove","path":"members[value eq \"a\"]"}`, `{"op":"Remove","path":"members","value":[{"value":"a"}]}`)
	f(`{"op":"remove","path":"members[Value EQ \"b\\\"]\"]"}`, `{"op":"remove","path":"members","value":[{"value":"b\"]"}]}`)
	same(`{"op":"remove","path":"members"}`)
	same(`{"op":"remove","path":"members","value":[{"value":"a"}]}`)
	same(`{"op":"remove","path":"members[value ne \"a\"]"}`)
	same(`{"op":"remove","path":"members[display eq \"a\"]"}`)
	same(`{"op":"remove","path":"members[value eq \"a\" and type eq \"User\"]"}`)
	same(`{"op":"remove","path":"members[value eq \"a\"].display"}`)
	same(`{"op":"replace","path":"members[value eq \"a\"]","value":{"value":"b"}}`)
	same(`{"op":"remove","path":"emails[value eq \"a\"]"},{"op":"replace","path":"displayName","value":"members"}`)
}
