package rules_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"scimshim/rewrite/racetest"
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
	f := func(block string, want ...string) {
		t.Helper()
		for i, s := range want {
			want[i] = "3:" + s
		}
		if got := remarks(t, "name: own\nfor: client\n"+block+"\n"); got != strings.Join(want, "\n") {
			t.Errorf("%s\n got %s\nwant %s", block, got, strings.Join(want, "\n"))
		}
	}
	const department = "department is of the Enterprise extension: " + enterprise + ":department"
	f("users: {stores: {attributes: [userName, department, emial], others: drop}}",
		"41: "+department, "53: emial is not an attribute of Users; did you mean emails?")
	f("users: {rename: {from: nickName, to: departmnt}}",
		"38: departmnt is not an attribute of Users; did you mean "+enterprise+":department?")
	f(`users: {filter: {match: 'emails[type eq "work"].vale eq {v}', to: 'emails[type eq "work" and value eq {v}]', assume: complete}}`,
		"49: emails has no sub-attribute vale; did you mean value?")
	f(`users: {filter: {match: 'emails[typ eq "vale" and vale eq {v}]', to: 'userName eq {v}', assume: complete}}`,
		"33: emails has no sub-attribute typ; did you mean type?", "51: emails has no sub-attribute vale; did you mean value?")
	f("users: {queries: {filters: [{attributes: [usrName], operators: [eq]}, 'id eq {v} and department eq {v}']}}",
		"43: usrName is not an attribute of Users; did you mean userName?", "86: "+department)
	f("users: {drop: [givenName, badge, title.x, manager.value, enterprise.departmnt, enterprise.manager.vale]}",
		"16: givenName is a sub-attribute: name.givenName", "27: badge is not an attribute of Users"+declareIt, "40: title has no sub-attributes", "43: manager is of the Enterprise extension: "+enterprise+":manager.value", "69: departmnt is not declared in the schema "+enterprise+"; did you mean department?", "99: "+enterprise+":manager has no sub-attribute vale; did you mean value?")
	f("users: {drop: ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:Usr:department', 'urn:example:x:User:y']}",
		"75: no schema urn:ietf:params:scim:schemas:extension:enterprise:2.0:Usr is declared; did you mean "+enterprise+
			"?", "108: no schema urn:example:x:User is declared"+declareIt)
	f(`users: {set: {'emails[type eq "work"].vale': {value: x, stamp: {primry: true}}}}`,
		"39: emails has no sub-attribute vale; did you mean value?", "65: emails has no sub-attribute primry; did you mean primary?")
	f(`users: {set: {nickName: {from: 'attr("emials[type pr].value") + attr("name.formated")', when: always}}}`,
		"39: emials is not an attribute of Users; did you mean emails?", "71: name has no sub-attribute formated; did you mean formatted?")
	f(`users: {stores: {emails: {elements: 'typ eq "work"'}}}`,
		"38: emails has no sub-attribute typ; did you mean type?")
	f(`users: {stores: {emails: {max_elements: 1, prefer: ['kind eq "work"', 'primry eq true']}}}`,
		"54: emails has no sub-attribute kind"+declareIt, "72: emails has no sub-attribute primry; did you mean primary?")
	f(`users: {patch: {elements: {emails: {paths: ['emails[type eq "work"].valeu'], write: remove_add, complete: [valeu], stamp: {primry: true}}}}}`,
		"69: emails has no sub-attribute valeu; did you mean value?", "108: emails has no sub-attribute valeu; did you mean value?", "124: emails has no sub-attribute primry; did you mean primary?")
	f("users: {stores: {addresses: {required: [localty], action: drop}}}",
		"41: addresses has no sub-attribute localty; did you mean locality?")
	f("users: {convert: {emails.vale: {to: lower(value), filters: refuse}}}",
		"26: emails has no sub-attribute vale; did you mean value?")
	f("users: {queries: {sort: {by: [usrName]}}}",
		"31: usrName is not an attribute of Users; did you mean userName?")
	f("users: {normalize: [{aliases: {mail: emails.vale}}]}",
		"45: emails has no sub-attribute vale; did you mean value?")
	f("users: {normalize: [{booleans: {drop: primry}}]}",
		"39: no attribute of Users has a sub-attribute primry; did you mean primary?")
	f("drop: [members, userName]")
	f("drop: [membres]",
		"8: membres is not an attribute of Users or Groups"+declareIt)
	f("groups: {drop: [userName]}",
		"17: userName is not an attribute of Groups"+declareIt)
	f("groups: {drop: [membres, members.dispaly]}",
		"17: membres is not an attribute of Groups; did you mean members?", "34: members has no sub-attribute dispaly"+declareIt)
}

// Names that are spelled as no schema does, of resources that no schema has, and those
// that clients use, are no mistakes.
func TestDeclared(t *testing.T) {
	f := func(text string, before ...string) {
		t.Helper()
		if got := remarks(t, "name: own\n"+text+"\n", before...); got != "" {
			t.Errorf("%s\n%s", text, got)
		}
	}
	f("users: {drop: [USERNAME, 'urn:ietf:params:scim:schemas:core:2.0:User:title', addresses.primary]}")
	f("users: {drop: [enterprise]}")
	f("drop: [userName, members.display]")
	f("users: {rename: {from: roles.shown, to: roles.display, in: requests}}")
	f("users: {rename: {from: mail, to: emails.value, in: filters}}")
	f("users: {drop: [badge]}\noverrides: [{step: own/users.drop, mode: disabled}]")
	f("attributes: {users: {badge: complex}}\nusers: {drop: [badge.number]}")
	f("attributes: {users: {badge: any}}\nusers: {drop: [badge, badge.number]}")
	f("attributes: {users: {x: {urn: 'urn:example:x:User'}}}\nusers: {drop: [x, x.badge]}")
	f("attributes: {groups: {members.displayName: any}}\ngroups: {drop: [members.displayName]}")
	const servicenow = "urn:ietf:params:scim:schemas:extension:servicenow:2.0:User"
	f("users: {drop: ['"+servicenow+":gender', '"+servicenow+":company.name']}", "entra", "servicenow")
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
		if may := map[string]int{"kind/mention.go": 4}[filepath.ToSlash(file)]; len(reads) != may {
			t.Errorf("%s reads attributes %d times, not %d: %s; use the methods of mention.go", file, len(reads), may, reads)
		}
	}
}

// What a file declares counts for those before it, and an override leaves no remark of
// what it replaces.
func TestDeclaredLater(t *testing.T) {
	set := rulestest.Compile(t, "name: a\nfor: client\nusers: {drop: [badge, rank]}\n",
		"name: b\nattributes: {users: {badge: any}}\n")
	if len(set.Doubts) != 1 || !strings.Contains(set.Doubts[0].Msg, "rank") {
		t.Errorf("got %v", set.Doubts)
	}
	set = rulestest.Compile(t, "name: a\nfor: client\nusers: {drop: [badge]}\n",
		"name: b\noverrides: [{step: a/users.drop, with: {drop: [title]}}]\n")
	if len(set.Doubts) > 0 {
		t.Errorf("got %v", set.Doubts)
	}
}

// No pack names an attribute that nobody declares, whatever its parameters are, and each
// says whose it is.
func TestPacksDeclare(t *testing.T) {
	t.Parallel()
	odd := regexp.MustCompile("declare|sub-attribute|is not an attribute|extension: ")
	for _, name := range racetest.Some(packs.Names()) {
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
