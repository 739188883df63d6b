package form_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// A part of a resource becomes one replace of what it has (T12).
func TestPartial(t *testing.T) {
	const text = "partial: {patch: true, put-without: userName}"
	const made = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":`
	f := func(method, in, want string) {
		t.Helper()
		if want == "made" {
			want = made + in + "}]}"
		}
		rulestest.Writes(t, text, method, in, want)
	}
	f("PATCH", `{"title":"a","emails":[]}`, "made")
	f("PATCH", ` { "title": null } `, made+`{ "title": null }}]}`)
	f("PATCH", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1"}`, made+`{"id":"1"}}]}`)
	f("PATCH", rulestest.PatchOf(`{"op":"add","path":"a","value":1}`), rulestest.PatchOf(`{"op":"add","path":"a","value":1}`))
	f("PATCH", `{"operations":[]}`, "refused")
	f("PATCH", `{}`, "refused")
	f("PATCH", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]}`, "refused")
	f("PATCH", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"title":"a"}`, "refused")
	f("PATCH", `{"schemas":["urn:scim:schemas:core:1.0"],"title":"a"}`, "refused")
	f("PUT", `{"title":"a"}`, "made")
	for _, same := range []string{`{"id":"1","meta":{},"schemas":[]}`, `{"title":"a","UserName":"b"}`, `{"userName":null}`, `{"userName":""}`} {
		f("PUT", same, same)
	}
	f("POST", `{"title":"a"}`, `{"title":"a"}`)
	rulestest.Writes(t, "partial: {patch: true}", "PUT", `{"title":"a"}`, `{"title":"a"}`)
	rulestest.Writes(t, "partial: {put-without: userName}", "PATCH", `{"title":"a"}`, "refused")
	rulestest.Writes(t, "mode: shadow\n    partial: {patch: true}", "PATCH", `{"title":"a"}`, "refused")
	rulestest.Fault(t, rulestest.Rule("partial: {}"), "f1.yaml:4:14: expected patch: true, put-without, or both")
}

// The answer to a PUT that became a PATCH is the client's.
func TestPartialAnswer(t *testing.T) {
	set := rulestest.Compile(t, rulestest.Rule("partial: {put-without: userName}"))
	r := rulestest.Do(t, set, "PUT /Users/1\n\n"+`{"title":"a"}`, "200\n\n"+`{"id":"1","title":"a"}`)
	if r.Err != nil || r.Message.Status != 200 || r.Message.Body != `{"id":"1","title":"a"}` || r.Outcome(set, "t/r") != "changed" {
		t.Errorf("%v, %d %s, %s", r.Err, r.Message.Status, r.Message.Body, r.Outcome(set, "t/r"))
	}
}
