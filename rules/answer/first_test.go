package answer_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// An error of SCIM 1.1 reads as one of SCIM 2.0, if its code is that of HTTP.
func TestErrorsOfSCIM1(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("normalize: [error_answers]"))
	f := func(body, want string) {
		t.Helper()
		r := rulestest.Do(t, set, "GET /Users/1", "404\n\n"+body)
		got := "not SCIM"
		if _, bad := rulestest.Refused(r.Err); !bad {
			got = r.Message.Body
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", body, got, want)
		}
	}
	const rest = `,"detail":"user_not_found","status":"404","schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}`
	for _, errors := range []string{
		`{"Errors":{"description":"user_not_found","code":404}`,
		`{"Errors":[{"description":"user_not_found","code":"404"}]`,
	} {
		f(errors+"}", errors+rest)
	}
	f(`{"Errors":{"description":"user_not_found","code":400}}`, "not SCIM")
	f(`{"Errors":{"description":"","code":404}}`, "not SCIM")
	f(`{"Errors":["user_not_found"]}`, "not SCIM")
	f(`{"errors":404}`, "not SCIM")
}
