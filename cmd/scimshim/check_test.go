package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"scimshim/cmd/scimshim/setup"
	"scimshim/config/tree"
	"scimshim/rules"
)

// TestReportForPeople prints a report as it is shown at a terminal: with the line
// of each place, also of a pack, and a caret.
func TestReportForPeople(t *testing.T) {
	dir := t.TempDir()
	file := dir + "/local.yaml"
	if err := os.WriteFile(file, []byte("name: local\nrules: nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	pack, ok := rules.Pack("entra")
	if !ok {
		t.Fatal("there is no pack entra")
	}
	before, _, _ := strings.Cut(string(pack.Data), "name: entra\n")
	named := 1 + strings.Count(before, "\n")
	at := func(file string, line, column int) tree.Position {
		return tree.Position{File: file, Line: line, Column: column}
	}
	r := setup.Report{
		Files: 2,
		Faults: tree.Errors{
			{Pos: at(file, 2, 8), Msg: "expected a list"},
			{Pos: at("--rules", 0, 0), Msg: "missing"},
		},
		Warnings: tree.Errors{
			{Pos: at("entra.yaml", named, 7), Msg: "why"},
			{Pos: at(dir+"/gone.yaml", 1, 1), Msg: "gone"},
		},
		Notes: tree.Errors{{Pos: at(file, 2, 8), Msg: "taken for granted"}},
	}
	want := file + ":2:8: expected a list\n" +
		"    rules: nothing\n" +
		"           ^\n" +
		"scimshim: --rules: missing\n" +
		fmt.Sprintf("entra.yaml:%d:7: warning: why\n", named) +
		"    name: entra\n" +
		"          ^\n" +
		dir + "/gone.yaml:1:1: warning: gone\n" +
		file + ":2:8: note: taken for granted\n" +
		"    rules: nothing\n" +
		"           ^\n" +
		"2 files: 2 errors, 2 warnings\n"
	var b strings.Builder
	writeText(&b, &r, true)
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", &b, want)
	}
	if isTerminal(&b) {
		t.Error("a builder of strings is no terminal")
	}
}
