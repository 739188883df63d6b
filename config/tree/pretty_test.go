package tree_test

import (
	"strings"
	"testing"

	"scimshim/config/tree"
)

// pretty returns the faults of data as a person sees them.
func pretty(data string) string {
	err := tree.Read("r.yaml", []byte(data), readAll)
	faults, _ := err.(tree.Errors)
	return faults.Pretty(func(string) []byte { return []byte(data) })
}

func TestPretty(t *testing.T) {
	f := func(data string, want ...string) {
		t.Helper()
		w := strings.Join(want, "\n") + "\n"
		if got := pretty(data); got != w {
			t.Errorf("%.200q\n got:\n%s\nwant:\n%s", data, got, w)
		}
	}
	f("\ufefftext: é\r\ncount: x\r\nflag:  yes # no\r\n",
		"r.yaml:2:8: expected a whole number, found a string",
		"    count: x",
		"           ^",
		"r.yaml:3:8: expected true or false",
		"    flag:  yes # no",
		"           ^")
	f("flag:\tyes",
		"r.yaml:1:7: expected true or false",
		"    flag:\tyes",
		"         \t^")
	f("text: é\x1b[2J",
		"r.yaml:1:8: control character U+001B; in double quotes write \\x1B",
		"    text: é.[2J",
		"           ^")
	f("text: a\nrules: [",
		"r.yaml:2:9: expected a value",
		"    rules: [",
		"            ^")
	f("", "r.yaml:1:1: the file is empty; expected a mapping")
	f("count: "+strings.Repeat("x", 500),
		"r.yaml:1:8: expected a whole number, found a string",
		"    count: "+strings.Repeat("x", 80),
		"           ^")
	f("{count: "+strings.Repeat(" ", 490)+"x, flag: true}",
		"r.yaml:1:499: expected a whole number, found a string",
		"    "+strings.Repeat(" ", 80)+"x, flag: true}",
		"    "+strings.Repeat(" ", 80)+"^")
}

func TestPrettyWithoutSource(t *testing.T) {
	e := tree.Errors{{Pos: tree.Position{File: "gone.yaml", Line: 7, Column: 1}, Msg: "no such file"}}
	got := e.Pretty(func(string) []byte { return nil })
	if want := "gone.yaml:7:1: no such file\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
