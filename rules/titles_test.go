package rules_test

import (
	"flag"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"scimshim/rules/blocktest"
	"scimshim/rules/cases"
	"scimshim/rules/packs"
)

var updateCases = flag.Bool("update-cases", false, "write packs/cases.tsv anew")

// The list of cases that packs show on their pages is that of the cases.
func TestTitles(t *testing.T) {
	var b strings.Builder
	folder := ""
	for file, c := range allCases(t) {
		pair := filepath.Base(filepath.Dir(file))
		if pair != folder {
			folder = pair
			b.WriteString("# " + pair + "\n")
		}
		title := strings.Join(strings.Fields(c.Title), " ")
		b.WriteString(strings.TrimSuffix(filepath.Base(file), ".txtar") + "\t" + title + "\n")
	}
	const list = "packs/cases.tsv"
	if *updateCases {
		if err := os.WriteFile(list, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := os.ReadFile(list); string(got) != b.String() {
		t.Errorf("rules/%s is stale; go test ./rules -run TestTitles -update-cases writes it anew", list)
	}
}

// allCases returns the cases in testdata by their files, which are sorted.
func allCases(t *testing.T) iter.Seq2[string, *cases.Case] {
	t.Helper()
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d cases (%v)", len(files), err)
	}
	return func(yield func(string, *cases.Case) bool) {
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c, err := cases.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			if !yield(file, c) {
				return
			}
		}
	}
}

// A pack has the cases of the pairs that it is of.
func TestTitlesOfPack(t *testing.T) {
	pairs := map[string]bool{}
	for _, c := range packs.Cases("okta") {
		if c.Name == "" || c.Title == "" {
			t.Errorf("%s has a case %q of the title %q", c.Pair, c.Name, c.Title)
		}
		pairs[c.Pair] = true
	}
	if !pairs["okta-slack"] || pairs["entra-slack"] {
		t.Errorf("the cases of okta are of %v", pairs)
	}
}

// The page about User Sync has rules that compile, with cases in which they act, and leads to all cases
// that were written for it.
func TestUserSyncPage(t *testing.T) {
	text, err := os.ReadFile("USERSYNC.md")
	if err != nil {
		t.Fatal(err)
	}
	rules, _, _ := strings.Cut(string(text), "What has no rule")
	kind := regexp.MustCompile(`\b(rename|set|convert|filter|adopt|managed|deletes|conflicts|match_email)\b`)
	rows := 0
	for line := range strings.Lines(rules) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if len(cells) != 3 || cells[1] == "rule" {
			continue
		}
		rows++
		for _, code := range regexp.MustCompile("`((?:users|groups): [^`]*)`").FindAllStringSubmatch(cells[1], -1) {
			if err := blocktest.Compiles(code[1]); err != nil {
				t.Errorf("%s: %v", code[1], err)
			}
		}
		links := regexp.MustCompile(`\]\(([^)]*\.txtar)\)`).FindAllStringSubmatch(cells[2], -1)
		if len(links) == 0 {
			t.Errorf("there is no case of: %s", cells[0])
		}
		for _, link := range links {
			played, err := os.ReadFile(link[1])
			if err != nil {
				t.Error(err)
			}
			names := func(word string) bool { return strings.Contains(string(played), word) }
			if words := kind.FindAllString(cells[1], -1); len(words) > 0 && !slices.ContainsFunc(words, names) {
				t.Errorf("%s has none of %q", link[1], words)
			}
		}
	}
	if rows < 25 {
		t.Errorf("the page has %d rules", rows)
	}
	for file := range allCases(t) {
		story := strings.Contains(file, "/story-user-sync-") || strings.Contains(file, "/managed-")
		if story && !strings.Contains(string(text), "("+file+")") {
			t.Errorf("the page does not lead to %s", file)
		}
	}
}
