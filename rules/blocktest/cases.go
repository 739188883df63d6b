package blocktest

import (
	"os"
	"path/filepath"
	"testing"

	"scimshim/rules"
	"scimshim/rules/cases"
)

// Cases plays the cases of a folder, each with the rule files that it brings along and no
// others, and fails the test where one comes out otherwise.
func Cases(t *testing.T, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", folder, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got := replayed(t, text); got != string(text) {
				t.Errorf("got\n%s\nwant\n%s", got, text)
			}
		})
	}
}

// replayed returns a case as it comes out.
func replayed(t *testing.T, text []byte) string {
	t.Helper()
	c, err := cases.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var sources []rules.Source
	for _, f := range c.Files() {
		sources = append(sources, rules.Source{File: f.Name, Data: []byte(f.Text)})
	}
	set, err := rules.Compile(sources...)
	if err != nil {
		t.Fatal(err)
	}
	p, err := cases.Play(set.Chain, c)
	if err != nil {
		t.Fatal(err)
	}
	return string(p.Case.Format())
}
