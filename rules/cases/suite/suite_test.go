package suite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/rewrite/racetest"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/packs"
)

const testdata = "../../testdata"

// bases compiles the packs that the name of a case's folder is made of.
type bases map[string]*Base

func (b bases) of(file string) (*Base, error) {
	folder := filepath.Base(filepath.Dir(file))
	if b[folder] != nil {
		return b[folder], nil
	}
	pair, _ := packs.Pair(folder)
	var sources []rules.Source
	for _, name := range pair {
		s, _ := rules.Pack(name)
		sources = append(sources, s)
	}
	base, err := NewBase(sources...)
	b[folder] = base
	return base, err
}

// files returns the files of the cases of the packs.
func files(t *testing.T) []string {
	t.Helper()
	found, err := Find([]string{testdata})
	if err != nil {
		t.Fatal(err)
	}
	return found.Cases
}

// TestCases plays the cases of the packs, with the packs that the names of
// their folders are made of.
func TestCases(t *testing.T) {
	t.Parallel()
	run := &Run{Rules: bases{}.of}
	for i, file := range files(t) {
		if racetest.On && i%4 > 0 { // one goroutine plays them: the race detector finds nothing
			continue
		}
		folder := filepath.Base(filepath.Dir(file))
		t.Run(folder+"/"+strings.TrimSuffix(filepath.Base(file), Ext), func(t *testing.T) {
			if _, ok := packs.Pair(folder); !ok {
				t.Fatalf("the folder %s is not named after two packs", folder)
			}
			r, err := run.Play(file)
			if err != nil || r.Err != nil {
				t.Fatal(err, r.Err)
			}
			for _, complaint := range r.Complaints {
				t.Error(complaint)
			}
			if r.Want != r.Got {
				t.Errorf("as written and as it came out; scimshim test shows it, too:\n%s", cases.Diff(r.Want, r.Got))
			}
		})
	}
}

// Whatever case is explained, the explanation is a case that passes.
func TestExplainWritesCases(t *testing.T) {
	t.Parallel()
	all := bases{}
	for i, file := range files(t) {
		if racetest.On && i%20 > 0 {
			continue // one goroutine: there is nothing to find
		}
		c, set := read(t, all, file)
		x := cases.Explainer{Chain: set.Chain, All: true}
		out, err := x.Explain(c)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		text := string(out.Format())
		c, err = cases.Parse([]byte(text))
		if err != nil {
			t.Fatalf("%s: %v\n%s", file, err, text)
		}
		p, err := cases.Play(set.Chain, c)
		if err != nil || string(p.Case.Format()) != text {
			t.Errorf("%s: the explanation does not pass: %v\n%s", file, err, text)
		}
	}
}

// read reads a case, and compiles the rules that it is played with.
func read(t *testing.T, all bases, file string) (*cases.Case, *rules.Set) {
	t.Helper()
	base, err := all.of(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := cases.Read(text, []string{"Users", "Groups"})
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	set, err := base.For(c)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return c, set
}
