package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
)

// source returns a file for tests.
func source(text string) rules.Source {
	return rules.Source{File: "own.yaml", Data: []byte(text), Unstated: true}
}

// compile compiles files.
func compile(t *testing.T, sources ...rules.Source) *rules.Set {
	t.Helper()
	set, err := rules.Compile(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// committed returns the cases of the packs in a folder.
func committed(t *testing.T, folder string) map[string]*cases.Case {
	t.Helper()
	files, err := filepath.Glob("../testdata/" + folder + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", folder, err)
	}
	all := map[string]*cases.Case{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := cases.Read(text, []string{"Users", "Groups"})
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all[folder+"/"+filepath.Base(file)] = c
	}
	return all
}

// outcome returns what comes of a case but for the names of the rules, and whether a step
// of a file did something.
func outcome(t *testing.T, set *rules.Set, c *cases.Case, file string) (text string, acts bool) {
	t.Helper()
	p, err := cases.Play(set.Chain, c)
	if err != nil {
		t.Fatal(err)
	}
	out := *p.Case
	out.Sections = nil
	for _, s := range p.Case.Sections {
		if s.Name != cases.Rules {
			out.Sections = append(out.Sections, s)
		}
	}
	for i, v := range p.Trace.Visits {
		acts = acts || strings.HasPrefix(set.Infos[i].Name, file+"/") && v.Outcome() > rewrite.Kept
	}
	return string(out.Format()), acts
}
