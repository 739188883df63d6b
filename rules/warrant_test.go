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
	f := func(kind, request, answer string, want rewrite.Warrant) {
		t.Helper()
		r := rulestest.Do(t, rulestest.Compile(t, rulestest.Rule(kind)), request, answer)
		if r.Err != nil || r.Trace.Warrant != want {
			t.Errorf("%s\n%s: %v, %q, want %q", kind, request, r.Err, r.Trace.Warrant, want)
		}
	}
	const none = "200\n\n" + `{"schemas":["` + response.ListURN + `"],"totalResults":0,"Resources":[]}`
	mail := `GET /Users?filter=emails[type eq "work" and value eq "ada@example.com"]`
	name := `GET /Users?filter=userName eq "ada@example.com"`
	f(rulestest.AssumedRule, mail, none, rewrite.ByStatement)
	f(rulestest.AssumedRule, name, none, rewrite.ByTarget)
	// wider, and so complete by proof
	f(`filter: {match: 'emails[type eq {t} and value eq {v}]', to: 'emails.value eq {v}', assume: complete}`, mail, none,
		rewrite.ByTarget)
	f(`filter: {match: 'userName eq {v}', assume: no-match}`, name, "", rewrite.ByStatement)
	f("when: {resource: Groups}\n    reply: {list: empty, assume: no-match}", "GET /Groups", "", rewrite.ByStatement)
	f(`value: {attribute: userName, to: 'local(value)', assume: one-to-one}`, name, none, rewrite.ByStatement)
	f(`value: {attribute: userName, to: 'local(value)', assume: one-to-one}`, "GET /Users", none, rewrite.ByTarget)
	f(`empty-on: {status: 404, scim-type: noTarget}`, name, "404\n\n"+
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","scimType":"noTarget"}`, rewrite.ByTarget)
}
