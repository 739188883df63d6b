package store_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

func TestAtMostValues(t *testing.T) {
	const two = `at-most: {attribute: members, values: 2, says: send fewer}`
	f := func(ops string, good bool) {
		t.Helper()
		want := "refused"
		if good {
			want = rulestest.PatchOf(ops)
		}
		rulestest.Writes(t, two, "PATCH", rulestest.PatchOf(ops), want)
	}
	const add, remove = `{"op":"add","path":"members","value":[{"value":"1"},{"value":"2"}]}`, `{"op":"remove","path":"members[value eq \"3\"]"}`
	f(add, true)
	f(remove+","+remove, true)
	f(add+","+remove, false)
	f(remove+","+remove+","+remove, false)
	f(`{"op":"add","value":{"members":[{"value":"1"},{"value":"2"},{"value":"3"}]}}`, false)
	f(`{"op":"add","path":"Members","value":[{"value":"1"},{"value":"2"},{"value":"3"}]}`, false)
	f(`{"op":"replace","path":"displayName","value":"members"},`+add, true)
	rulestest.Writes(t, two, "POST", `{"members":[{"value":"1"},{"value":"2"}]}`, `{"members":[{"value":"1"},{"value":"2"}]}`)
	rulestest.Writes(t, two, "POST", `{"members":[{"value":"1"},{"value":"2"},{"value":"3"}]}`, "refused")
}

func TestAtMostOperations(t *testing.T) {
	const one = `at-most: {attribute: userName, operations: 1, says: send one}`
	const a, b = `{"op":"replace","path":"userName","value":"a"}`, `{"op":"replace","value":{"userName":"b","title":"c"}}`
	const other = `{"op":"replace","path":"title","value":"userName"}`
	rulestest.Writes(t, one, "PATCH", rulestest.PatchOf(a+","+other), rulestest.PatchOf(a+","+other))
	rulestest.Writes(t, one, "PATCH", rulestest.PatchOf(b+","+other), rulestest.PatchOf(b+","+other))
	rulestest.Writes(t, one, "PATCH", rulestest.PatchOf(a+","+a), "refused")
	rulestest.Writes(t, one, "PATCH", rulestest.PatchOf(a+","+b), "refused")
	r := rulestest.Do(t, rulestest.Compile(t, rulestest.Rule(one)), "PATCH /Users/1\n\n"+rulestest.PatchOf(a+","+b), "204")
	const want = "userName: the request has 2 operations on it, and the target takes at most 1; send one"
	if got := r.Refusal(t).Detail; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestAtMostFaults(t *testing.T) {
	f := func(options, want string) {
		t.Helper()
		rulestest.Fault(t, rulestest.Rule("at-most: "+options), "f1.yaml:4:"+want)
	}
	f(`{attribute: members, says: no}`, `14: expected either values or operations, a number`)
	f(`{attribute: title, values: 2, says: no}`, `26: title has no values to count`)
	f(`{attribute: emails, values: 0, says: no}`, `42: expected a whole number from 1 to 2147483647`)
}
