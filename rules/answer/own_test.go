package answer_test

import (
	"strings"
	"testing"

	"scimshim/rules/rulestest"
)

// The proxy's own answers do not pass an error mapping, but they are renamed.
func TestOwnAnswers(t *testing.T) {
	set := rulestest.Compile(t, `
name: t
users:
  errors: {name: empty, when: {status: 400, detail: .}, answer: empty_list}
  rename: {from: userName, to: login}
  queries: {filters: ['id eq {v}']}
`)
	r := rulestest.Do(t, set, `GET /Users?filter=userName eq "secretvalue"`, "200\n\n{}")
	f := r.Refusal(t)
	if r.Sent != nil || f.Status != 400 || f.ScimType != "invalidFilter" {
		t.Errorf("%+v", f)
	}
	if strings.Contains(f.Detail, "secretvalue") || !strings.Contains(f.Detail, "remove login") {
		t.Errorf("detail: %s", f.Detail)
	}
	if got := r.Outcome(set, "t/users.queries.filters"); got != "refused" {
		t.Errorf("users %s", got)
	}
}
