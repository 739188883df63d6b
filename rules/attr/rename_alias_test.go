package attr_test

import (
	"strings"
	"testing"

	"scimshim/rules/rulestest"
)

// An alias is read in requests only, and each operation may have the name it likes.
func TestRenameAlias(t *testing.T) {
	const alias = "groups: {rename: {from: members.displayName, to: members.display, in: requests}}"
	f := func(method, in, want string) {
		t.Helper()
		rulestest.Sends(t, alias, method, in, want)
		if want != "refused" {
			rulestest.Sends(t, alias, method, want, want)
		}
	}
	f("POST", `{"members":[{"displayName":"a","value":"1"},{"display":"b"}]}`, `{"members":[{"display":"a","value":"1"},{"display":"b"}]}`)
	f("PUT", `{"members":[{"displayName":"a","display":"b"}]}`, "refused")
	f("PATCH", rulestest.PatchOf(`{"op":"add","path":"members","value":[{"displayName":"a"}]},{"op":"add","path":"members","value":[{"display":"b"}]}`),
		rulestest.PatchOf(`{"op":"add","path":"members","value":[{"display":"a"}]},{"op":"add","path":"members","value":[{"display":"b"}]}`))
	f("PATCH", rulestest.PatchOf(`{"op":"add","path":"members[displayName eq \"a\"].displayName","value":"b"}`),
		rulestest.PatchOf(`{"op":"add","path":"members[display eq \"a\"].display","value":"b"}`))
	f("PATCH", rulestest.PatchOf(`{"op":"add","value":{"displayName":"a","members":[{"displayName":"a"}]}}`),
		rulestest.PatchOf(`{"op":"add","value":{"displayName":"a","members":[{"display":"a"}]}}`))
	for text, want := range map[string]string{alias: "display", strings.Replace(alias, ", in: requests", "", 1): "displayName"} {
		r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(text)), "GET /Groups/1", "200\n\n"+`{"id":"1","members":[{"display":"a"}]}`)
		if r.Err != nil || r.Message.Body != `{"id":"1","members":[{"`+want+`":"a"}]}` {
			t.Errorf("%s: %v, %s", text, r.Err, r.Message.Body)
		}
	}
	r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(alias)), "GET /Groups/1", "200\n\n"+`{"id":"1","members":[{"display":"a","displayName":"b"}]}`)
	if r.Err != nil {
		t.Error(r.Err)
	}
}
