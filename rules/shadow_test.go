package rules_test

import (
	"strings"
	"testing"

	"scimshim/rewrite/response"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// shadowed are rules, a request and an answer that each of them changes or
// refuses.
var shadowed = []struct{ rule, request, answer, outcome string }{
	{"op-case: lower", `PATCH /Users/1` + "\n\n" + `{"Operations":[{"op":"Add","path":"title","value":"x"}]}`, "204", "would_change"},
	{"coerce: booleans", "PUT /Users/1\n\n" + `{"active":"False"}`, "204", "would_change"},
	{"coerce: booleans", "PUT /Users/1\n\n" + `{"active":7}`, "204", "would_refuse"},
	{"coerce: booleans", "GET /Users/1", "200\n\n" + `{"id":"1","active":"True"}`, "would_change"},
	{"drop: [title]", `PATCH /Users/1` + "\n\n" + `{"Operations":[{"op":"add","path":"title","value":"x"}]}`, "204", "would_change"},
	{"member-remove: members", `PATCH /Groups/1` + "\n\n" + `{"Operations":[{"op":"remove","path":"members","value":[]}]}`, "204",
		"would_change"},
	{"rename: {from: title, to: rank}", "PUT /Users/1\n\n" + `{"title":"x"}`, "204", "would_change"},
	{"rename: {from: title, to: rank}", `GET /Users?filter=title pr&attributes=title&sortBy=title`, "200\n\n" + response.EmptyList,
		"would_change"},
	{"rename: {from: title, to: rank}", "GET /Users/1", "200\n\n" + `{"id":"1","rank":"x"}`, "would_change"},
	{"rename: {from: title, to: rank}", "GET /Users/1", "200\n\n" + `{"id":"1","rank":"x","title":"y"}`, "would_refuse"},
	{"filter: {match: 'title eq {v}', to: 'userName eq {v}', assume: complete}", `GET /Users?filter=title eq "a"&attributes=id`,
		"200\n\n" + response.EmptyList, "would_change"},
	{"filter: {match: 'title eq {v}', assume: no-match}", `GET /Users?filter=title eq "a"`,
		"200\n\n" + `{"Resources":[{"id":"1","title":"a"}]}`, "would_change"},
	{"location: rewrite", "GET /Users/1", "200\nLocation: https://target.example.com/scim/Users/1\n\n" + `{"id":"1"}`, "would_change"},
	{"schemas: declare", "PUT /Users/1\n\n" + `{"urn:example:x":{"a":1}}`, "204", "would_change"},
	{"set: {attribute: title, value: x}", "PUT /Users/1\n\n" + `{"userName":"joe"}`, "204", "would_change"},
	{"patch-limits: [remove-all]", `PATCH /Groups/1` + "\n\n" + `{"Operations":[{"op":"remove","path":"members"}]}`, "204",
		"would_refuse"},
	{"found: {attributes: [title], then: refuse, says: no}", "PUT /Users/1\n\n" + `{"title":"x"}`, "204", "would_refuse"},
	{"empty-on: {status: 404, scim-type: noTarget}", `GET /Users`, "404\n\n" + `{"scimType":"noTarget"}`, "would_change"},
	{"when: {resource: Users}\n    accept: ['userName eq {v}']", `GET /Users?filter=title eq "a"`, "200\n\n" + response.EmptyList,
		"would_refuse"},
	{"when: {resource: Users}\n    accept: ['emails[type eq {t} and value eq {v}]']",
		`GET /Users?filter=emails[value eq "a" and type eq "b"]`, "200\n\n" + response.EmptyList, "would_change"},
	{`upsert: {paths: ['emails[type eq "work"].value'], write: remove-add, assume: bare-element}`,
		`PATCH /Users/1` + "\n\n" + `{"Operations":[{"op":"add","path":"emails[type eq \"work\"].value","value":"x"}]}`, "204",
		"would_change"},
}

// A rule in shadow changes nothing of a message, drops nothing and answers
// nothing, and is counted.
func TestShadow(t *testing.T) {
	for _, s := range shadowed {
		set := rulestest.Compile(t, rulestest.Rule("mode: shadow\n    "+s.rule))
		r := rulestest.Do(t, set, s.request, s.answer)
		if r.Err != nil {
			t.Errorf("%s: %v", s.rule, r.Err)
			continue
		}
		in, _ := cases.ParseRequest(s.request)
		if got, want := cases.FormatRequest(r.Sent), cases.FormatRequest(in); got != want {
			t.Errorf("%s: sent\n%s\nwant\n%s", s.rule, got, want)
		}
		if got := cases.FormatResponse(r.Message); strings.TrimSpace(got) != s.answer {
			t.Errorf("%s: answered\n%s\nwant\n%s", s.rule, got, s.answer)
		}
		if got := r.Outcome(set, "t/r"); got != s.outcome || r.Dropped() != 0 {
			t.Errorf("%s: %s, %d dropped; want %s", s.rule, got, r.Dropped(), s.outcome)
		}
		// enforced, the rule does change or refuse
		set = rulestest.Compile(t, rulestest.Rule(s.rule))
		r = rulestest.Do(t, set, s.request, s.answer)
		want := strings.NewReplacer("would_change", "changed", "would_refuse", "refused").Replace(s.outcome)
		if got := r.Outcome(set, "t/r"); got != want {
			t.Errorf("%s: enforced %s, want %s", s.rule, got, want)
		}
		// and off, it is not there
		set = rulestest.Compile(t, rulestest.Rule("mode: off\n    "+s.rule))
		if len(set.Infos) != 0 || len(set.Chain.Accept) != 0 {
			t.Errorf("%s: off, and in the chain", s.rule)
		}
	}
}

// What a rule in shadow says of lenience and of loose attributes does not hold.
func TestShadowAllowsNothing(t *testing.T) {
	set := rulestest.Compile(t, rulestest.Rule("mode: shadow\n    lenient: unquoted"))
	if r := rulestest.Do(t, set, `GET /Users?filter=userName eq joe`, "200"); r.Sent != nil {
		t.Error("a lenience in shadow let a filter pass")
	}
	set = rulestest.Compile(t, rulestest.Rule("mode: shadow\n    lenient: unquoted")+"  - {name: s, lenient: unquoted}\n")
	r := rulestest.Do(t, set, `GET /Users?filter=userName eq joe`, rulestest.List("0"))
	if r.Outcome(set, "t/r") == "changed" || r.Outcome(set, "t/s") != "changed" {
		t.Errorf("in shadow %s, enforced %s", r.Outcome(set, "t/r"), r.Outcome(set, "t/s"))
	}
	set = rulestest.Compile(t, rulestest.Rule("mode: shadow\n    when: {resource: Users}\n    loose: [userName]"))
	r = rulestest.Do(t, set, "POST /Users\n\n"+`{"userName":"a"}`, "201\n\n"+`{"id":"1","userName":"b"}`)
	if r.Err == nil {
		t.Error("a loose attribute in shadow let a contradiction pass")
	}
}
