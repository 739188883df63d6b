package query_test

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
	"scimshim/rules/packs"
)

// What packs say of queries and filters is said as blocks, in place of the rules that a
// file of testdata/packs names: all cases of the packs come out the same, but for names.
func TestPacksInBlocks(t *testing.T) {
	files, err := filepath.Glob("testdata/packs/*.yaml")
	if err != nil || len(files) < 4 {
		t.Fatalf("%d packs, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			blocks, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			playPack(t, name, string(blocks))
		})
	}
}

// playPack plays the cases of a pack with blocks in place of some of its rules.
func playPack(t *testing.T, pack, blocks string) {
	t.Helper()
	folders, err := filepath.Glob("../testdata/*-*")
	if err != nil {
		t.Fatal(err)
	}
	list := replacedBy(t, blocks)
	same, words, played := sameNames(pack, list), newWords(pack, list), 0
	for _, folder := range folders {
		pair, ok := packs.Pair(filepath.Base(folder))
		if !ok || !slices.Contains(pair, pack) {
			continue
		}
		var sources []rules.Source
		for _, name := range pair {
			s, _ := rules.Pack(name)
			if name == pack {
				s.Data = inBlocks(t, string(s.Data), blocks, list)
			}
			sources = append(sources, s)
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
			played++
			playCase(t, base, file, words, same)
		}
	}
	if played < 5 {
		t.Errorf("%d cases were played", played)
	}
}

// playCase plays a case, of which all must come out as it is written, in names that same
// makes alike.
func playCase(t *testing.T, base *suite.Base, file string, words *strings.Replacer, same func(string) string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := cases.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	set, err := base.For(inNewWords(c, words))
	if err != nil {
		t.Errorf("%s: %v", file, err)
		return
	}
	p, complaints, err := cases.Check(set.Chain, c)
	if err != nil || len(complaints) > 0 {
		t.Errorf("%s: %v %q", file, err, complaints)
		return
	}
	if want, got := outcomeOf(c, same), outcomeOf(p.Case, same); want != got {
		t.Errorf("%s:\n%s", file, cases.Diff(want, got))
	}
}

// newWords returns what puts the names of steps in place of those of rules.
func newWords(pack string, list []replaced) *strings.Replacer {
	var pairs []string
	for _, r := range list {
		if r.step != "" {
			pairs = append(pairs, "override: "+pack+"/"+r.rule, "override: "+pack+"/"+r.step)
		}
	}
	return strings.NewReplacer(pairs...)
}

// outcomeOf returns a case in names that are alike, with the names of rules in the order of
// the alphabet: the phases have an order of their own.
func outcomeOf(c *cases.Case, same func(string) string) string {
	var b strings.Builder
	for _, s := range c.Sections {
		text := same(s.Text)
		if s.Name == cases.Rules {
			lines := slices.Sorted(strings.Lines(text))
			text = strings.Join(lines, "")
		}
		b.WriteString("-- " + s.Name + " --\n" + text)
	}
	return b.String()
}

// inNewWords returns a case with the names that blocks have in the rule files it brings along.
func inNewWords(c *cases.Case, words *strings.Replacer) *cases.Case {
	made := &cases.Case{Title: c.Title}
	for _, s := range c.Sections {
		if strings.HasPrefix(s.Name, cases.RuleFile) {
			s.Text = words.Replace(s.Text)
		}
		made.Sections = append(made.Sections, s)
	}
	return made
}

// A replaced is a rule of a pack and the step of a block in its place, empty if there are
// several.
type replaced struct{ rule, step string }

// replacedBy returns which rules blocks stand in place of, which their first line says.
func replacedBy(t *testing.T, blocks string) []replaced {
	t.Helper()
	first, _, _ := strings.Cut(blocks, "\n")
	names, ok := strings.CutPrefix(first, "# in place of: ")
	if !ok {
		t.Fatal("the blocks do not begin with the names of what they replace")
	}
	var list []replaced
	for name := range strings.FieldsSeq(names) {
		rule, step, _ := strings.Cut(name, "=")
		list = append(list, replaced{rule, step})
	}
	return list
}

// inBlocks returns the text of a pack with blocks in place of some of its rules.
func inBlocks(t *testing.T, pack, blocks string, list []replaced) []byte {
	t.Helper()
	for _, r := range list {
		rule := regexp.MustCompile(`(?m)^  - name: ` + regexp.QuoteMeta(r.rule) + `\n(?:    .*\n)*`)
		if n := len(rule.FindAllString(pack, -1)); n != 1 {
			t.Fatalf("%d rules %s", n, r.rule)
		}
		pack = rule.ReplaceAllString(pack, "")
	}
	// The word of the verdict, which a parameter gives.
	at := regexp.MustCompile(`(?m)^  differing_email:\n(?:    .*\n)*`)
	pack = at.ReplaceAllStringFunc(pack, func(s string) string { return strings.ReplaceAll(s, "count", "warn") })
	pack = strings.Replace(pack, "\nrules:\n", "\n"+blocks+"rules:\n", 1)
	return []byte(pack)
}

// sameNames returns what makes the names of some rules of a pack, and those of its blocks,
// alike.
func sameNames(pack string, list []replaced) func(string) string {
	names := regexp.MustCompile(`\b` + regexp.QuoteMeta(pack) + `/[A-Za-z0-9_.-]*[A-Za-z0-9]`)
	blocks := regexp.MustCompile(`/(?:users\.|groups\.)?(?:queries|filter)\b`)
	return func(s string) string {
		return names.ReplaceAllStringFunc(s, func(name string) string {
			is := func(r replaced) bool { return name == pack+"/"+r.rule }
			if slices.ContainsFunc(list, is) || blocks.MatchString(name) {
				return "RULE"
			}
			return name
		})
	}
}
