package upgrade_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/cases/suite"
	"scimshim/rules/upgrade"
)

// old returns a pack as it was before blocks, written in blocks.
func old(t *testing.T, name string) (rules.Source, bool) {
	t.Helper()
	file := "testdata/packs/" + name + ".yaml"
	data, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return rules.Source{}, false
	}
	if err != nil {
		t.Fatal(err)
	}
	r := upgrade.Rules(name+".yaml", data)
	if len(r.Faults) > 0 {
		t.Fatal(r.Faults)
	}
	return rules.Source{File: name + ".yaml", Data: r.Text, Pack: true, Unstated: true}, true
}

// Packs that were lists of rules do the same in blocks, in all cases that are written for them
// and have no rules of their own.
func TestPacks(t *testing.T) {
	folders, err := filepath.Glob("../testdata/*-*")
	if err != nil || len(folders) == 0 {
		t.Fatal(folders, err)
	}
	before, changed := listed(t, "before.tsv"), listed(t, "changed.tsv")
	for _, folder := range folders {
		pair := filepath.Base(folder)
		t.Run(pair, func(t *testing.T) {
			t.Parallel()
			var sources []rules.Source
			for _, client := range []string{"entra", "jumpcloud", "okta", "onelogin", "pingone", "sailpoint", "syncope"} {
				target, ok := strings.CutPrefix(pair, client+"-")
				if !ok {
					continue
				}
				c, _ := old(t, client)
				if s, ok := old(t, target); ok {
					sources = []rules.Source{c, s}
				}
			}
			if sources == nil {
				return // a pack that there was not
			}
			base, err := suite.NewBase(sources...)
			if err != nil {
				t.Fatal(err)
			}
			files, err := filepath.Glob(folder + "/*.txtar")
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				id := pair + "/" + strings.TrimSuffix(filepath.Base(file), ".txtar")
				if before[id] && !changed[id] && differ[id] == "" {
					play(t, base, file)
				}
			}
		})
	}
}

// differ are cases with rules of their own that come out otherwise, and why that is right.
var differ = map[string]string{
	"entra-servicenow/patch-name-twice": "max_operations has a sentence of its own",
	"entra-servicenow/rules-drop-create": "the list schemas is made behind the rules of all files, and repeats " +
		"what is there",
}

// listed returns the cases of a table: those that there were before blocks, or those that came
// out otherwise since, or were written in other words.
func listed(t *testing.T, table string) map[string]bool {
	t.Helper()
	data, err := os.ReadFile("../testdata/" + table)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		id, _, _ := strings.Cut(line, "\t")
		ids[id] = true
	}
	return ids
}

// play plays a case but for the names of its rules.
func play(t *testing.T, base *suite.Base, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := cases.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range c.Sections {
		switch {
		case s.Name == cases.Set:
			c.Sections[i].Text = upgrade.Values(s.Text)
		case strings.HasPrefix(s.Name, cases.RuleFile) && strings.Contains(s.Text, "override"):
			return // the steps of these packs have other names
		case strings.HasPrefix(s.Name, cases.RuleFile):
			r := upgrade.Rules(file, []byte(s.Text))
			if len(r.Faults) > 0 {
				return // for its author
			}
			c.Sections[i].Text = string(r.Text)
		}
	}
	given := wire(c)
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
	if got := wire(p.Case); given != got {
		t.Errorf("%s\n%s", file, cases.Diff(given, got))
	}
	for _, s := range complaints {
		t.Errorf("%s: %s", file, s)
	}
}

// wire returns a case without what its rules did.
func wire(c *cases.Case) string {
	c = &cases.Case{Title: c.Title, Sections: slices.Clone(c.Sections)}
	c.Sections = slices.DeleteFunc(c.Sections, func(s cases.Section) bool { return s.Name == cases.Rules })
	return ruleNames.ReplaceAllString(string(c.Format()), "rule NAME")
}

// ruleNames are the names of steps in refusals.
var ruleNames = regexp.MustCompile(`\brule [a-z-]+/[A-Za-z0-9_.-]+\b`)
