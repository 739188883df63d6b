package shape

import (
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

func TestShape(t *testing.T) {
	f := func(method, query, body, want string) {
		t.Helper()
		var params []rewrite.Param
		if query != "" {
			params = []rewrite.Param{{Name: "attributes", Value: "id"}, {Name: "filter", Value: query}}
		}
		if got := Of(filter.Core(), method, "Users", params, body); got != want {
			t.Errorf("%s %s %s:\ngot  %s\nwant %s", method, query, body, got, want)
		}
	}
	f("GET", "", "", "")
	f("GET", `emails[type eq "work"].value eq "ada@example.com"`, "", `emails[type eq "work"].value eq ?`)
	f("GET", `displayName eq "x" or displayName eq "Admins"`, "", `displayName eq ? or displayName eq ?`)
	f("GET", `userName eq "ada`, "", "filter unreadable")
	ops := func(list string) string { return `{"schemas":["x"],"Operations":[` + list + `]}` }
	f("PATCH", "", ops(`{"op":"Replace","path":"active","value":"False"},`+
		`{"op":"add","path":"emails[type eq \"work\"].value","value":"ada@example.com"},`+
		`{"value":[{"value":"1"},{"value":"2"}],"path":"members","op":"ADD"},`+
		`{"op":"remove","path":"members[value eq \"2819c223\"]"}`),
		`Replace active: text; add emails[type eq "work"].value: text; ADD members: list of 2; remove members[value eq ?]`)
	f("PATCH", "", ops(`{"op":"replace","value":{"displayName":"Ada","name.givenName":"Ada","ada@example.com":1,`+
		`"`+"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"+`":{"department":"x"}}}`),
		`replace: {displayName, name.givenName, ?, urn:ietf:params:scim:schemas:extension:enterprise:2.0:User}`)
	f("PATCH", "", ops(`{"op":"move","path":"not a path","value":null},{"path":7,"value":1},{"op":"add","path":"","value":true},7`),
		"? ?: null; ? ?: number; add: boolean; ?")
	f("PATCH", "", ops(strings.TrimSuffix(strings.Repeat(`{"op":"add","path":"members","value":[{"value":"1"}]},`, 120), ",")),
		"add members: list of 1 (120 times)")
	f("PATCH", "", ops(strings.TrimSuffix(strings.Repeat(`{"op":"add","path":"members","value":[{"value":"1"}]},`, 4000), ",")),
		"add members: list of 1 (256 times); and 3744 more")
	f("POST", "", `{"displayName":"`+strings.Repeat("x", 256<<10)+`"}`, "262162 bytes")
	f("PATCH", "", `{"userName":"ada"}`, "no Operations: {userName}")
	f("PATCH", "", `{"Operations":`, "unreadable")
	f("POST", "", `[]`, "unreadable")
	f("POST", "", `{"schemas":[],"USERNAME":"ada","emails":[],"key 1":"x"}`, "{userName, emails, ?}")
}

// However much there is, a shape is short, and holds nothing that was sent.
func TestShapeIsBounded(t *testing.T) {
	var ops, names []string
	for i := range 2000 {
		digit := string(rune('a' + i%26))
		ops = append(ops, `{"op":"add","path":"emails[value eq \"canary\"].x`+digit+`","value":"canary"}`)
		names = append(names, `"x`+strings.Repeat(digit, 1+i/26)+`":"canary"`)
	}
	long := []rewrite.Param{{Name: "filter", Value: strings.Repeat(`title eq "canary" or `, 200) + `title eq "canary"`}}
	for _, got := range []string{
		Of(filter.Core(), "PATCH", "Users", nil, `{"Operations":[`+strings.Join(ops, ",")+`]}`),
		Of(filter.Core(), "POST", "Users", nil, `{`+strings.Join(names, ",")+`}`),
		Of(filter.Core(), "GET", "Users", long, ""),
	} {
		if len(got) > maxShape+len("…") || len(got) < 50 || strings.Contains(got, "canary") {
			t.Errorf("%d bytes: %s", len(got), got)
		}
	}
}
