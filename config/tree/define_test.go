package tree

import (
	"strings"
	"testing"
)

func TestDefine(t *testing.T) {
	const text = `define:
  names: [name.givenName, name.familyName]
  fields: [userName, $names, title]
users:
  attributes: $fields
  by: [id, $names]
  quoted: ["$names"]
  inner: [{of: $names}]
groups: {ref: members.$ref}
`
	err := ReadWith("r.yaml", []byte(text), Options{Define: "define"}, func(root *Node) {
		users := root.Key("users")
		for key, want := range map[string]string{
			"attributes": `["userName","name.givenName","name.familyName","title"]`,
			"by":         `["id","name.givenName","name.familyName"]`,
			"quoted":     `["$names"]`,
			"inner":      `[{"of":["name.givenName","name.familyName"]}]`,
		} {
			if got := users.Key(key).JSON(); got != want {
				t.Errorf("%s: got %s, want %s", key, got, want)
			}
		}
		if got := root.Key("groups").JSON(); got != `{"ref":"members.$ref"}` {
			t.Errorf("groups: %s", got)
		}
		root.Rest()
	})
	if err != nil {
		t.Error(err)
	}
}

func TestDefineRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no such list": {"define: {names: [a]}\nusers: [$names, " +
			"$nmaes]\n", `r.yaml:2:17: no list with this name is defined above; did you mean "names"?`},
		"one below": {"define:\n  a: [$b]\n  b: [x]\nusers: [$a, $b]\n", "r.yaml:2:7: no list with this name " +
			"is defined above; "},
		"itself": {"define: {a: [$a]}\nusers: $a\n", "r.yaml:1:14: no list with this name is defined above; "},
		"unused": {"define: {names: [a]}\nusers: [b]\n", "r.yaml:1:10: this list is not used; write $names " +
			"where you want its items, or remove the list"},
		"no list": {"define: {names: a}\nusers: [b]\n", "r.yaml:1:17: expected a list, found a string"},
		"an odd name": {"define: {Names: [a]}\nusers: [b]\n", "r.yaml:1:10: the name of a list consists of " +
			"lower-case letters, digits and underscores"},
		"not a mapping": {"define: [a]\nusers: [b]\n", "r.yaml:1:9: expected a mapping, found a list"},
	} {
		t.Run(name, func(t *testing.T) {
			read := func(root *Node) { root.Key("users").Strings() } // of which nothing more is said
			err := ReadWith("r.yaml", []byte(c.text), Options{Define: "define"}, read)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
