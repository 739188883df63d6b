package form_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// A part of a resource becomes one replace of what it has (T12).
func TestPartial(t *testing.T) {
	const text = "normalize: [{partial_bodies: {patch: true, put_without: userName}}]"
	const made = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":`
	f := func(method, in, want string) {
		t.Helper()
		if want == "made" {
			want = made + in + "}]}"
		}
		rulestest.Sends(t, text, method, in, want)
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
	rulestest.Sends(t, "normalize: [{partial_bodies: {patch: true}}]", "PUT", `{"title":"a"}`, `{"title":"a"}`)
	rulestest.Sends(t, "normalize: [{partial_bodies: {put_without: userName}}]", "PATCH", `{"title":"a"}`, "refused")
	rulestest.Sends(t, "normalize: [{partial_bodies: {patch: true}}]\noverrides: [{step: t/normalize.partial_bodies, mode: shadow}]", "PATCH", `{"title":"a"}`, "refused")
}

// The answer to a PUT that became a PATCH is the client's.
func TestPartialAnswer(t *testing.T) {
	const step = "t/normalize.partial_bodies"
	set := rulestest.Compile(t, rulestest.File("normalize: [{partial_bodies: {put_without: userName}}]"))
	r := rulestest.Do(t, set, "PUT /Users/1\n\n"+`{"title":"a"}`, "200\n\n"+`{"id":"1","title":"a"}`)
	if r.Err != nil || r.Message.Status != 200 || r.Message.Body != `{"id":"1","title":"a"}` || r.Outcome(set, step) != "changed" {
		t.Errorf("%v, %d %s, %s", r.Err, r.Message.Status, r.Message.Body, r.Outcome(set, step))
	}
}
