package answer_test

import (
	"testing"

	"scimshim/rewrite/response"
	"scimshim/rules/rulestest"
)

// An empty list is made only of the error that the rule describes.
func TestEmptyOn(t *testing.T) {
	byType := "{status: 404, scim_type: noTarget}"
	byDetail := "{status: 404, detail: '^no user'}"
	f := func(when, request, answer string, empty bool) {
		t.Helper()
		set := rulestest.Compile(t, rulestest.File("errors: {name: nobody, when: "+when+", answer: empty_list}"))
		r := rulestest.Do(t, set, request, answer)
		got := r.Err == nil && r.Message.Status == 200 && r.Message.Body == response.EmptyList
		if got != empty {
			t.Errorf("%s, %s, %s: %t, %v", when, request, answer, got, r.Err)
		}
	}
	query := "GET /Users?filter=userName eq \"joe\""
	f(byType, query, "404\n\n{"+rulestest.SCIMError+`,"scimType":"noTarget"}`, true)
	f(byType, query, "404\n\n{"+`"scimType":"noTarget","status":"404"}`, true)
	f(byDetail, query, "404\n\n{"+rulestest.SCIMError+`,"detail":"no user matches"}`, true)
	f(byDetail, "GET /Users", "404\n\n{"+rulestest.SCIMError+`,"detail":"no user matches"}`, true)
	// another status, type or detail
	f(byType, query, "400\n\n{"+rulestest.SCIMError+`,"scimType":"noTarget"}`, false)
	f(byType, query, "404\n\n{"+rulestest.SCIMError+`,"scimType":"tooMany"}`, false)
	f(byType, query, "404\n\n{"+rulestest.SCIMError+`}`, false)
	f(byDetail, query, "404\n\n{"+rulestest.SCIMError+`,"detail":"there is no user"}`, false)
	f(byDetail, query, "404\n\n{"+rulestest.SCIMError+`}`, false)
	// invalidFilter, in whatever case
	for _, name := range []string{"scimType", "scimtype", "SCIMTYPE"} {
		for _, value := range []string{"invalidFilter", "invalidfilter", "INVALIDFILTER"} {
			f(byDetail, query, "404\n\n{"+rulestest.SCIMError+`,"`+name+`":"`+value+`","detail":"no user matches"}`, false)
		}
	}
	// no query
	f(byType, "GET /Users/1", "404\n\n{"+rulestest.SCIMError+`,"scimType":"noTarget"}`, false)
	f(byType, "DELETE /Users/1", "404\n\n{"+rulestest.SCIMError+`,"scimType":"noTarget"}`, false)
	// no SCIM
	f(byDetail, query, "404\n\n"+`{"detail":"no user matches"}`, false)
	f(byDetail, query, "404\n\n"+`{"schemas":["urn:example:Error"],"detail":"no user matches"}`, false)
	f(byDetail, query, "404\n\nno user matches", false)
	f(byDetail, query, "404\n\n", false)
	f(byDetail, query, "404\n\n"+`["no user"]`, false)
	f(byDetail, query, "404\n\n"+`{"detail":"no user","detail":"no user",`+rulestest.SCIMError+`}`, false)
}
