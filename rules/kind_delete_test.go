package rules

import "testing"

// A DELETE of a user disables the user, and nothing else does.
func TestDeleteDeactivates(t *testing.T) {
	set := compile(t, "name: t\nrules:\n  - name: r\n    when: {resource: Users}\n    delete: deactivate\n")
	f := func(request, answer, sent string, status int, body string) {
		t.Helper()
		r := do(t, set, request, answer)
		if r.sent == nil || formatRequest(r.sent) != sent {
			t.Errorf("%s: sent %+v, want %s", request, r.sent, sent)
			return
		}
		if r.err != nil || r.m.Status != status || r.m.Body != body {
			t.Errorf("%s: answered %d %s, %v, want %d %s", request, r.m.Status, r.m.Body, r.err, status, body)
		}
		if want := request[:len("DELETE")]; want == "DELETE" && r.m.Method != want {
			t.Errorf("%s: counted as a %s", request, r.m.Method)
		}
	}
	const missing = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"no user"}`
	const patch = "PATCH /Users/7\n\n" + `{"schemas":["` + patchURN + `"],"Operations":[` +
		`{"op":"replace","path":"active","value":false}]}` + "\n"
	f("DELETE /Users/7", `200`+"\n\n"+`{"id":"7","active":false}`, patch, 204, "")
	f("DELETE /Users/7", "204", patch, 204, "")
	f("DELETE /Users/7", "404\n\n"+missing, patch, 404, missing)
	f("DELETE /Groups/7", "204", "DELETE /Groups/7\n", 204, "")
	f("GET /Users/7", `200`+"\n\n"+`{"id":"7","active":true}`, "GET /Users/7\n", 200, `{"id":"7","active":true}`)

	// A target that answers that the leaver is active has not done it.
	r := do(t, set, "DELETE /Users/7", `200`+"\n\n"+`{"id":"7","active":true}`)
	if got := r.refusal(t); got.Status != 502 {
		t.Errorf("a leaver who is still active: %v", got)
	}
	fault(t, rule("delete: deactivate"), "f1.yaml:4:13: only users can be disabled; say when: {resource: Users}")
	fault(t, "name: t\nrules:\n  - name: r\n    when: {resource: Users}\n    delete: later\n", "f1.yaml:5:13: expected one of: deactivate")
}
