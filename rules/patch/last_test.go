package patch_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

func TestLast(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		rulestest.Sends(t, "users: {patch: {once: [active, userName]}}", "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
	}
	const on, off = `{"op":"add","path":"active","value":true}`, `{"op":"replace","path":"active","value":false}`
	const title, name = `{"op":"add","path":"title","value":"x"}`, `{"op":"replace","path":"userName","value":"x"}`
	f(off+","+on, on)
	f(on+","+title+","+off, title+","+off)
	f(name+","+off+","+name+","+on+","+off, name+","+off)
	f(off+","+title, off+","+title)
	// What is not a plain write of the attribute is left, with all beside it.
	for _, other := range []string{`{"op":"replace","value":{"active":true}}`, `{"op":"remove","path":"active"}`} {
		f(off+","+other+","+off, off+","+other+","+off)
	}
	r := rulestest.Do(t, rulestest.Compile(t, rulestest.File("users: {patch: {once: [active]}}")), "PATCH /Users/1\n\n"+rulestest.PatchOf(off+","+on+","+off), "204")
	if r.Err != nil || r.Dropped() != 2 {
		t.Errorf("%v, dropped %d, want 2", r.Err, r.Dropped())
	}
	rulestest.Fault(t, rulestest.File("users: {patch: {once: [name.givenName]}}"),
		"f1.yaml:2:24: name.givenName is no attribute of one plain value")
}
