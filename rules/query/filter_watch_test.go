package query_test

import (
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/response"
	"scimshim/rules/rulestest"
)

// What a client writes or the target shows may contradict what a rule assumes of
// the data. From then on what rests on that is 503, and nothing else is.
func TestFilterLapses(t *testing.T) {
	const (
		same   = `{"schemas":[],"id":"1","userName":"Ada@example.com","emails":[{"type":"work","value":"ada@example.com"}]}`
		differ = `{"schemas":[],"id":"1","userName":"ada","emails":[{"type":"home","value":"ada"},{"type":"work","value":"b@example.com"}]}`
		noMail = `{"schemas":[],"id":"1","userName":"ada","emails":[{"type":"home","value":"x"}]}`
		noName = `{"schemas":[],"id":"1","emails":[{"type":"work","value":"b@example.com"}]}`
		blank  = `{"schemas":[],"id":"1","userName":"b@example.com","emails":[{"type":"work","value":" b@example.com "}]}`
	)
	list := func(resources ...string) string {
		return "200\n\n" + `{"schemas":["` + response.ListURN + `"],"totalResults":` + string(rune('0'+len(resources))) +
			`,"Resources":[` + strings.Join(resources, ",") + "]}"
	}
	patched := func(ops string) string {
		return "PATCH /Users/1\n\n" + `{"schemas":["` + rulestest.PatchURN + `"],"Operations":[` + ops + `]}`
	}
	name, mail := rulestest.OpOf("replace", "userName", `"ada"`), rulestest.OpOf("replace", `emails[type eq "work"].value`, `"b@example.com"`)
	f := func(what, request, answer string, want bool) {
		t.Helper()
		set := rulestest.Compile(t, rulestest.File(assumedFilter))
		rulestest.Do(t, set, request, answer)
		r := rulestest.Do(t, set, mailQuery, list())
		if !want {
			if r.Err != nil || r.Trace.Warrant != rewrite.ByStatement {
				t.Errorf("%s: %v, %q", what, r.Err, r.Trace.Warrant)
			}
			return
		}
		if x, ok := rulestest.Refused(r.Err); !ok || x.Status != 503 || x.Reason != rewrite.AssumptionBroken ||
			!strings.Contains(x.Detail, "t/users.filter.emails") || r.Sent != nil {
			t.Errorf("%s: %v", what, r.Err)
		}
		if r := rulestest.Do(t, set, `GET /Users?filter=userName eq "x"`, list()); r.Err != nil || r.Trace.Warrant != rewrite.ByTarget {
			t.Errorf("%s, another filter: %v, %q", what, r.Err, r.Trace.Warrant)
		}
	}
	f("a list", "GET /Users", list(same, differ), true)
	f("a list of equals", "GET /Users", list(same, noMail, noName, blank), false)
	f("one", "GET /Users/1", "200\n\n"+differ, true)
	f("without a work e-mail", "GET /Users/1", "200\n\n"+noMail, false)
	f("a projection", "GET /Users/1?attributes=emails", "200\n\n"+noName, false)
	f("created", "POST /Users\n\n"+differ, "201\n\n"+differ, true)
	f("created, and not shown", "POST /Users\n\n"+differ, "201\n\n"+`{"schemas":[],"id":"1"}`, true)
	f("created otherwise", "POST /Users\n\n"+strings.Replace(same, `"ada@`, `"b@`, 1), "201\n\n"+same, false)
	f("not created", "POST /Users\n\n"+differ, "409\n\n"+errorOf("409"), false)
	f("perhaps created", "POST /Users\n\n"+differ, "500\n\n"+errorOf("500"), true)
	f("replaced", "PUT /Users/1\n\n"+differ, "204", true)
	f("both patched", patched(name+","+mail), "204", true)
	f("patched without path", patched(`{"op":"replace","value":`+differ+`}`), "204", true)
	title := rulestest.OpOf("replace", "title", `"x"`)
	f("patched without path behind others", patched(title+","+title+`,{"op":"replace","value":`+differ+`}`), "204", true)
	f("the name with a path, the e-mail without", patched(name+","+title+`,{"op":"replace","value":`+
		`{"emails":[{"type":"work","value":"b@example.com"}]}}`), "204", true)
	f("the e-mail patched, and shown", patched(mail), "200\n\n"+differ, true)
	f("the name patched, and shown", patched(name), "200\n\n"+differ, true)
	f("the e-mail patched, and it is the same", patched(mail), "200\n\n"+same, false)
	f("refused patch", patched(name+","+mail), "400\n\n"+errorOf("400"), false)
	f("found, and another's", mailQuery, list(strings.Replace(differ, `"ada"`, `"a"`, 1)), true)

	// that nobody matches is a statement, too
	set := rulestest.Compile(t, rulestest.File(`users: {filter: {match: 'nickName eq {v}', assume: no_match}}`))
	rulestest.Do(t, set, "GET /Users/1", "200\n\n"+`{"schemas":[],"id":"1","nickName":"a"}`)
	if r := rulestest.Do(t, set, `GET /Users?filter=nickName eq "a"`, ""); r.Err == nil || r.Refusal(t).Status != 503 {
		t.Errorf("no_match: %v", r.Err)
	}
	// in shadow nothing is assumed
	set = rulestest.Compile(t, rulestest.File(assumedFilter), "name: own\noverrides: [{step: t/users.filter.emails, mode: shadow}]\n")
	rulestest.Do(t, set, "GET /Users/1", "200\n\n"+differ)
	if set.Chain.Lapsed(0) {
		t.Error("a rule in shadow lapsed")
	}
	// what is proven does not lapse, and what the target resolves loosely shows nothing
	set = rulestest.Compile(t, "name: t\nusers:\n  filter: {match: 'id eq {v}', to: 'externalId eq {v}', assume: complete}\n"+
		"  queries: {unproven: [externalId]}\n")
	rulestest.Do(t, set, "GET /Users/1", "200\n\n"+`{"schemas":[],"id":"1","externalId":"x"}`)
	if set.Chain.Lapsed(0) {
		t.Error("a loose attribute contradicted an assumption")
	}
}

func errorOf(status string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"` + status + `"}`
}

// Where the target resolves what is asked for in a way of its own, answers show nothing
// of the assumption, and what clients write does.
func TestFilterLapsesLoose(t *testing.T) {
	const differ = `{"schemas":[],"id":"1","userName":"ada","emails":[{"type":"work","value":"b@example.com"}]}`
	f := func(request, answer string, want bool) {
		t.Helper()
		set := rulestest.Compile(t, rulestest.File(assumedFilter+"\n  queries: {unproven: [userName]}"))
		rulestest.Do(t, set, request, answer)
		r := rulestest.Do(t, set, mailQuery, "200\n\n"+response.EmptyList)
		if x, ok := rulestest.Refused(r.Err); ok != want || ok && x.Reason != rewrite.AssumptionBroken {
			t.Errorf("%s: %v", request, r.Err)
		}
	}
	f("GET /Users/1", "200\n\n"+differ, false)
	f("POST /Users\n\n"+differ, "201\n\n"+differ, true)
}
