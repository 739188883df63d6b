package rules

import "testing"

// A part of a resource becomes one replace of what it has (T12).
func TestPartial(t *testing.T) {
	const text = "partial: {patch: true, put-without: userName}"
	const made = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":`
	f := func(method, in, want string) {
		t.Helper()
		if want == "made" {
			want = made + in + "}]}"
		}
		writes(t, text, method, in, want)
	}
	f("PATCH", `{"title":"a","emails":[]}`, "made")
	f("PATCH", ` { "title": null } `, made+`{ "title": null }}]}`)
	f("PATCH", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1"}`, made+`{"id":"1"}}]}`)
	f("PATCH", patchOf(`{"op":"add","path":"a","value":1}`), patchOf(`{"op":"add","path":"a","value":1}`))
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
	writes(t, "partial: {patch: true}", "PUT", `{"title":"a"}`, `{"title":"a"}`)
	writes(t, "partial: {put-without: userName}", "PATCH", `{"title":"a"}`, "refused")
	writes(t, "mode: shadow\n    partial: {patch: true}", "PATCH", `{"title":"a"}`, "refused")
	fault(t, rule("partial: {}"), "f1.yaml:4:14: expected patch: true, put-without, or both")
}

// The answer to a PUT that became a PATCH is the client's.
func TestPartialAnswer(t *testing.T) {
	set := compile(t, rule("partial: {put-without: userName}"))
	r := do(t, set, "PUT /Users/1\n\n"+`{"title":"a"}`, "200\n\n"+`{"id":"1","title":"a"}`)
	if r.err != nil || r.m.Status != 200 || r.m.Body != `{"id":"1","title":"a"}` || r.outcome(set, "t/r") != "changed" {
		t.Errorf("%v, %d %s, %s", r.err, r.m.Status, r.m.Body, r.outcome(set, "t/r"))
	}
}
