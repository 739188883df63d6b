package rules

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite"
)

// Bodies of nearly 1 MiB, each the worst for one rule kind. What is quadratic in
// them takes minutes, and so meets the time that go test has.
func TestLargeBodies(t *testing.T) {
	repeat := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	patch := func(ops string) string { return `{"Operations":[` + ops + `]}` }
	bodies := []struct{ method, resource, body string }{
		{"PATCH", "Groups", patch(`{"op":"Remove","path":"members","value":[` + repeat(40_000, `{"value":"%d"}`) + `]}`)},
		{"PATCH", "Users", patch(repeat(8_000, `{"op":"Replace","path":"x%d","value":1}`) + "," +
			repeat(8_000, `{"op":"Add","path":"emails[type eq \"work\"].value","value":"%d"}`))},
		{"PATCH", "Users", patch(repeat(8_000, `{"op":"replace","path":"userName","value":"%d"}`) + "," +
			repeat(8_000, `{"op":"replace","path":"emails","value":[{"type":"work","value":"%d"}]}`))},
		{"POST", "Users", `{"schemas":[` + repeat(30_000, `"urn:a:%d"`) + `],` + repeat(30_000, `"urn:b:%d":{}`) + `}`},
		{"POST", "Users", `{"emails":[` + repeat(30_000, `{"value":"%d"}`) + `]}`},
	}
	for _, target := range []string{"servicenow", "atlassian"} {
		entra, _ := Pack("entra")
		pack, _ := Pack(target)
		set, err := Compile(entra, pack)
		if err != nil {
			t.Fatal(err)
		}
		for i, b := range bodies {
			m := &rewrite.Message{Method: b.method, Resource: b.resource, ID: "1", Body: b.body, Route: CaseRoute}
			var trace rewrite.Trace
			err := set.Chain.Do(m, &trace, func(m *rewrite.Message) error { return errUnanswered })
			if len(b.body) < 400_000 || len(b.body) > 1<<20 {
				t.Errorf("body %d has %d bytes", i, len(b.body))
			}
			if _, ok := refused(err); !ok && err != errUnanswered {
				t.Errorf("%s, body %d: %v", target, i, err)
			}
		}
	}
}
