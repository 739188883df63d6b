package tree_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"scimshim/config/tree"
)

// FuzzRead reads anything, asks each value everything, and checks that the faults are
// sorted, have a place inside the file and are one line each, and that JSON is JSON.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"text: a\nrules: [{name: b, mode: shadow}]\n",
		"a: &x [*x, <<: {b: c}]",
		"a: 'it''s'\nb: \"\\u0041 ${A}$$${B}\"",
		"a: |\n  b\n\n  c\nd: >-\n  e\n  f\n",
		"\ufeffé: {value} eq 1\r\n",
		"a: [1, .5, 0x1F, +1, ~, true]",
		"a: b\n\n\n  c ${A}",
		":\n>", "a: b\n---\nc", "\t", "[", "a: {b", "\xff",
		"%YAML 1.2\n---\n? [a]\n: !t b\n...\n",
	} {
		f.Add(s)
	}
	o := tree.Options{Expand: func(name string) (string, bool) { return "12", name == "A" }}
	f.Fuzz(func(t *testing.T, data string) {
		err := tree.ReadWith("r.yaml", []byte(data), o, func(root *tree.Node) {
			readAll(root)
			askAll(t, root)
		})
		var all tree.Errors
		if err != nil && !errors.As(err, &all) {
			t.Fatalf("an error that is not Errors: %v", err)
		}
		checkFaults(t, data, all)
		all.Pretty(func(string) []byte { return []byte(data) })
	})
}

// checkFaults checks what is true of the faults of any file.
func checkFaults(t *testing.T, data string, all tree.Errors) {
	t.Helper()
	lines := strings.Count(data, "\n") + strings.Count(data, "\r") + 1
	for i, e := range all {
		if e.Pos.Line < 1 || e.Pos.Column < 1 || e.Pos.Line > lines {
			t.Errorf("fault outside the file: %v", e)
		}
		if e.Msg == "" || strings.Contains(e.Msg, "\n") {
			t.Errorf("fault of more or less than a line: %q", e.Msg)
		}
		if i > 0 && after(all[i-1].Pos, e.Pos) {
			t.Errorf("%v comes before %v", all[i-1], e)
		}
	}
}

// after reports whether p comes after q.
func after(p, q tree.Position) bool {
	return p.Line > q.Line || p.Line == q.Line && p.Column > q.Column
}

// askAll asks n and all values in it everything.
func askAll(t *testing.T, n *tree.Node) {
	if s := n.JSON(); !json.Valid([]byte(s)) {
		t.Errorf("JSON gave %q", s)
	}
	_, _, _ = n.Bool(), n.Int(), n.Duration()
	_ = n.Strings()
	for offset := range min(len(n.Literal())+2, 50) {
		n.ErrorAt(offset, "at %d", offset)
	}
	if n.IsMap() {
		for _, value := range n.Entries() {
			askAll(t, value)
		}
	}
	if n.IsList() {
		for _, item := range n.All() {
			askAll(t, item)
		}
	}
}
