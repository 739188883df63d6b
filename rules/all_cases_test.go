package rules

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules/cases"
)

// A caseOf is a case of testdata and the set that it is played with.
type caseOf struct {
	name string // of its file, below testdata
	text string
	pair []string
	c    *cases.Case
	set  *Set
}

// allCases reads the cases of all pairs of packs.
func allCases(t *testing.T) []caseOf {
	t.Helper()
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata: %v", err)
	}
	sets := map[string]*Set{}
	var list []caseOf
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.Base(filepath.Dir(file))
		k := caseOf{name: folder + "/" + strings.TrimSuffix(filepath.Base(file), ".txtar"), text: string(text)}
		if k.c, err = cases.Parse(text); err != nil {
			t.Fatalf("%s: %v", k.name, err)
		}
		k.pair, _ = PairOf(folder)
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

func packSources(t testing.TB, names ...string) []Source {
	t.Helper()
	var sources []Source
	for _, name := range names {
		sources = append(sources, statedPack(t, name))
	}
	return sources
}

// casesSet compiles the rules that a case is played with.
func casesSet(t testing.TB, c *cases.Case, packs []string) *Set {
	t.Helper()
	var sources []Source
	for _, name := range packs {
		s, ok := Pack(name)
		if !ok {
			t.Fatalf("no pack %s", name)
		}
		sources = append(sources, s)
	}
	for _, value := range c.Values() {
		given, err := Give(sources, value, "section set")
		if err != nil {
			t.Fatal(err)
		}
		sources = given
	}
	for _, f := range c.Files() {
		sources = append(sources, Source{File: f.Name, Data: []byte(f.Text)})
	}
	return compileSources(t, sources...)
}

// pairs returns the pairs of packs that there are cases of, the client's first.
func pairs(t testing.TB) [][]string {
	t.Helper()
	folders, err := filepath.Glob("testdata/*-*")
	if err != nil {
		t.Fatal(err)
	}
	var list [][]string
	for _, folder := range folders {
		if pair, ok := PairOf(filepath.Base(folder)); ok {
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

var thorough = flag.Bool("thorough", false,
	"make all requests at random, not a quarter of them, and let each kind meet all large messages, not half of them")

// often returns how many of so many requests there is time for.
func often(n int) int {
	switch {
	case raceDetector:
		return max(1, n/40)
	case *thorough:
		return n
	}
	return n / 4
}

// skipCost skips a test of what a large message costs under the race detector.
func skipCost(t *testing.T) {
	t.Helper()
	if raceDetector {
		t.Skip("it is the cost that is looked at, which the race detector multiplies; no two goroutines meet")
	}
}

// inbound returns a request with a body.
func inbound(method, resource, body string) *rewrite.Message {
	return &rewrite.Message{Method: method, Resource: resource, ID: "1", Body: body, Route: CaseRoute}
}
