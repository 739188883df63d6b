package answer_test

import (
	"testing"

	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// A DELETE of a user disables the user, and nothing else does.
func TestDeleteDeactivates(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("users: {deletes: {action: deactivate}}"))
	f := func(request, answer, sent string, status int, body string) {
		t.Helper()
		r := rulestest.Do(t, set, request, answer)
		if r.Sent == nil || cases.FormatRequest(r.Sent) != sent {
			t.Errorf("%s: sent %+v, want %s", request, r.Sent, sent)
			return
		}
		if r.Err != nil || r.Message.Status != status || r.Message.Body != body {
			t.Errorf("%s: answered %d %s, %v, want %d %s", request, r.Message.Status, r.Message.Body, r.Err, status, body)
		}
		if want := request[:len("DELETE")]; want == "DELETE" && r.Message.Method != want {
			t.Errorf("%s: counted as a %s", request, r.Message.Method)
		}
	}
	const missing = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"no user"}`
	const patch = "PATCH /Users/7\n\n" + `{"schemas":["` + rulestest.PatchURN + `"],"Operations":[` +
		`{"op":"replace","path":"active","value":false}]}` + "\n"
	f("DELETE /Users/7", `200`+"\n\n"+`{"id":"7","active":false}`, patch, 204, "")
	f("DELETE /Users/7", "204", patch, 204, "")
	f("DELETE /Users/7", "404\n\n"+missing, patch, 404, missing)
	f("DELETE /Groups/7", "204", "DELETE /Groups/7\n", 204, "")
	f("GET /Users/7", `200`+"\n\n"+`{"id":"7","active":true}`, "GET /Users/7\n", 200, `{"id":"7","active":true}`)

	// A target that answers that the leaver is active has not done it.
	r := rulestest.Do(t, set, "DELETE /Users/7", `200`+"\n\n"+`{"id":"7","active":true}`)
	if got := r.Refusal(t); got.Status != 502 {
		t.Errorf("a leaver who is still active: %v", got)
	}
	rulestest.Fault(t, rulestest.File("deletes: {action: deactivate}"),
		"f1.yaml:2:19: only users can be disabled; move this below users")
	rulestest.Fault(t, rulestest.File("users: {deletes: {action: later}}"),
		"f1.yaml:2:27: expected one of: pass, deactivate, anonymize, ignore, refuse")
}
