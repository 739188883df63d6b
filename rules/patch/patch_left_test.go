package patch_test

import (
	"strings"
	"testing"
)

// What no form fits, and elements of which nothing is said, cost nothing else of the PATCH
// where the file says so (F1), and removals are not dropped.
func TestPatchLeavesTheRest(t *testing.T) {
	const (
		file = "users:\n  patch:\n    elements:\n      emails: {paths: ['emails[type eq \"work\"].value'], write: replace, assume: single_element"
		item = "}\n      others: "
		mail = `{"op":"add","path":"emails[type eq \"work\"].display","value":"d"}`
		gone = `{"op":"remove","path":"emails[type eq \"work\"].display"}`
		role = `{"op":"add","path":"roles[primary eq true].value","value":"r"}`
		bare = `{"op":"remove","path":"roles[primary eq true]"}`
		name = `{"op":"replace","path":"displayName","value":"A"}`
		off  = `{"op":"replace","path":"active","value":false}`
	)
	for label, c := range map[string]struct{ file, ops, want string }{
		"as it came":            {file + "}", mail + "," + name, mail + "," + name},
		"passed":                {file + ", action: pass}", mail + "," + name, mail + "," + name},
		"counted":               {file + ", action: warn}", mail + "," + name, mail + "," + name},
		"dropped":               {file + ", action: drop}", mail + "," + name, name},
		"a removal":             {file + ", action: drop}", gone + "," + name, gone + "," + name},
		"refused":               {file + ", action: refuse}", mail + "," + name, "add emails[...].display: the target has no form for this; take it out of the attribute mapping"},
		"refused with a word":   {file + ", action: refuse, message: leave it out.}", gone, "remove emails[...].display: leave it out"},
		"a leaver":              {file + ", action: refuse}", mail + "," + off, off},
		"others":                {file + item + "drop", role + "," + name, name},
		"others are counted":    {file + item + "warn", role + "," + name, role + "," + name},
		"others pass":           {file + item + "pass", role + "," + name, role + "," + name},
		"others are refused":    {file + item + "{action: refuse, message: no roles}", role + "," + name, "add roles[...].value: no roles"},
		"others are excepted":   {file + item + "{action: drop, except: [roles]}", role + "," + name, role + "," + name},
		"a removal of others":   {file + item + "drop", bare + "," + name, bare + "," + name},
		"others of a leaver":    {file + item + "refuse", role + "," + off, off},
		"described is no other": {file + item + "drop", mail + "," + name, mail + "," + name},
	} {
		t.Run(label, func(t *testing.T) {
			if got := outOf(t, c.file, c.ops); !strings.HasSuffix(got, c.want) {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

// An address of which nothing says what parts it has is written anew only as a whole (W8).
func TestPartsOfTheSchema(t *testing.T) {
	const file = "users:\n  stores: {addresses: {elements: 'type eq \"work\"', max_elements: 1}}\n" +
		"  patch: {elements: {addresses: [replace, in_place]}}"
	part := `{"op":"add","path":"addresses[type eq \"work\"].locality","value":"Lund"}`
	if got := outOf(t, file, part); got != `{"op":"replace","path":"addresses[type eq \"work\"].locality","value":"Lund"}` {
		t.Errorf("a part of an address becomes %s", got)
	}
	whole := `{"op":"add","path":"addresses[type eq \"work\"]","value":{"formatted":"f","streetAddress":"s","locality":"l",` +
		`"region":"r","postalCode":"p","country":"SE","primary":true}}`
	if got := outOf(t, file, whole); !strings.HasPrefix(got, `{"op":"replace","path":"addresses","value":[{"type":"work"`) {
		t.Errorf("an address becomes %s", got)
	}
}
