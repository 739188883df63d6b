package query_test

import (
	"strings"
	"testing"
	"time"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// An index rule says what is indexed; the chain plans with it, and finds nothing.
func TestIndex(t *testing.T) {
	set := rulestest.Compile(t, "name: t\nattributes:\n"+
		"  - {resource: Users, path: 'urn:example:2.0:User:badge', type: string}\nrules:\n"+
		"  - name: i\n    when: {resource: Users}\n    index: {attributes: [Emails.Value, 'urn:example:2.0:User:badge'], "+
		"max_age: 15m, rate: 3, page_size: 7, max_resources: 9, sole_process: true}\n"+
		"  - {name: s, mode: shadow, when: {resource: Users}, index: {attributes: [nickName], sole_process: true}}\n"+
		"  - {name: g, when: {resource: Groups}, index: {attributes: [displayName], sole_process: true}}\n"+
		"  - {name: u, when: {resource: Users}, accept: ['userName eq {v}']}\n"+
		"  - {name: h, when: {resource: Groups}, accept: ['id eq {v}']}\n")
	if len(set.Indexes) != 2 || len(set.Doubts) > 0 {
		t.Fatalf("%+v %v", set.Indexes, set.Doubts)
	}
	x, g := set.Indexes[0], set.Indexes[1]
	if x.Rule != "t/i" || x.Resource != "Users" || x.MaxAge != 15*time.Minute || x.Rate != 3 || x.PageSize != 7 ||
		x.MaxResources != 9 || !x.SoleProcess || len(x.Attributes) != 2 || x.Attributes[0] != (filter.Path{Name: "emails", Sub: "value"}) {
		t.Errorf("%+v", x)
	}
	if g.MaxAge != time.Hour || g.Rate != 10 || g.PageSize != 100 || g.MaxResources != 200_000 {
		t.Errorf("%+v", g)
	}
	f := func(query string, how plan.Way, want string) {
		t.Helper()
		r := rulestest.Do(t, set, "GET "+query, "200\n\n{}")
		if r.Err == nil || !strings.Contains(r.Err.Error(), want) || r.Trace.Plan != string(how) || r.Sent != nil {
			t.Errorf("%s: %v, plan %s", query, r.Err, r.Trace.Plan)
		}
	}
	f(`/Users?filter=emails[type eq "work" and value eq "a"]`, plan.Indexed, "is built by scimshim serve only")
	f(`/Users?filter=urn:example:2.0:User:badge eq "a"`, plan.Indexed, "is built by scimshim serve only")
	f(`/Users?filter=nickName eq "a"`, "refused", "nickName")
}

// What makes no sense as an index is refused, or doubted, with its place.
func TestIndexFaults(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		_, err := rules.Compile(rules.Source{File: "f.yaml", Data: []byte("name: t\nrules:\n" + text)})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n%v\nwant %s", text, err, want)
		}
	}
	one := func(options string) string { return "  - {name: i, when: {resource: Users}, index: " + options + "}\n" }
	f("  - {name: i, index: {attributes: [title]}}\n", "3:22: index needs a when that names one resource")
	f("  - {name: i, when: {resource: [Users, Groups]}, index: {attributes: [title]}}\n", "names one resource")
	f("  - {name: i, when: {resource: Users, method: [GET]}, index: {attributes: [title]}}\n", "leave method out")
	f(one("{}"), `"attributes"`)
	f(one("{attributes: []}"), "at least one attribute")
	f(one("{attributes: [badge]}"), "not defined; define it under attributes")
	f(one("{attributes: [emails]}"), "name the one to index, such as emails.value")
	f(one("{attributes: [active]}"), "only text is indexed")
	f(one("{attributes: [password]}"), "does not show this attribute")
	f(one("{attributes: [title"+strings.Repeat(", title", 16)+"]}"), "at most 16 attributes")
	f(one("{attributes: [title], max_age: 10s}"), "at least 1m")
	f(one("{attributes: [title], rate: 0}"), "from 1 to 1000")
	f(one("{attributes: [title], size: 3}"), "size")
	f(one("{attributes: [title]}")+strings.Replace(one("{attributes: [nickName]}"), "name: i", "name: j", 1),
		"f.yaml:4:47: there is an index of Users already, by t/i; override that rule")

	doubt := func(text, want string) {
		t.Helper()
		set := rulestest.Compile(t, "name: t\nrules:\n"+text)
		for _, d := range set.Doubts {
			if strings.Contains(d.Msg, want) {
				return
			}
		}
		t.Errorf("%s\n%v\nwant %s", text, set.Doubts, want)
	}
	doubt(rulestest.Accepting+one("{attributes: [nickName]}"), "nobody is said not to exist on the word of the index")
	doubt(rulestest.Accepting+one("{attributes: [id]}"), "the index is never asked for id: the target takes filters with eq on it")
	doubt(one("{attributes: [title]}"), "the index is never asked: no rule accepts filters of Users")
}
