package store_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

func TestFoundAndAgree(t *testing.T) {
	const found = "found: {attributes: [title, 'urn:x:2.0:User'], says: no, then: "
	for _, in := range []string{`{"TITLE":1}`, `{"urn:x:2.0:User":{"a":1}}`, `{"x":1,"urn:X:2.0:user":{"a":{"b":1}}}`} {
		rulestest.Writes(t, found+"count}", "PUT", in, in+" warned")
		rulestest.Writes(t, found+"refuse}", "PUT", in, "refused")
		rulestest.Writes(t, found+"refuse}", "PATCH", rulestest.PatchOf(`{"op":"add","value":`+in+`}`), "refused")
	}
	rulestest.Writes(t, found+"refuse}", "PUT", `{"a":1}`, `{"a":1}`)

	const agree = `agree: {attributes: [userName, 'emails[type eq "work"].value'], otherwise: `
	f := func(method, in string, equal bool) {
		t.Helper()
		counted, refused := in+" warned", "refused"
		if equal {
			counted, refused = in, in
		}
		rulestest.Writes(t, agree+"count}", method, in, counted)
		rulestest.Writes(t, agree+"refuse}", method, in, refused)
	}
	f("POST", `{"userName":"A","emails":[{"type":"work","value":"a"},{"type":"home","value":"b"}]}`, true)
	f("POST", `{"userName":"a","emails":[{"type":"Work","value":"b"}]}`, false)
	f("POST", `{"userName":"a"}`, true)
	patch := func(in string, equal bool) { t.Helper(); f("PATCH", rulestest.PatchOf(in), equal) }
	patch(`{"op":"add","path":"userName","value":"a"},{"op":"add","path":"emails[type eq \"work\"].value","value":"b"}`, false)
	patch(`{"op":"add","path":"`+rulestest.CoreUser+`:userName","value":"a"},{"op":"add","path":"`+rulestest.CoreUser+`:emails","value":[{"type":"work","value":"b"}]}`,
		false)
	patch(`{"op":"add","value":{"userName":"a","emails":[{"type":"work","value":"b"}]}}`, false)
	patch(`{"op":"add","path":"userName","value":"a"},{"op":"remove","path":"emails[type eq \"work\"].value"}`, true)
}
