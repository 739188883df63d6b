package rules_test

import (
	"strings"
	"testing"

	"scimshim/rewrite/response"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// shadowed are blocks of one step, a request and an answer that each of them changes or
// refuses.
var shadowed = []struct{ block, request, answer, outcome string }{
	{"normalize: [op_case]", `PATCH /Users/1` + "\n\n" + `{"Operations":[{"op":"Add","path":"title","value":"x"}]}`, "204", "would_change"},
	{"normalize: [booleans]", "PUT /Users/1\n\n" + `{"active":"False"}`, "204", "would_change"},
	{"normalize: [booleans]", "PUT /Users/1\n\n" + `{"active":7}`, "204", "would_refuse"},
	{"normalize: [booleans]", "GET /Users/1", "200\n\n" + `{"id":"1","active":"True"}`, "would_change"},
	{"users: {drop: [title]}", `PATCH /Users/1` + "\n\n" + `{"Operations":[{"op":"add","path":"title","value":"x"}]}`, "204", "would_change"},
	{"normalize: [member_lists]", `PATCH /Groups/1` + "\n\n" + `{"Operations":[{"op":"remove","path":"members","value":[]}]}`, "204",
		"would_change"},
	{"users: {rename: {from: title, to: rank}}", "PUT /Users/1\n\n" + `{"title":"x"}`, "204", "would_change"},
	{"users: {rename: {from: title, to: rank}}", `GET /Users?filter=title pr&attributes=title&sortBy=title`, "200\n\n" + response.EmptyList,
		"would_change"},
	{"users: {rename: {from: title, to: rank}}", "GET /Users/1", "200\n\n" + `{"id":"1","rank":"x"}`, "would_change"},
	{"users: {rename: {from: title, to: rank}}", "GET /Users/1", "200\n\n" + `{"id":"1","rank":"x","title":"y"}`, "would_refuse"},
	{"users: {filter: {match: 'title eq {v}', to: 'userName eq {v}', assume: complete}}", `GET /Users?filter=title eq "a"&attributes=id`,
		"200\n\n" + response.EmptyList, "would_change"},
	{"users: {filter: {match: 'title eq {v}', assume: no_match}}", `GET /Users?filter=title eq "a"`,
		"200\n\n" + `{"Resources":[{"id":"1","title":"a"}]}`, "would_change"},
	{"for: target\nattributes: {users: {x: any}}", "GET /Users/1", "200\nLocation: https://target.example.com/scim/Users/1\n\n" + `{"id":"1"}`, "would_change"},
	{"normalize: [schemas]", "PUT /Users/1\n\n" + `{"urn:example:x":{"a":1}}`, "204", "would_change"},
	{"users: {set: {title: {value: x, when: always}}}", "PUT /Users/1\n\n" + `{"userName":"joe"}`, "204", "would_change"},
	{"patch: {never: [remove_all]}", `PATCH /Groups/1` + "\n\n" + `{"Operations":[{"op":"remove","path":"members"}]}`, "204",
		"would_refuse"},
	{"users: {stores: {title: {stored: false, action: refuse}}}", "PUT /Users/1\n\n" + `{"title":"x"}`, "204", "would_refuse"},
	{"errors: [{name: e, when: {status: 404, scim_type: noTarget}, answer: empty_list}]", `GET /Users`, "404\n\n" + `{"scimType":"noTarget"}`,
		"would_change"},
	{"users: {queries: {filters: ['userName eq {v}']}}", `GET /Users?filter=title eq "a"`, "200\n\n" + response.EmptyList,
		"would_refuse"},
	{"users: {queries: {filters: ['emails[type eq {t} and value eq {v}]']}}",
		`GET /Users?filter=emails[value eq "a" and type eq "b"]`, "200\n\n" + response.EmptyList, "would_change"},
	{`users: {patch: {elements: {emails: {paths: ['emails[type eq "work"].value'], write: remove_add, assume: bare_element}}}}`,
		`PATCH /Users/1` + "\n\n" + `{"Operations":[{"op":"add","path":"emails[type eq \"work\"].value","value":"x"}]}`, "204",
		"would_change"},
}

// inMode compiles blocks of one step with that step in a mode, and returns its name.
func inMode(t *testing.T, blocks, mode string) (*rules.Set, string) {
	t.Helper()
	name := rulestest.Compile(t, rulestest.File(blocks)).Infos[0].Name
	return rulestest.Compile(t, rulestest.File(blocks)+"overrides: [{step: "+name+", mode: "+mode+"}]\n"), name
}

// A step in shadow changes nothing of a message, drops nothing and answers
// nothing, and is counted.
func TestShadow(t *testing.T) {
	for _, s := range shadowed {
		set, name := inMode(t, s.block, "shadow")
		r := rulestest.Do(t, set, s.request, s.answer)
		if r.Err != nil {
			t.Errorf("%s: %v", s.block, r.Err)
			continue
		}
		in, _ := cases.ParseRequest(s.request)
		if got, want := cases.FormatRequest(r.Sent), cases.FormatRequest(in); got != want {
			t.Errorf("%s: sent\n%s\nwant\n%s", s.block, got, want)
		}
		if got := cases.FormatResponse(r.Message); strings.TrimSpace(got) != s.answer {
			t.Errorf("%s: answered\n%s\nwant\n%s", s.block, got, s.answer)
		}
		if got := r.Outcome(set, name); got != s.outcome || r.Dropped() != 0 {
			t.Errorf("%s: %s, %d dropped; want %s", s.block, got, r.Dropped(), s.outcome)
		}
		// enforced, the step does change or refuse
		set = rulestest.Compile(t, rulestest.File(s.block))
		r = rulestest.Do(t, set, s.request, s.answer)
		want := strings.NewReplacer("would_change", "changed", "would_refuse", "refused").Replace(s.outcome)
		if got := r.Outcome(set, name); got != want {
			t.Errorf("%s: enforced %s, want %s", s.block, got, want)
		}
		// and disabled, it is not there
		set, _ = inMode(t, s.block, "disabled")
		if len(set.Infos) != 0 || len(set.Chain.Accept) != 0 {
			t.Errorf("%s: disabled, and in the chain", s.block)
		}
	}
}

// What a step in shadow says of lenience and of unproven attributes does not hold.
func TestShadowAllowsNothing(t *testing.T) {
	set, _ := inMode(t, "read: [unquoted]", "shadow")
	if r := rulestest.Do(t, set, `GET /Users?filter=userName eq joe`, "200"); r.Sent != nil {
		t.Error("a lenience in shadow let a filter pass")
	}
	set = rulestest.Compile(t, rulestest.File("read: [unquoted]\noverrides: [{step: t/read.unquoted, mode: shadow}]"), "name: u\nread: [unquoted]\n")
	r := rulestest.Do(t, set, `GET /Users?filter=userName eq joe`, rulestest.List("0"))
	if r.Outcome(set, "t/read.unquoted") == "changed" || r.Outcome(set, "u/read.unquoted") != "changed" {
		t.Errorf("in shadow %s, enforced %s", r.Outcome(set, "t/read.unquoted"), r.Outcome(set, "u/read.unquoted"))
	}
	set, _ = inMode(t, "users: {queries: {unproven: [userName]}}", "shadow")
	r = rulestest.Do(t, set, "POST /Users\n\n"+`{"userName":"a"}`, "201\n\n"+`{"id":"1","userName":"b"}`)
	if r.Err == nil {
		t.Error("an unproven attribute in shadow let a contradiction pass")
	}
}
