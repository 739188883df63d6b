package rewrite

import (
	"strings"
	"testing"
)

// A request of more elements or operations than it may have is refused before any rule
// sees it, and one of as many as it may have is not (A9). Answers have no such bound:
// groups of more members are real.
func TestBodyBounds(t *testing.T) {
	op := `{"op":"add","path":"title","value":"x"}`
	patch := func(n int) string {
		return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + numbered(n, op) + `]}`
	}
	emails := func(n int) string { return `{"userName":"x","emails":[` + numbered(n, `"a"`) + `]}` }
	for _, c := range []struct {
		method, id, body, want string
	}{
		{"POST", "", emails(maxElements), ""},
		{"POST", "", emails(maxElements + 1), "10000 elements"},
		{"PUT", "1", `{"a":[` + numbered(5_000, `"a"`) + `],"b":{"c":[` + numbered(5_001, "[]") + `]}}`, "10000 elements"},
		{"PATCH", "1", patch(maxOperations), ""},
		{"PATCH", "1", patch(maxOperations + 1), "1000 operations"},
	} {
		asked := false
		m := &Message{Method: c.method, Resource: "Users", ID: c.id, Body: c.body}
		var trace Trace
		err := new(Chain).Do(m, &trace, func(m *Message) error {
			asked = true
			m.Answer(200, "", `{"schemas":[],"id":"1","members":[`+numbered(12_000, `"a"`)+`]}`)
			return nil
		})
		if c.want == "" {
			if err != nil || !asked {
				t.Errorf("%.60s: %v", c.body, err)
			}
			continue
		}
		if r := refusal(t, err); r.Status != 413 || r.Reason != BodySize || r.ScimType != "" || asked ||
			!strings.Contains(r.Detail, c.want) {
			t.Errorf("%.60s: %+v", c.body, r)
		}
	}
}
