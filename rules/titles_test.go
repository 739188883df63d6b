package rules_test

import (
	"flag"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

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

// The page about User Sync leads to cases that are there, and to all that were written for it.
func TestUserSyncPage(t *testing.T) {
	text, err := os.ReadFile("USERSYNC.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range regexp.MustCompile(`\]\(([^)]*\.txtar)\)`).FindAllStringSubmatch(string(text), -1) {
		if _, err := os.Stat(link[1]); err != nil {
			t.Error(err)
		}
	}
	for file := range allCases(t) {
		if strings.Contains(file, "/story-user-sync-") && !strings.Contains(string(text), "("+file+")") {
			t.Errorf("the page does not lead to %s", file)
		}
	}
}
