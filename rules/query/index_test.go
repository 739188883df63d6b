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
	set := rulestest.Compile(t, `name: t
attributes: {users: {'urn:example:2.0:User:badge': string}}
users:
  queries:
    filters: ['userName eq {v}']
    index: {attributes: [Emails.Value, 'urn:example:2.0:User:badge'], max_age: 15m, rate: 3, page_size: 7,
      max_resources: 9, sole_process: true}
groups: {queries: {filters: ['id eq {v}'], index: {attributes: [displayName], sole_process: true}}}
`, "name: s\nusers: {queries: {index: {attributes: [nickName], sole_process: true}}}\n",
		"name: own\noverrides: [{step: s/users.queries.index, mode: shadow}]\n")
	if len(set.Indexes) != 2 || len(set.Doubts) > 0 {
		t.Fatalf("%+v %v", set.Indexes, set.Doubts)
	}
	x, g := set.Indexes[0], set.Indexes[1]
	if x.Rule != "t/users.queries.index" || x.Resource != "Users" || x.MaxAge != 15*time.Minute || x.Rate != 3 || x.PageSize != 7 ||
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
	one := func(options string) string { return "name: t\nusers: {queries: {index: " + options + "}}\n" }
	f := func(options, want string) {
		t.Helper()
		_, err := rules.Compile(rules.Source{File: "f.yaml", Data: []byte(one(options))})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n%v\nwant %s", options, err, want)
		}
	}
	f("{}", `"attributes"`)
	f("{attributes: []}", "at least one attribute")
	f("{attributes: [badge]}", "not defined; define it under attributes")
	f("{attributes: [emails]}", "name the one to index, such as emails.value")
	f("{attributes: [active]}", "only text can be indexed")
	f("{attributes: [password]}", "shows this attribute only on request")
	f("{attributes: [title"+strings.Repeat(", title", 16)+"]}", "at most 16 attributes")
	f("{attributes: [title], max_age: 10s}", "at least 1m")
	f("{attributes: [title], rate: 0}", "from 1 to 1000")
	f("{attributes: [title], size: 3}", "size")
	first := rules.Source{File: "t.yaml", Data: []byte(one("{attributes: [title]}"))}
	second := rules.Source{File: "own.yaml", Data: []byte("name: own\nusers: {queries: {index: {attributes: [nickName]}}}\n")}
	const want = "own.yaml:2:26: there is already an index of Users, by t/users.queries.index; override that step"
	if _, err := rules.Compile(first, second); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}

	doubt := func(want string, files ...string) {
		t.Helper()
		set := rulestest.Compile(t, files...)
		for _, d := range set.Doubts {
			if strings.Contains(d.Msg, want) {
				return
			}
		}
		t.Errorf("%s\n%v\nwant %s", files, set.Doubts, want)
	}
	const accepting = "name: accepting\nqueries: {filters: ['id eq {v}']}\n"
	doubt("the index alone never answers that nobody exists", accepting, one("{attributes: [nickName]}"))
	doubt("the index is never used for id: the target accepts filters with eq on "+
		"it", accepting, one("{attributes: [id]}"))
	doubt("the index is never used: no step limits the filters of Users", one("{attributes: [title]}"))
}
