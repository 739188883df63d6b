package rules

import (
	"strings"
	"testing"
)

// An alias is read in requests only, and each operation may have the name it likes.
func TestRenameAlias(t *testing.T) {
	const alias = "rename: {from: members.displayName, to: members.display, answers: false}"
	f := func(method, in, want string) {
		t.Helper()
		writes(t, alias, method, in, want)
		if want != "refused" {
			writes(t, alias, method, want, want)
		}
	}
	f("POST", `{"members":[{"displayName":"a","value":"1"},{"display":"b"}]}`, `{"members":[{"display":"a","value":"1"},{"display":"b"}]}`)
	f("PUT", `{"members":[{"displayName":"a","display":"b"}]}`, "refused")
	f("PATCH", patchOf(`{"op":"add","path":"members","value":[{"displayName":"a"}]},{"op":"add","path":"members","value":[{"display":"b"}]}`),
		patchOf(`{"op":"add","path":"members","value":[{"display":"a"}]},{"op":"add","path":"members","value":[{"display":"b"}]}`))
	f("PATCH", patchOf(`{"op":"add","path":"members[displayName eq \"a\"].displayName","value":"b"}`),
		patchOf(`{"op":"add","path":"members[display eq \"a\"].display","value":"b"}`))
	f("PATCH", patchOf(`{"op":"add","value":{"displayName":"a","members":[{"displayName":"a"}]}}`),
		patchOf(`{"op":"add","value":{"displayName":"a","members":[{"display":"a"}]}}`))
	for text, want := range map[string]string{alias: "display", strings.Replace(alias, "false", "true", 1): "displayName"} {
		r := do(t, compile(t, rule(text)), "GET /Groups/1", "200\n\n"+`{"id":"1","members":[{"display":"a"}]}`)
		if r.err != nil || r.m.Body != `{"id":"1","members":[{"`+want+`":"a"}]}` {
			t.Errorf("%s: %v, %s", text, r.err, r.m.Body)
		}
	}
	r := do(t, compile(t, rule(alias)), "GET /Groups/1", "200\n\n"+`{"id":"1","members":[{"display":"a","displayName":"b"}]}`)
	if r.err != nil {
		t.Error(r.err)
	}
}
