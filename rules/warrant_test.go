package rules_test

import (
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/response"
	"scimshim/rules/rulestest"
)

// The rules that take something for granted of the data are the warrant of the
// empty answers that rest on it; of all others the target's word is.
func TestWarrants(t *testing.T) {
	f := func(block, request, answer string, want rewrite.Warrant) {
		t.Helper()
		r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(block)), request, answer)
		if r.Err != nil || r.Trace.Warrant != want {
			t.Errorf("%s\n%s: %v, %q, want %q", block, request, r.Err, r.Trace.Warrant, want)
		}
	}
	const none = "200\n\n" + `{"schemas":["` + response.ListURN + `"],"totalResults":0,"Resources":[]}`
	mail := `GET /Users?filter=emails[type eq "work" and value eq "ada@example.com"]`
	name := `GET /Users?filter=userName eq "ada@example.com"`
	const assumed = `users: {filter: {match: 'emails[type eq "work" and value eq {v}]', to: 'userName eq {v}', assume: complete}}`
	f(assumed, mail, none, rewrite.ByStatement)
	f(assumed, name, none, rewrite.ByTarget)
	// wider, and so complete by proof
	f(`users: {filter: {match: 'emails[type eq {t} and value eq {v}]', to: 'emails.value eq {v}', assume: complete}}`, mail, none,
		rewrite.ByTarget)
	f(`users: {filter: {match: 'userName eq {v}', assume: no_match}}`, name, "", rewrite.ByStatement)
	f("groups: {reply: [{name: none, method: GET, list: empty, assume: no_match}]}", "GET /Groups", "", rewrite.ByStatement)
	const local = `users: {convert: {userName: {to: 'local(value)', assume: one_to_one}}}`
	f(local, name, none, rewrite.ByStatement)
	f(local, "GET /Users", none, rewrite.ByTarget)
	f(`errors: [{name: e, when: {status: 404, scim_type: noTarget}, answer: empty_list}]`, name, "404\n\n"+
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","scimType":"noTarget"}`, rewrite.ByTarget)
}
