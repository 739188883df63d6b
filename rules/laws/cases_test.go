package laws_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/racetest"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/packs"
	"scimshim/rules/rulestest"
)

// A caseOf is a case of testdata and the set that it is played with.
type caseOf struct {
	name string // of its file, below testdata
	text string
	pair []string
	c    *cases.Case
	set  *rules.Set
}

// allCases reads the cases of all pairs of packs, or some under the race detector: one goroutine plays them.
func allCases(t *testing.T) []caseOf {
	t.Helper()
	files, err := filepath.Glob("../testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata: %v", err)
	}
	sets := map[string]*rules.Set{}
	var list []caseOf
	for _, file := range racetest.Some(files) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.Base(filepath.Dir(file))
		k := caseOf{name: folder + "/" + strings.TrimSuffix(filepath.Base(file), ".txtar"), text: string(text)}
		if k.c, err = cases.Parse(text); err != nil {
			t.Fatalf("%s: %v", k.name, err)
		}
		k.pair, _ = packs.Pair(folder)
		if k.set = sets[folder]; k.set == nil || !k.c.IsPlain() {
			k.set = casesSet(t, k.c, k.pair)
		}
		if k.c.IsPlain() {
			sets[folder] = k.set
		}
		list = append(list, k)
	}
	return list
}

// casesSet compiles the rules that a case is played with.
func casesSet(t testing.TB, c *cases.Case, packs []string) *rules.Set {
	t.Helper()
	var sources []rules.Source
	for _, name := range packs {
		s, ok := rules.Pack(name)
		if !ok {
			t.Fatalf("no pack %s", name)
		}
		sources = append(sources, s)
	}
	for _, value := range c.Values() {
		given, err := rules.Give(sources, value, "section set")
		if err != nil {
			t.Fatal(err)
		}
		sources = given
	}
	for _, f := range c.Files() {
		sources = append(sources, rules.Source{File: f.Name, Data: []byte(f.Text)})
	}
	return rulestest.CompileSources(t, sources...)
}

// pairs returns the pairs of packs that there are cases of, the client's first.
func pairs(t testing.TB) [][]string {
	t.Helper()
	folders, err := filepath.Glob("../testdata/*-*")
	if err != nil {
		t.Fatal(err)
	}
	var list [][]string
	for _, folder := range folders {
		if pair, ok := packs.Pair(filepath.Base(folder)); ok {
			list = append(list, pair)
		}
	}
	return list
}

// clients returns the packs that cases are played with as the client's.
func clients(t testing.TB) []string {
	t.Helper()
	var names []string
	for _, pair := range pairs(t) {
		names = append(names, pair[0])
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) == 0 {
		t.Fatal("no pack of a client")
	}
	return names
}

// inbound returns a request with a body.
func inbound(method, resource, body string) *rewrite.Message {
	return &rewrite.Message{Method: method, Resource: resource, ID: "1", Body: body, Route: cases.Route}
}
