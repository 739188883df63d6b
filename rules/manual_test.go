package rules_test

import (
	"regexp"
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// example returns the indented lines of a manual page, as those of a rule.
func example(page string) string {
	var lines []string
	for line := range strings.Lines(page) {
		if text, ok := strings.CutPrefix(line, "\t"); ok {
			lines = append(lines, strings.TrimRight(text, "\n"))
		}
	}
	return strings.Join(lines, "\n")
}

// Each kind has a manual page, and each example in it compiles.
func TestManual(t *testing.T) {
	for _, kind := range rules.Kinds() {
		page, ok := rules.Manual(kind)
		if !ok || len(strings.Fields(page)) < 20 {
			t.Errorf("%s: no manual page", kind)
			continue
		}
		examples := regexp.MustCompile(`(?m)^`+kind+`:`).Split(example(page), -1)
		if examples[0] != "" || len(examples) < 2 {
			t.Errorf("%s: the manual page has no example, or one of another kind:\n%s", kind, page)
			continue
		}
		for _, options := range examples[1:] {
			text := kind + ":" + strings.ReplaceAll(strings.TrimRight(options, "\n"), "\n", "\n    ")
			if kind == "accept" || kind == "loose" {
				text = "when: {resource: Users}\n    " + text
			}
			set, err := rules.Compile(rules.Source{File: kind + ".yaml", Data: []byte(rulestest.Rule(text))})
			if err != nil {
				t.Errorf("%s\n%v", text, err)
			} else if set.Infos[0].Kind != kind {
				t.Errorf("%s is a rule of the kind %s", text, set.Infos[0].Kind)
			}
		}
	}
	if _, ok := rules.Manual("nothing"); ok {
		t.Error("a manual page of no kind")
	}
}
