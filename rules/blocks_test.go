package rules_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"scimshim/rules"
)

// compileBlocks compiles a file after the pack entra.
func compileBlocks(t *testing.T, text string) (*rules.Set, error) {
	t.Helper()
	return rules.Compile(rules.Source{File: "own.yaml", Data: []byte(text)})
}

// A block comes to steps, which are called by it and stand in the order of the phases.
func TestBlocksAreSteps(t *testing.T) {
	set, err := compileBlocks(t, `name: own
define: {forms: [unquoted, spacing]}
params: {odd: {type: boolean, default: false, says: x}}
attributes:
  users: {own: {urn: 'urn:example:own:2.0:User', badge: id, tags: [string]}, roles.id: any, enterprise.dept: string}
  groups: {members.display: string}
users:
  read: [unescaped]
read:
  - $forms
  - {form: typed_path, if: {odd: true}}
  - {form: plus_space, why: A query is encoded twice, source: [Q06, 'https://example.com/']}
drop: [enterprise.dept]
`)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, i := range set.Infos {
		names = append(names, i.Name)
	}
	want := []string{"own/users.read.unescaped", "own/read.unquoted", "own/read.spacing", "own/read.plus_space", "own/drop"}
	if !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	last := set.Infos[3]
	if last.Why != "A query is encoded twice" || !slices.Equal(last.Sources, []string{"Q06", "https://example.com/"}) {
		t.Errorf("why %q, sources %q", last.Why, last.Sources)
	}
	if len(set.Doubts) > 0 {
		t.Errorf("warnings: %v", set.Doubts)
	}
}

func TestBlocksRefuse(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing":             {"name: own\n", "own.yaml:1:1: the file has no blocks; "},
		"a faulty block":      {"name: own\nread: [{form: unqoted}]\n", "own.yaml:2:15: "},
		"a misspelled kind":   {"name: own\nraed: [unquoted]\n", `own.yaml:2:1: unknown key "raed"; did you mean "read"?`},
		"a kind of a section": {"name: own\nusers: {raed: [unquoted]}\n", `own.yaml:2:9: unknown key "raed"; did you mean "read"?`},
		"twice": {"name: own\nread: [unquoted, unquoted]\n", "own.yaml:2:18: own/read.unquoted " +
			"occurs twice here; merge the two"},
		"a form":              {"name: own\nread: [unqoted]\n", "own.yaml:2:8: "},
		"an unknown option":   {"name: own\nread: [{form: unquoted, wy: x}]\n", `own.yaml:2:25: unknown key "wy"; did you mean "why"?`},
		"no pack":             {"name: own\nextends: entar\nread: [unquoted]\n", "own.yaml:2:10: there is no such pack; did you mean entra?"},
		"an attribute's type": {"name: own\nattributes: {users: {x: strin}}\nread: [unquoted]\n", `own.yaml:2:25: unknown word; did you mean "string"?`},
		"a prefix of another": {"name: own\nattributes: {users: {enterprise: {urn: 'urn:example:x:2.0:User', a: string}}}\nread: [unquoted]\n",
			"own.yaml:2:22: this name already belongs to the extension " +
				"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := compileBlocks(t, c.text)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

// Each kind of block has a manual page, each example of which is a file with such a block,
// but for its name and its parameters.
func TestManual(t *testing.T) {
	for _, kind := range rules.Kinds() {
		page, ok := rules.Manual(kind)
		if !ok || len(strings.Fields(page)) < 20 {
			t.Errorf("%s: no manual page", kind)
			continue
		}
		examples := examplesIn(page)
		if len(examples) == 0 {
			t.Errorf("%s: the manual page has no example", kind)
		}
		for _, text := range examples {
			file := "name: t\n" + paramsIn(text) + text
			set, err := rules.Compile(rules.Source{File: kind + ".yaml", Data: []byte(file)})
			if err != nil {
				t.Errorf("%s%v", text, err)
			} else if !slices.ContainsFunc(set.Infos, func(i rules.Info) bool { return i.Kind == kind }) {
				t.Errorf("the example of %s is of another kind:\n%s", kind, text)
			}
		}
	}
	if _, ok := rules.Manual("nothing"); ok {
		t.Error("a manual page of no kind")
	}
}

var conditions = regexp.MustCompile(`\bif: \{(\w+): (\w+)\}`)

// paramsIn declares the parameters that an example looks at, so that it holds.
func paramsIn(text string) string {
	declared := ""
	for _, c := range conditions.FindAllStringSubmatch(text, -1) {
		kind := "string"
		if c[2] == "true" || c[2] == "false" {
			kind = "boolean"
		}
		declared += fmt.Sprintf("  %s: {type: %s, default: %s, says: x}\n", c[1], kind, c[2])
	}
	if declared == "" {
		return ""
	}
	return "params:\n" + declared
}

// examplesIn returns the indented parts of a manual page.
func examplesIn(page string) []string {
	var list []string
	inside := false
	for line := range strings.Lines(page) {
		text, ok := strings.CutPrefix(line, "\t")
		if ok && inside {
			list[len(list)-1] += text
		} else if ok {
			list = append(list, text)
		}
		inside = ok
	}
	return list
}
