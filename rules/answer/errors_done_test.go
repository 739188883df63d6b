package answer_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// A target without disabled users refuses to enable one whom it has, and that is
// done already; nothing else that the request asks for may be taken for done.
func TestIdempotentEnable(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`errors: {name: enabled, when: {request: enable, status: 400, detail: 'Invalid Patch'}, answer: done}`))
	f := func(ops, status, detail string, want int) {
		t.Helper()
		r := rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(ops), status+"\n\n"+
			`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"`+status+`","detail":"`+detail+`"}`)
		if r.Err != nil || r.Message.Status != want {
			t.Errorf("%s: %v %d, want %d", ops, r.Err, r.Message.Status, want)
		}
	}
	const on = `{"op":"replace","path":"active","value":true}`
	f(on, "400", "Invalid Patch Operation.", 204)
	f(`{"op":"add","value":{"active":true}}`, "400", "Invalid Patch Operation.", 204)
	f(on, "404", "Invalid Patch Operation.", 404)
	f(on, "400", "no member", 400)
	for _, other := range []string{
		`{"op":"replace","path":"active","value":false}`,
		on + `,{"op":"replace","path":"title","value":"x"}`,
		`{"op":"replace","value":{"active":true,"title":"x"}}`,
		`{"op":"replace","path":"title","value":"true"}`,
		`{"op":"remove","path":"active"}`,
	} {
		f(other, "400", "Invalid Patch Operation.", 400)
	}
}

// A PATCH that changes nothing, as the target says, is done; but on such a word nobody
// stays active (F14).
func TestIdempotentUnchanged(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`errors:
  - {name: same, when: {request: unchanged, status: 400, detail: '^No valid fields to update'}, answer: done}`))
	f := func(method, body, detail string, want int) {
		t.Helper()
		r := rulestest.Do(t, set, method+" /Users/1\n\n"+body, "400\n\n"+
			`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","detail":"`+detail+`"}`)
		if r.Err != nil || r.Message.Status != want {
			t.Errorf("%s: %v %d, want %d", body, r.Err, r.Message.Status, want)
		}
	}
	const name, off = `{"op":"replace","path":"name.familyName","value":"Lind"}`, `{"op":"replace","path":"active","value":false}`
	f("PATCH", rulestest.PatchOf(name), "No valid fields to update", 204)
	f("PATCH", rulestest.PatchOf(name+","+name), "No valid fields to update", 204)
	f("PATCH", rulestest.PatchOf(name), "Nothing", 400)
	f("PATCH", rulestest.PatchOf(name+","+off), "No valid fields to update", 400)
	f("PATCH", rulestest.PatchOf(`{"op":"replace","value":{"active":"False"}}`), "No valid fields to update", 400)
	f("PUT", `{"userName":"a"}`, "No valid fields to update", 400)
}
