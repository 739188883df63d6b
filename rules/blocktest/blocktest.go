// Package blocktest holds blocks of rule files against the flat rules that say the same, for
// tests of kinds.
package blocktest

import (
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/cases"
)

// A Test is a block, the flat rules that say the same, and a case in which it shows what they
// do. All are text: of a file without its name, and of a case without its title.
type Test struct {
	Block, Flat, Case string

	Steps string // the names of the block's steps, in the file own
	Same  bool   // whether the case is the same without any rule
}

// Run fails the test unless the block and the flat rules make the same of the case.
func (b Test) Run(t *testing.T) {
	t.Helper()
	block, steps := play(t, b.Block, b.Case)
	flat, _ := play(t, b.Flat, b.Case)
	none, _ := play(t, "rules: []", b.Case)
	switch {
	case block != flat:
		t.Errorf("the block makes of it\n%s\nthe flat rules\n%s", block, flat)
	case (block == none) != b.Same:
		t.Errorf("the same without rules: %v, want %v\n%s", block == none, b.Same, block)
	}
	if steps != b.Steps {
		t.Errorf("the steps are %s, want %s", steps, b.Steps)
	}
}

// play returns what came of a case, without its rules, and the steps of the chain.
func play(t *testing.T, file, text string) (played, steps string) {
	t.Helper()
	set, err := compile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := cases.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p, err := cases.Play(set.Chain, c)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, i := range set.Infos {
		names = append(names, i.Name)
	}
	played, _, _ = strings.Cut(string(p.Case.Format()), "-- rules --")
	return played, strings.Join(names, " ")
}

func compile(file string) (*rules.Set, error) {
	return rules.Compile(rules.Source{File: "own.yaml", Data: []byte("name: own\n" + file + "\n")})
}

// Refuses fails the test unless a file, without its name, is refused with an error that begins
// so. The first line of the text is the second of the file own.yaml.
func Refuses(t *testing.T, file, want string) {
	t.Helper()
	if _, err := compile(file); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// Compiles returns what is wrong with a file, without its name.
func Compiles(file string) error {
	_, err := compile(file)
	return err
}
