package rules_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/packs"
	"scimshim/rules/rulestest"
)

// remarks returns what is doubted of a file behind packs, by line and column.
func remarks(t *testing.T, text string, before ...string) string {
	t.Helper()
	sources := append(rulestest.PackSources(t, before...), rules.Source{File: "own.yaml", Data: []byte(text)})
	var got []string
	for _, d := range rulestest.CompileSources(t, sources...).Doubts {
		if at, ok := strings.CutPrefix(d.Error(), "own.yaml:"); ok {
			got = append(got, at)
		}
	}
	return strings.Join(got, "\n")
}

// An attribute that nobody declares is doubted where it stands, whatever the kind of the
// rule, and the nearest one is named.
func TestUndeclared(t *testing.T) {
	const (
		enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
		declareIt  = "; if it is right, declare it under attributes in a rule file"
	)
	f := func(when, rule string, want ...string) {
		t.Helper()
		text := "name: own\nfor: client\nrules:\n  - name: a\n    when: {resource: " + when + "}\n    " + rule + "\n"
		for i, s := range want {
			want[i] = "6:" + s
		}
		if got := remarks(t, text); got != strings.Join(want, "\n") {
			t.Errorf("%s\n got %s\nwant %s", rule, got, strings.Join(want, "\n"))
		}
	}
	const department = "department is of the Enterprise extension: " + enterprise + ":department"
	f("Users", "keep: {attributes: [userName, department, emial], otherwise: drop}", "35: "+department,
		"47: emial is not an attribute of Users; did you mean emails?")
	f("Users", "rename: {from: nickName, to: departmnt}",
		"34: departmnt is not an attribute of Users; did you mean "+enterprise+":department?")
	f("Users", `filter: {match: 'emails[type eq "work"].vale eq {v}', to: 'emails[type eq "work" and value eq {v}]', assume: complete}`,
		"45: emails has no sub-attribute vale; did you mean value?")
	f("Users", `filter: {match: 'emails[typ eq "vale" and vale eq {v}]', to: 'userName eq {v}', assume: complete}`,
		"29: emails has no sub-attribute typ; did you mean type?", "47: emails has no sub-attribute vale; did you mean value?")
	f("Users", "accept: [{attributes: [usrName], operators: [eq]}, 'id eq {v} and department eq {v}']",
		"28: usrName is not an attribute of Users; did you mean userName?", "71: "+department)
	f("Users", "drop: [givenName, badge, title.x, manager.value, '"+enterprise+":departmnt', '"+enterprise+":manager.vale']",
		"12: givenName is a sub-attribute: name.givenName", "23: badge is not an attribute of Users"+declareIt,
		"36: title has no sub-attributes", "39: manager is of the Enterprise extension: "+enterprise+":manager.value",
		"114: departmnt is not declared in the schema "+enterprise+"; did you mean department?",
		"194: "+enterprise+":manager has no sub-attribute vale; did you mean value?")
	f("Users", "drop: ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:Usr:department', 'urn:example:x:User:y']",
		"71: no schema urn:ietf:params:scim:schemas:extension:enterprise:2.0:Usr is declared; did you mean "+enterprise+"?",
		"104: no schema urn:example:x:User is declared"+declareIt)
	f("Users", `default: {attribute: 'emails[type eq "work"].vale', value: x, stamp: {primry: true}}`,
		"50: emails has no sub-attribute vale; did you mean value?", "75: emails has no sub-attribute primry; did you mean primary?")
	f("Users", `set: {attribute: nickName, to: 'attr("emials[type pr].value") + attr("name.formated")'}`,
		"43: emials is not an attribute of Users; did you mean emails?", "75: name has no sub-attribute formated; did you mean formatted?")
	f("Users", `only: {attribute: emails, where: 'typ eq "work"', otherwise: drop, says: x}`,
		"39: emails has no sub-attribute typ; did you mean type?")
	f("Users", `single: {attribute: emails, prefer: ['kind eq "work"', 'primry eq true']}`,
		"43: emails has no sub-attribute kind"+declareIt, "61: emails has no sub-attribute primry; did you mean primary?")
	f("Users", `upsert: {paths: ['emails[type eq "work"].valeu'], write: replace, complete: [valeu], stamp: {primry: true}, assume: single-element}`,
		"46: emails has no sub-attribute valeu; did you mean value?", "82: emails has no sub-attribute valeu; did you mean value?",
		"98: emails has no sub-attribute primry; did you mean primary?")
	f("Users", "require: {in: addresses, attributes: [localty], otherwise: drop, says: x}",
		"43: addresses has no sub-attribute localty; did you mean locality?")
	f("Users", "value: {attribute: emails.vale, to: lower(value), filter: refuse}", "31: emails has no sub-attribute vale; did you mean value?")
	f("Users", "sort: {by: [usrName]}", "17: usrName is not an attribute of Users; did you mean userName?")
	f("Users", "alias: {mail: emails.vale}", "26: emails has no sub-attribute vale; did you mean value?")
	f("Users", "agree: {attributes: [usrName, 'emails[type eq \"work\"].value'], otherwise: count}",
		"26: usrName is not an attribute of Users; did you mean userName?")
	f("Users", "coerce: {to: booleans, drop: primry}", "34: no attribute of Users has a sub-attribute primry; did you mean primary?")
	f("[Users, Groups]", "drop: [members, userName]")
	f("[Users, Groups]", "drop: [membres]", "12: membres is not an attribute of Users or Groups"+declareIt)
	f("Groups", "drop: [userName]", "12: userName is not an attribute of Groups"+declareIt)
	f("Groups", "drop: [membres, members.dispaly]", "12: membres is not an attribute of Groups; did you mean members?",
		"29: members has no sub-attribute dispaly"+declareIt)
}

