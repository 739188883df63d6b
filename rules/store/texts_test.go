package store_test

import (
	"strings"
	"testing"

	"scimshim/rules/rulestest"
)

func TestTexts(t *testing.T) {
	const clean = `texts: {refuse: '^$|[<%\p{Cc}]', except: [profileUrl], says: not this}`
	f := func(method, in string, good bool) {
		t.Helper()
		want := "refused"
		if good {
			want = in
		}
		rulestest.Writes(t, clean, method, in, want)
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
	const name = `texts: {refuse: '\s', attributes: [userName, name], says: not this}`
	rulestest.Writes(t, name, "POST", `{"userName":"a","title":"b c"}`, `{"userName":"a","title":"b c"}`)
	rulestest.Writes(t, name, "POST", `{"userName":"a b"}`, "refused")
	rulestest.Writes(t, name, "POST", `{"name":{"givenName":"a b"}}`, "refused")
	rulestest.Fault(t, rulestest.Rule(`texts: {refuse: a, attributes: [title], except: [name], says: no}`),
		"f1.yaml:4:12: expected except or attributes, and not both")
	rulestest.Fault(t, rulestest.Rule(`texts: {refuse: '(', says: no}`), "f1.yaml:4:21: error parsing regexp: missing closing ): `(`")
}

// The sentence names the attribute, and never what is in it.
func TestTextsTellsNothing(t *testing.T) {
	set := rulestest.Compile(t, rulestest.Rule(`texts: {refuse: '%', says: no percent sign.}`))
	r := rulestest.Do(t, set, "POST /Users\n\n"+`{"nickName":"50% Ada"}`, "")
	if got := r.Refusal(t).Detail; got != "nickName: no percent sign" {
		t.Errorf("the administrator is told %q", got)
	}
	r = rulestest.Do(t, set, "POST /Users\n\n"+`{"Ada Lovelace":"%"}`, "")
	if got := r.Refusal(t).Detail; strings.Contains(got, "Ada") {
		t.Errorf("the administrator is told %q", got)
	}
}
