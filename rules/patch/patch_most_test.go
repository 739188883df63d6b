package patch_test

import (
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/cases"
)

// outOf returns what the target is sent of operations, or what the client is told.
func outOf(t *testing.T, file, ops string) string {
	t.Helper()
	set, err := rules.Compile(rules.Source{File: "own.yaml", Data: []byte("name: own\n" + file)})
	if err != nil {
		t.Fatal(err)
	}
	text := "-- request --\nPATCH /Users/7\n\n" +
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + ops + "]}\n"
	c, err := cases.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p, err := cases.Play(set.Chain, c)
	if err != nil {
		t.Fatal(err)
	}
	if p.Err != nil {
		return p.Err.Error()
	}
	if p.Sent == nil {
		return "nothing"
	}
	_, sent, _ := strings.Cut(p.Sent.Body, `"Operations":[`)
	return strings.TrimSuffix(sent, "]}")
}

// More operations than a target takes are refused, and who is to leave leaves without them, be
// they a remove and an add that belong together.
func TestMostOperations(t *testing.T) {
	const (
		title   = `{"op":"replace","path":"title","value":"t"}`
		nick    = `{"op":"replace","path":"nickName","value":"n"}`
		phone   = `{"op":"replace","path":"phoneNumbers[type eq \"work\"].value","value":"1"}`
		off     = `{"op":"replace","path":"active","value":false}`
		pair    = "users: {patch: {max_operations: 2, elements: {phoneNumbers: {paths: ['phoneNumbers[type eq \"work\"]'], write: remove_add, assume: bare_element}}}}"
		removed = `{"op":"remove","path":"phoneNumbers[type eq \"work\"]"}`
		added   = `{"op":"add","path":"phoneNumbers","value":[{"type":"work","value":"1"}]}`
	)
	for name, c := range map[string]struct{ file, ops, want string }{
		"few":    {"users: {patch: {max_operations: 2}}", title + "," + nick, title + "," + nick},
		"many":   {"users: {patch: {max_operations: 1}}", title + "," + nick, "the request has 2 operations, and the target takes at most 1; send them in several requests"},
		"told":   {"users: {patch: {max_operations: {most: 1, message: one by one.}}}", title + "," + nick, "the request has 2 operations, and the target takes at most 1; one by one"},
		"of one": {"users: {patch: {max_operations: {attribute: title, most: 1}}}", title + "," + title + "," + nick, "the request has 2 operations on title, and the target takes at most 1; send them in several requests"},
		"others": {"users: {patch: {max_operations: {attribute: title, most: 1}}}", title + "," + nick + "," + nick, title + "," + nick + "," + nick},

		"a leaver":               {"users: {patch: {max_operations: 1}}", title + "," + off + "," + nick, off},
		"a leaver said twice":    {"users: {patch: {max_operations: 1}}", off + "," + title + "," + off, off},
		"a leaver with the rest": {"users: {patch: {max_operations: {attribute: title, most: 1}}}", title + "," + off + "," + title + "," + nick, off + "," + nick},
		"a pair":                 {pair, phone, removed + "," + added},
		"a leaver's pair":        {pair, phone + "," + off, off},
	} {
		t.Run(name, func(t *testing.T) {
			if got := outOf(t, c.file, c.ops); !strings.HasSuffix(got, c.want) {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}