// Names that are spelled as no schema does, of resources that no schema has, and those
// that clients use, are no mistakes.
func TestDeclared(t *testing.T) {
	f := func(head, rule string, before ...string) {
		t.Helper()
		if got := remarks(t, "name: own\n"+head+"rules:\n  - {name: a, "+rule+"}\n", before...); got != "" {
			t.Errorf("%s%s\n%s", head, rule, got)
		}
	}
	f("", "when: {resource: Users}, drop: [USERNAME, 'urn:ietf:params:scim:schemas:core:2.0:User:title', addresses.primary]")
	f("", "when: {resource: Users}, drop: ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User']")
	f("", "drop: [userName, members.display]")
	f("", "when: {resource: Agents}, drop: [badge]")
	f("", "when: {resource: Users}, rename: {from: roles.shown, to: roles.display, answers: false}")
	f("", "when: {resource: Users}, alias: {mail: emails.value}")
	f("", "when: {resource: Users}, mode: off, drop: [badge]")
	f("attributes: [{resource: Users, path: badge, type: complex}]\n", "when: {resource: Users}, drop: [badge.number]")
	f("attributes: [{resource: Users, path: badge}]\n", "when: {resource: Users}, drop: [badge, badge.number]")
	f("attributes: [{resource: Users, path: 'urn:example:x:User'}]\n",
		"when: {resource: Users}, drop: ['urn:example:x:User', 'urn:example:x:User:badge']")
	f("attributes: [{resource: Groups, path: members.displayName}]\n", "when: {resource: Groups}, drop: [members.displayName]")
	const servicenow = "urn:ietf:params:scim:schemas:extension:servicenow:2.0:User"
	f("", "when: {resource: Users}, drop: ['"+servicenow+":gender', '"+servicenow+":company.name']", "entra", "servicenow")
}

// All attributes that rules name are read where they are noticed.
func TestAttributesAreNoticed(t *testing.T) {
	direct := regexp.MustCompile(`(tree\.Parse|\bparse)\([^\n]*(filter|plan)\.Parse(Path|Target|Pattern)?\)`)
	files, err := filepath.Glob("*.go")
	rooms, other := filepath.Glob("*/*.go")
	if files = append(files, rooms...); err != nil || other != nil || len(rooms) < 100 {
		t.Fatal(files, err, other)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		reads := direct.FindAll(text, -1)
		if may := map[string]int{"kind/mention.go": 4, "file.go": 1}[filepath.ToSlash(file)]; len(reads) != may {
			t.Errorf("%s reads attributes %d times, not %d: %s; use the methods of mention.go", file, len(reads), may, reads)
		}
	}
}

// What a file declares counts for those before it, and an override leaves no remark of
// what it replaces.
func TestDeclaredLater(t *testing.T) {
	set := rulestest.Compile(t, "name: a\nfor: client\nrules:\n  - {name: x, when: {resource: Users}, drop: [badge, rank]}\n",
		"name: b\nattributes: [{resource: Users, path: badge}]\nrules: []\n")
	if len(set.Doubts) != 1 || !strings.Contains(set.Doubts[0].Msg, "rank") {
		t.Errorf("got %v", set.Doubts)
	}
	set = rulestest.Compile(t, "name: a\nfor: client\nrules:\n  - {name: x, when: {resource: Users}, drop: [badge]}\n",
		"name: b\nrules:\n  - {override: a/x, when: {resource: Users}, drop: [title]}\n")
	if len(set.Doubts) > 0 {
		t.Errorf("got %v", set.Doubts)
	}
}

// No pack names an attribute that nobody declares, whatever its parameters are, and each
// says whose it is.
func TestPacksDeclare(t *testing.T) {
	t.Parallel()
	odd := regexp.MustCompile("declare|sub-attribute|is not an attribute|extension: ")
	for _, name := range packs.Names() {
		source, _ := rules.Pack(name)
		list, err := rules.Params(source)
		if err != nil {
			t.Fatal(err)
		}
		given := []rules.Given{{}}
		for _, p := range list {
			values := p.OneOf
			if p.Type == "boolean" {
				values = []string{"true", "false"}
			}
			for _, v := range values {
				given = append(given, rules.Given{Name: p.Name, Value: v})
			}
		}
		for _, g := range given {
			if source.Given = nil; g.Name != "" {
				source.Given = []rules.Given{g}
			}
			set := rulestest.CompileSources(t, source)
			for _, d := range set.Doubts {
				if odd.MatchString(d.Msg) {
					t.Errorf("%s with %s=%s: %v", name, g.Name, g.Value, d)
				}
			}
			for _, d := range set.Lacks {
				if strings.Contains(d.Msg, "is made for") {
					t.Errorf("%s: %v", name, d)
				}
			}
		}
	}
}

// An attribute without a type has nothing else, and one without anything is refused.
func TestAttributesWithoutType(t *testing.T) {
	f := func(item, want string) {
		t.Helper()
		_, err := rules.Compile(rules.Source{File: "f.yaml", Data: fmt.Appendf(nil, "name: t\nattributes:\n  - %s\nrules: []\n", item)})
		if got := fmt.Sprint(err); got != want {
			t.Errorf("%s\n got %s\nwant %s", item, got, want)
		}
	}
	f("{resource: Users, path: badge}", "<nil>")
	f("{resource: Users, path: badge, case-exact: true}",
		`f.yaml:3:5: missing "type"; without it nothing else can be said of the attribute`)
	f("{resource: Users, path: badge, type: text}",
		"f.yaml:3:42: expected one of: binary, boolean, complex, dateTime, decimal, integer, reference, string")
}
