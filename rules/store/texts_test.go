package store_test

import (
	"strings"
	"testing"

	"scimshim/rules/rulestest"
)

func TestTexts(t *testing.T) {
	const clean = `users: {stores: {texts: {refuse: '^$|[<%\p{Cc}]', except: [profileUrl], message: not this}}}`
	f := func(method, in string, good bool) {
		t.Helper()
		want := "refused"
		if good {
			want = in
		}
		rulestest.Sends(t, clean, method, in, want)
	}
	f("POST", `{"schemas":["<"],"id":"<","meta":{"location":"<"},"profileUrl":"<","userName":"a","active":true}`, true)
	f("POST", `{"userName":"a<"}`, false)
	f("POST", `{"userName":"a\u003c"}`, false)
	f("POST", `{"userName":"a\n"}`, false)
	f("PUT", `{"name":{"givenName":""}}`, false)
	f("PUT", `{"emails":[{"value":"a"},{"value":"b","type":"%"}]}`, false)
	f("POST", `{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"<"}}`, false)
	f("POST", `{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"<"}}}`, false)
	f("PATCH", rulestest.PatchOf(`{"op":"add","path":"title","value":"<"}`), false)
	f("PATCH", rulestest.PatchOf(`{"op":"add","path":"emails[type eq \"work\"].value","value":"<"}`), false)
	f("PATCH", rulestest.PatchOf(`{"op":"add","path":"emails[type eq \"work\"]","value":{"value":"<"}}`), false)
	f("PATCH", rulestest.PatchOf(`{"op":"add","value":{"name":{"familyName":"<"}}}`), false)
	f("PATCH", rulestest.PatchOf(`{"op":"add","path":"profileUrl","value":"<"},{"op":"remove","path":"title"}`), true)
}

func TestTextsOfSome(t *testing.T) {
	const name = `users: {stores: {userName: {characters: {refuse: '\s'}, message: not this}, name: {characters: {refuse: '\s'}, message: not this}}}`
	rulestest.Sends(t, name, "POST", `{"userName":"a","title":"b c"}`, `{"userName":"a","title":"b c"}`)
	rulestest.Sends(t, name, "POST", `{"userName":"a b"}`, "refused")
	rulestest.Sends(t, name, "POST", `{"name":{"givenName":"a b"}}`, "refused")
}

// The sentence names the attribute, and never what is in it.
func TestTextsTellsNothing(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {stores: {texts: {refuse: '%', message: no percent sign.}}}`))
	r := rulestest.Do(t, set, "POST /Users\n\n"+`{"nickName":"50% Ada"}`, "")
	if got := r.Refusal(t).Detail; got != "nickName: no percent sign" {
		t.Errorf("the administrator is told %q", got)
	}
	r = rulestest.Do(t, set, "POST /Users\n\n"+`{"Ada Lovelace":"%"}`, "")
	if got := r.Refusal(t).Detail; strings.Contains(got, "Ada") {
		t.Errorf("the administrator is told %q", got)
	}
}
