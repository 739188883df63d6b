package query_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"scimshim/config/tree"
	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// filterIn returns a rule file with one filter, in a section, given by its options.
func filterIn(section, options string) string {
	return "name: t\n" + section + ":\n  filter: {" + options + ", name: r}\n"
}

// said returns what Compile says of the files, but for accept lists that lack.
func said(files ...string) string {
	var sources []rules.Source
	for i, text := range files {
		sources = append(sources, rules.Source{File: fmt.Sprintf("f%d.yaml", i+1), Data: []byte(text)})
	}
	var lines []string
	set, err := rules.Compile(sources...)
	var faults tree.Errors
	if errors.As(err, &faults) {
		for _, f := range faults {
			lines = append(lines, f.Error())
		}
		return strings.Join(lines, "\n")
	}
	for _, d := range set.Doubts {
		if !strings.Contains(d.Msg, "accepts filters") {
			lines = append(lines, "doubt: "+d.Error())
		}
	}
	for _, n := range set.Notes {
		lines = append(lines, "note: "+n.Error())
	}
	return strings.Join(lines, "\n")
}

// What is said of a filter rule shows what it does by a made-up resource.
func TestFilterRuleIsTried(t *testing.T) {
	f := func(section, options, want string) {
		t.Helper()
		if got := said(filterIn(section, options)); got != want {
			t.Errorf("%s\n got %s\nwant %s", options, got, want)
		}
	}
	f("users", `match: 'emails[type eq {t}].value eq {v}', to: 'emails[type eq {t} and value eq {v}]'`, "")
	f("users", `match: 'userName eq {v}', to: 'userName sw {v}'`,
		`doubt: f1.yaml:3:11: step t/users.filter.r also selects {"userName":"adax"}, which its match does not with {v} as "ada"; `+
			`answers are checked against match`)
	f("users", `match: 'userName sw {v}', to: 'userName eq {v}'`,
		`f1.yaml:3:42: step t/users.filter.r misses {"userName":"adax"}, which its match selects with {v} as "ada"; `+
			`if your data cannot contain such a resource, say assume: complete`)
	f("users", `match: 'userName sw {v}', to: 'userName eq {v}', assume: complete`,
		`note: f1.yaml:3:11: step t/users.filter.r assumes that there is no resource like {"userName":"adax"}, `+
			`which its match selects with {v} as "ada" and to misses`)
	f("users", `match: 'badge.value eq {v}', to: 'badge eq {v}', assume: complete`,
		"doubt: f1.yaml:3:20: badge is not an attribute of Users; if it is right, declare it under attributes in "+
			"a rule file\ndoubt: f1.yaml:3:46: badge is not an attribute of Users; if it is right, declare it "+
			"under attributes in a rule file\n"+`note: f1.yaml:3:11: step t/users.filter.r assumes that no resource is selected by its match and missed by to; `+
			`none is found among 19 made-up resources`)
	f("users", `match: 'active eq {v} and title pr', to: 'title pr and active ne {v}', assume: no_match`,
		`f1.yaml:3:53: with assume: no_match the target is not asked; remove this`)
	f("users", `match: 'active eq true', to: 'title pr', assume: complete`,
		`note: f1.yaml:3:11: step t/users.filter.r assumes that there is no resource like {"active":true}, `+
			`which its match selects and to misses`)
	long := strings.Repeat("a", 500)
	f("users", `match: 'title eq "`+long+`"', to: 'title pr'`,
		`doubt: f1.yaml:3:11: step t/users.filter.r also selects {"title":"x"}, which its match does not; `+
			`answers are checked against match`)
	f("users", `match: 'title eq "`+long+`"', to: 'nickName pr', assume: complete`,
		`note: f1.yaml:3:11: step t/users.filter.r assumes that there is no resource like a resource of 512 bytes, `+
			`made of its literals, which its match selects and to misses`)
}

// A rule for several resources is as good as for the one for which it is worst.
func TestFilterRuleOfSeveralResources(t *testing.T) {
	const options = `match: 'members eq {v}', to: 'members.value eq {v}'`
	if got := said(filterIn("groups", options)); got != "" {
		t.Error(got)
	}
	if got := said("name: t\nfilter: {" + options + ", name: r}\n"); !strings.HasPrefix(got, "f1.yaml:2:39: step "+
		"t/filter.r may miss") {
		t.Error(got)
	}
}

// What a later file declares counts for the rules before it: what was the same
// there is not, and what was found under a not is left alone.
func TestFilterRuleOfLaterAttributes(t *testing.T) {
	exact := "name: later\nattributes: {users: {%s: id}}\nread: [unquoted]\n"
	same := filterIn("users", `match: 'title eq "A"', to: 'title eq "a"'`)
	if got := said(same, fmt.Sprintf(exact, "nickName")); got != "" {
		t.Error(got)
	}
	later := fmt.Sprintf(exact, "title")
	got := said(same, later)
	if want := `f1.yaml:3:11: by the attributes that a later file declares, step t/users.filter.r misses {"title":"A"}, ` +
		`which its match selects; if your data cannot contain such a resource, say assume: complete`; got != want {
		t.Errorf("got %s", got)
	}
	got = said(strings.Replace(same, `"a"'`, `"a"', assume: complete`, 1), later)
	if want := `note: f1.yaml:3:11: by the attributes that a later file declares, step t/users.filter.r assumes that there is no ` +
		`resource like {"title":"A"}, which its match selects and to misses`; got != want {
		t.Errorf("got %s", got)
	}
	wider := filterIn("users", `match: 'title eq "A"', to: 'title eq "a" or title eq "A"'`)
	got = said(wider, later)
	if want := `doubt: f1.yaml:3:11: by the attributes that a later file declares, step t/users.filter.r also selects {"title":"a"}, ` +
		`which its match does not; answers are checked against match`; got != want {
		t.Errorf("got %s", got)
	}
	set := rulestest.Compile(t, wider, later)
	f := func(query, want string, left int, shown ...string) {
		t.Helper()
		r := rulestest.Do(t, set, "GET /Users?filter="+query, rulestest.List(strconv.Itoa(len(shown)), shown...))
		if sent, _ := r.Sent.Param("filter"); r.Err != nil || sent != want {
			t.Errorf("%s becomes %s: %v", query, sent, r.Err)
		}
		if n := strings.Count(r.Message.Body, `"id"`); n != left {
			t.Errorf("%s: %d resources are left in %s", query, n, r.Message.Body)
		}
	}
	const upper, lower = `{"id":"1","title":"A"}`, `{"id":"2","title":"a"}`
	f(`title eq "A"`, `title eq "a" or title eq "A"`, 1, upper, lower) // wider
	f(`not (title eq "A")`, `not (title eq "A")`, 1, lower)            // and so left under a not
}
