package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"scimshim/proxy/log"
	"scimshim/proxy/metric"
	"scimshim/proxy/reason"
	"scimshim/rules"
	"scimshim/rules/packs"
)

// readme returns the README with a table's rows put together on one line each.
func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// rows returns the first column of the table under a heading.
func rows(t *testing.T, text, heading string) []string {
	t.Helper()
	_, section, ok := strings.Cut(text, "\n"+heading+"\n")
	if !ok {
		t.Fatalf("no heading %q", heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var list []string
	for line := range strings.Lines(section) {
		if cells := strings.Split(line, "|"); len(cells) > 2 && !strings.HasPrefix(line, "|---") {
			list = append(list, strings.TrimSpace(cells[1]))
		}
	}
	return list[1:]
}

// The table of metrics is the program's.
func TestReadmeMetrics(t *testing.T) {
	text := readme(t)
	for _, m := range metric.Docs() {
		row := fmt.Sprintf("| `%s` | %s | %s | %s |", m.Name, m.Type, strings.Join(m.Labels, ", "),
			strings.TrimSuffix(m.Help, "."))
		if !strings.Contains(text, "\n"+row+"\n") {
			t.Errorf("the README lacks the row\n%s", row)
		}
	}
	if n, want := len(rows(t, text, "## Metrics")), len(metric.Docs()); n != want {
		t.Errorf("%d metrics in the README, %d in the program", n, want)
	}
}

// The values of the label reason are the program's.
func TestReadmeReasons(t *testing.T) {
	text := readme(t)
	for _, reason := range reason.All() {
		if !strings.Contains(text, "`"+string(reason)+"`") {
			t.Errorf("the README does not name the reason %s", reason)
		}
	}
}

// The rule kinds, the packs and their parameters are the program's.
func TestReadmeRules(t *testing.T) {
	text := readme(t)
	for _, kind := range rules.Kinds() {
		if !strings.Contains(text, "`"+kind+"`") {
			t.Errorf("the README does not name the rule kind %s", kind)
		}
	}
	for _, name := range packs.Names() {
		s, _ := rules.Pack(name)
		params, err := rules.Params(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range params {
			if !strings.Contains(text, "`"+p.Name+"`") {
				t.Errorf("the README does not name the parameter %s of %s", p.Name, name)
			}
		}
	}
	var listed []string
	for _, row := range rows(t, text, "## Rules") {
		listed = append(listed, strings.Trim(row, "`"))
	}
	if !slices.Equal(slices.Sorted(slices.Values(listed)), packs.Names()) {
		t.Errorf("the README has the packs %v, the program %v", listed, packs.Names())
	}
}

// The table of commands is the program's.
func TestReadmeCommands(t *testing.T) {
	table := strings.Join(rows(t, readme(t), "## Use it"), " ")
	for _, c := range newRoot().Commands() {
		if !c.Hidden && !strings.Contains(table, "`"+c.Name()+"`") {
			t.Errorf("the README's table lacks the command %s", c.Name())
		}
	}
}

// Each direct dependency has its reason.
func TestReadmeDependencies(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	direct, _, _ := strings.Cut(string(mod), "\n)")
	table := strings.Join(rows(t, readme(t), "## Dependencies"), " ")
	for line := range strings.Lines(direct) {
		module, _, ok := strings.Cut(strings.TrimSpace(line), " v")
		if !ok {
			continue
		}
		if !strings.Contains(table, strings.TrimPrefix(module, "github.com/")) {
			t.Errorf("the README does not say why %s is there", module)
		}
	}
}

// Each field that a line of the log can have is in its table.
func TestReadmeLog(t *testing.T) {
	table := strings.Join(rows(t, readme(t), "## The log"), " ")
	for _, field := range log.Fields() {
		if !strings.Contains(table, "`"+field+"`") {
			t.Errorf("the README does not name the field %s of the log", field)
		}
	}
}
