package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"scimshim/rewrite/racetest"
)

// TestFindings holds the table of what was once found wrong, testdata/findings.tsv:
// for each id the tests and cases that hold its cure. Each was seen failing before.
// A row is an id, a test ("rules TestLeaver/slack") or a case
// ("rules/testdata/entra-slack/x.txt"), and what holds now. A "-" in the place of the
// test is what is left, with the reason.
func TestFindings(t *testing.T) {
	racetest.SkipReading(t)
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("testdata", "findings.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 3 || f[2] == "" {
			t.Errorf("expected an id, a test or a case, and what holds: %s", line)
			continue
		}
		held[f[0]] = true
		if f[1] != "-" && !holderExists(t, f[1]) {
			t.Errorf("%s: there is no %s", f[0], f[1])
		}
	}
	for _, id := range findingIDs() {
		if !held[id] {
			t.Errorf("nothing holds %s", id)
		}
	}
}

// findingIDs are the findings of the rewriting, of third parties, of operation, of
// performance, as far as it is bounds, and of attacks.
func findingIDs() []string {
	ids := []string{"O1", "O2", "O3", "O4", "O5", "O6", "O8", "P4", "P5", "P6"}
	for group, n := range map[string]int{"W": 16, "F": 15, "T": 18, "A": 11} {
		for i := range n {
			ids = append(ids, group+strconv.Itoa(i+1))
		}
	}
	return ids
}

// holderExists reports whether there is the test or the case that a row names.
func holderExists(t *testing.T, holder string) bool {
	t.Helper()
	root := filepath.Join("..", "..")
	dir, test, isTest := strings.Cut(holder, " ")
	if !isTest {
		_, err := os.Stat(filepath.Join(root, filepath.FromSlash(holder)))
		return err == nil
	}
	name, _, _ := strings.Cut(test, "/")
	define := regexp.MustCompile(`(?m)^func ` + regexp.QuoteMeta(name) + `\(`)
	files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(dir), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if define.Match(text) {
			return true
		}
	}
	return false
}
