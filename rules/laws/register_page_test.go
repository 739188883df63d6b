package laws_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimshim/rules/cases"
)

const (
	quirksFile = "../QUIRKS.md"
	shownCases = 3
	shownSteps = 3
)

// checkQuirks compares QUIRKS.md with what it should be, or writes it.
func checkQuirks(t *testing.T, want string) {
	t.Helper()
	if *updateRegister {
		if err := os.WriteFile(quirksFile, []byte(want), 0o644); err != nil {
			t.Error(err)
		}
		return
	}
	got, err := os.ReadFile(quirksFile)
	if err != nil || string(got) != want {
		n, a, b := firstDifference(string(got), want)
		t.Errorf("%s is stale; go test ./rules/laws -run TestRegister -update-register writes it anew (%v)\nline %d\n%s\n%s",
			quirksFile, err, n, a, b)
	}
}

// quirksPage is the page about all quirks.
func quirksPage(register []*quirk, cases []caseOf) string {
	all := firedIn(cases)
	var b strings.Builder
	b.WriteString("# What clients send\n\nThe quirks of clients, the steps that are most typical of their cases, and the cases. " +
		"A quirk without a\ncase has a test, a reason, or what has to be built first (later). Generated from " +
		"`register.tsv` and the cases by\n`go test ./rules/laws -run TestRegister -update-register`.\n")
	section := ""
	for _, q := range register {
		if q.section != section {
			section = q.section
			fmt.Fprintf(&b, "\n## %s\n\n| quirk | sent | steps | cases | packs |\n|---|---|---|---|---|\n", section)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", q.id, q.sent, q.steps(all), q.where(), q.packs())
	}
	return b.String()
}

// steps lists the steps that acted in the cases of the quirk, those first that act
// in many of them and in few others.
func (q *quirk) steps(all map[string]int) string {
	fired := firedIn(q.cases)
	rank := func(name string) int { return 1000 * fired[name] * fired[name] / all[name] }
	names := slices.SortedFunc(maps.Keys(fired), func(a, b string) int {
		return cmp.Or(rank(b)-rank(a), strings.Compare(a, b))
	})
	return firstOf(names, shownSteps, ", ")
}

// firedIn counts the cases in which each step did something.
func firedIn(list []caseOf) map[string]int {
	fired := map[string]int{}
	for _, k := range list {
		text, _ := k.c.Section(cases.Rules)
		for line := range strings.Lines(text) {
			if name, _, ok := strings.Cut(line, " "); ok {
				fired[name]++
			}
		}
	}
	return fired
}

// where links the cases, or says what there is in their place.
func (q *quirk) where() string {
	var links []string
	for _, k := range q.cases {
		links = append(links, fmt.Sprintf("[%s](testdata/%s.txtar)", filepath.Base(k.name), k.name))
	}
	text := firstOf(links, shownCases, ", ")
	if text != "" && q.handled != "" {
		text += "; "
	}
	return text + q.handled
}

// packs lists the packs that the cases are played with.
func (q *quirk) packs() string {
	names := map[string]bool{}
	for _, k := range q.cases {
		for _, name := range k.pair {
			names[name] = true
		}
	}
	return strings.Join(slices.Sorted(maps.Keys(names)), ", ")
}

// firstOf joins the first n of a list, and counts the others.
func firstOf(list []string, n int, comma string) string {
	if len(list) <= n {
		return strings.Join(list, comma)
	}
	return strings.Join(list[:n], comma) + fmt.Sprintf(" and %d more", len(list)-n)
}

// goTests returns the names of the tests of this module, behind that of their
// package.
func goTests(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				names[strings.TrimSuffix(file.Name.Name, "_test")+"."+f.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// firstDifference returns the first line that two texts do not share, as each
// of them has it.
func firstDifference(want, got string) (n int, a, b string) {
	x, y := strings.Split(want, "\n"), strings.Split(got, "\n")
	for n < len(x)-1 && n < len(y)-1 && x[n] == y[n] {
		n++
	}
	return n + 1, x[n], y[n]
}
