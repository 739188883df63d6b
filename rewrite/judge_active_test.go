package rewrite

import "testing"

// Whoever was disabled is not shown as active.
func TestJudgeDisabled(t *testing.T) {
	f := func(method, sent, active, want string) {
		t.Helper()
		m := &Message{Method: method, Resource: "Users", ID: "1", Body: sent}
		if got := verdict(t, chainOf(), m, 200, `{"id":"1","active":`+active+`}`); got != want {
			t.Errorf("%s %s answered by active %s: %s, want %s", method, sent, active, got, want)
		}
	}
	patch := func(ops string) string { return `{"Operations":[` + ops + `]}` }
	const contradicts = "502 answer_contradicts"
	off := patch(`{"op":"replace","path":"active","value":false}`)
	f("PATCH", off, "true", contradicts)
	f("PATCH", off, `"True"`, contradicts)
	f("PATCH", off, "false", "verified")
	f("PATCH", off, `"false"`, "verified")
	f("PATCH", off, "null", "verified")
	f("PATCH", patch(`{"op":"replace","value":{"title":"x","Active":false}}`), "true", contradicts)
	f("PATCH", patch(`{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:active","value":false}`),
		"true", contradicts)
	f("PATCH", patch(`{"op":"replace","path":"active","value":false},{"op":"replace","path":"active","value":true}`),
		"true", "verified")
	f("PATCH", patch(`{"op":"replace","path":"active","value":true}`), "false", "verified") // by an invitation, perhaps
	f("PATCH", patch(`{"op":"replace","path":"emails[type eq \"work\"].value","value":"active"}`), "true", "verified")
	f("PUT", `{"userName":"a","active":false}`, "true", contradicts)
	f("PUT", `{"userName":"a"}`, "true", "verified")
}
