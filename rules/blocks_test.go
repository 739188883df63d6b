package rules_test

import (
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
  users: {own: {urn: 'urn:example:own:2.0:User', badge: id, tags: [string]}, roles.id: any}
  groups: {members.display: string}
users:
  read: [unescaped]
read:
  - $forms
  - {form: typed_path, if: {odd: true}}
  - {form: plus_space, why: A query is encoded twice, source: [Q06, 'https://example.com/']}
rules:
  - {name: badge, when: {resource: Users}, rename: {from: own.badge, to: enterprise.employeeNumber}}
`)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, i := range set.Infos {
		names = append(names, i.Name)
	}
	want := []string{"own/users.read.unescaped", "own/read.unquoted", "own/read.spacing", "own/read.plus_space", "own/badge"}
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
		"nothing":             {"name: own\n", "own.yaml:1:1: the file says nothing; "},
		"a misspelled kind":   {"name: own\nraed: [unquoted]\n", `own.yaml:2:1: unknown key "raed"; did you mean "read"?`},
		"a kind of a section": {"name: own\nusers: {raed: [unquoted]}\n", `own.yaml:2:9: unknown key "raed"; did you mean "read"?`},
		"twice":               {"name: own\nread: [unquoted, unquoted]\n", "own.yaml:2:18: own/read.unquoted stands here a second time; join the two"},
		"a form":              {"name: own\nread: [unqoted]\n", "own.yaml:2:8: "},
		"an unknown option":   {"name: own\nread: [{form: unquoted, wy: x}]\n", `own.yaml:2:25: unknown key "wy"; did you mean "why"?`},
		"no pack":             {"name: own\nextends: entar\nread: [unquoted]\n", "own.yaml:2:10: there is no such pack; did you mean entra?"},
		"an attribute's type": {"name: own\nattributes: {users: {x: strin}}\nread: [unquoted]\n", `own.yaml:2:25: unknown word; did you mean "string"?`},
		"a prefix of another": {"name: own\nattributes: {users: {enterprise: {urn: 'urn:example:x:2.0:User', a: string}}}\nread: [unquoted]\n",
			"own.yaml:2:22: this is the name of the extension urn:ietf:params:scim:schemas:extension:enterprise:2.0:User already"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := compileBlocks(t, c.text)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}
