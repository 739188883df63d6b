package normalize_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/cases/suite"
	"scimshim/rules/packs"
)

// reworded are packs of which blocks say what rules did.
var reworded = map[string]struct {
	block string
	gone  []string
}{
	"figma":     {"normalize: [{paths: values}, shapes, list_answers]\n", []string{"paths", "emails", "lists"}},
	"snowflake": {"normalize: [{paths: values}, service_config]\n", []string{"paths", "discovery"}},
}

// inBlocks returns a pack with its block in the place of rules.
func inBlocks(t *testing.T, s rules.Source) rules.Source {
	t.Helper()
	name := strings.TrimSuffix(s.File, ".yaml")
	r, ok := reworded[filepath.Base(name)]
	if !ok {
		return s
	}
	head, list, ok := strings.Cut(string(s.Data), "\nrules:\n")
	if !ok {
		t.Fatalf("%s has no rules", s.File)
	}
	left := withoutRules(t, list, r.gone)
	s.Data = []byte(head + "\n" + r.block + "rules:\n" + left)
	return s
}

// withoutRules returns a list of rules without some of them, and without all comments.
func withoutRules(t *testing.T, list string, gone []string) string {
	t.Helper()
	var b strings.Builder
	var found []string
	out := false
	for line := range strings.Lines(list) {
		if name, ok := strings.CutPrefix(line, "  - name: "); ok {
			name = strings.TrimSpace(name)
			if out = slices.Contains(gone, name); out {
				found = append(found, name)
			}
		}
		if !out && !strings.HasPrefix(line, "  #") {
			b.WriteString(line)
		}
	}
	for _, name := range gone {
		if !slices.Contains(found, name) {
			t.Errorf("the pack has no rule %s", name)
		}
	}
	return b.String()
}

// Packs that say in blocks what their rules did pass the cases that are written for them.
func TestPacksInBlocks(t *testing.T) {
	folders, err := filepath.Glob("../testdata/*-*")
	if err != nil || len(folders) == 0 {
		t.Fatal(folders, err)
	}
	for _, folder := range folders {
		pair, ok := packs.Pair(filepath.Base(folder))
		if !ok {
			t.Fatal(folder)
		}
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			var sources, flat []rules.Source
			for _, name := range pair {
				s, ok := rules.Pack(name)
				if !ok {
					t.Fatalf("no pack %s", name)
				}
				sources, flat = append(sources, inBlocks(t, s)), append(flat, s)
			}
			base, err := suite.NewBase(sources...)
			if err != nil {
				t.Fatal(err)
			}
			if before, err := suite.NewBase(flat...); err != nil || len(before.Set.Doubts) != len(base.Set.Doubts) {
				t.Errorf("%v; of the rules %v was remarked, and of the blocks %v", err, before.Set.Doubts, base.Set.Doubts)
			}
			files, err := filepath.Glob(folder + "/*.txtar")
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				playReworded(t, base, file)
			}
		})
	}
}

// playReworded plays a case but for the names of the rules.
func playReworded(t *testing.T, base *suite.Base, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := cases.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	set, err := base.For(c)
	if err != nil {
		t.Errorf("%s: %v", file, err)
		return
	}
	p, complaints, err := cases.Check(set.Chain, c)
	if err != nil {
		t.Errorf("%s: %v", file, err)
		return
	}
	if want, got := bytesOf(c), bytesOf(p.Case); want != got {
		t.Errorf("%s\n%s", file, cases.Diff(want, got))
	}
	for _, s := range complaints {
		t.Errorf("%s: %s", file, s)
	}
}

// bytesOf returns a case without what its rules did.
func bytesOf(c *cases.Case) string {
	c.Sections = slices.DeleteFunc(c.Sections, func(s cases.Section) bool { return s.Name == cases.Rules })
	return string(c.Format())
}
