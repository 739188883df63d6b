package store_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

func TestAtMostValues(t *testing.T) {
	const two = `stores: {members: {per_request: 2, message: send fewer}}`
	f := func(ops string, good bool) {
		t.Helper()
		want := "refused"
		if good {
			want = rulestest.PatchOf(ops)
		}
		rulestest.Sends(t, two, "PATCH", rulestest.PatchOf(ops), want)
	}
	const add, remove = `{"op":"add","path":"members","value":[{"value":"1"},{"value":"2"}]}`, `{"op":"remove","path":"members[value eq \"3\"]"}`
	f(add, true)
	f(remove+","+remove, true)
	f(add+","+remove, false)
	f(remove+","+remove+","+remove, false)
	f(`{"op":"add","value":{"members":[{"value":"1"},{"value":"2"},{"value":"3"}]}}`, false)
	f(`{"op":"add","path":"Members","value":[{"value":"1"},{"value":"2"},{"value":"3"}]}`, false)
	f(`{"op":"replace","path":"displayName","value":"members"},`+add, true)
	rulestest.Sends(t, two, "POST", `{"members":[{"value":"1"},{"value":"2"}]}`, `{"members":[{"value":"1"},{"value":"2"}]}`)
	rulestest.Sends(t, two, "POST", `{"members":[{"value":"1"},{"value":"2"},{"value":"3"}]}`, "refused")
}
