package rules_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite/racetest"
	"scimshim/rules"
	"scimshim/rules/packs"
	"scimshim/rules/rulestest"
)

// The packs compile, alone and for each pair, and with each value of each of
// their parameters.
func TestPacks(t *testing.T) {
	t.Parallel()
	if got := packs.Names(); !slices.IsSorted(got) || !slices.Contains(got, "entra") || !slices.Contains(got, "servicenow") {
		t.Errorf("packs %v", got)
	}
	for _, name := range racetest.Some(packs.Names()) {
		rulestest.Packs(t, name)
		if name != "entra" {
			rulestest.Packs(t, "entra", name)
		}
		source, _ := rules.Pack(name)
		list, err := rules.Params(source)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			values := p.OneOf
			if p.Required && p.Unstated != "refuse" {
				t.Errorf("%s: %s makes a statement about data that nobody made", name, p.Name)
			}
			if p.Type == "boolean" {
				values = []string{"true", "false"}
			}
			for _, value := range values {
				source.Given = []rules.Given{{Name: p.Name, Value: value}}
				rulestest.CompileSources(t, source)
			}
		}
	}
}

// No pack holds a rule that states that nothing can match.
func TestNoPackInventsEmptyLists(t *testing.T) {
	for _, name := range packs.Names() {
		source, _ := rules.Pack(name)
		if strings.Contains(string(source.Data), "no-match") {
			t.Errorf("%s", name)
		}
	}
}

func TestOpen(t *testing.T) {
	file := filepath.Join(t.TempDir(), "own.yaml")
	if err := os.WriteFile(file, []byte("name: own\nrules: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := rules.Open(file); err != nil || s.File != file || !strings.HasPrefix(string(s.Data), "name: own") {
		t.Errorf("%v %v", s, err)
	}
	if s, err := rules.Open("entra"); err != nil || s.File != "entra.yaml" {
		t.Errorf("%v %v", s, err)
	}
	no := func(name, want string) {
		t.Helper()
		if _, err := rules.Open(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	no("entre", "did you mean entra?")
	no("entra.yaml", "no such file")
	no("./entra", "no such file")
	no("", "no such pack")
}

func TestPairOf(t *testing.T) {
	f := func(folder, want string) {
		t.Helper()
		pair, ok := packs.Pair(folder)
		if got := strings.Join(pair, " "); got != want || ok != (want != "") {
			t.Errorf("PairOf(%q) = %q, %v, want %q", folder, got, ok, want)
		}
	}
	f("entra-servicenow", "entra servicenow")
	f("entra-atlassian", "entra atlassian")
	f("servicenow", "")
	f("entra-", "")
	f("entra-nowhere", "")
	f("entra-servicenow-x", "")
}
