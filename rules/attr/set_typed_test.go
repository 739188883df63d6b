package attr_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

func TestTyped(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {set: {emails.type: {value: work, in: answers, assume: single_element}}}`))
	f := func(emails, want string) {
		t.Helper()
		r := rulestest.Do(t, set, "GET /Users/1", "200\n\n"+`{"id":"1","emails":`+emails+`}`)
		if got := r.Message.Body; r.Err != nil || got != `{"id":"1","emails":`+want+`}` {
			t.Errorf("%s: %v %s, want %s", emails, r.Err, got, want)
		}
	}
	f(`[{"value":"a@example.com","primary":true}]`, `[{"value":"a@example.com","primary":true,"type":"work"}]`)
	for _, left := range []string{`[]`, `[{"value":"a","type":"home"}]`, `[{"value":"a"},{"value":"b"}]`, `{"value":"a"}`, `["a"]`} {
		f(left, left)
	}
}

// The type is there when the answer is held against the filter.
func TestTypedBeforeJudged(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users:
  set: {emails.type: {value: work, in: answers, assume: single_element}}
  filter: [{match: 'emails[type eq "work" and value eq {v}]', to: 'emails eq {v}'}]`))
	r := rulestest.Do(t, set, `GET /Users?filter=emails[type eq "work" and value eq "a@example.com"]`,
		"200\n\n"+`{"totalResults":1,"Resources":[{"id":"1","emails":[{"value":"a@example.com"}]}]}`)
	if want := `{"totalResults":1,"Resources":[{"id":"1","emails":[{"value":"a@example.com","type":"work"}]}]}`; r.Err != nil ||
		r.Message.Body != want {
		t.Errorf("%v %s, want %s", r.Err, r.Message.Body, want)
	}
	rulestest.Fault(t, rulestest.File(`users: {set: {title: {value: work, in: answers, assume: single_element}}}`),
		"f1.yaml:2:15: only the type of an element can be set in answers, as in emails.type")
}
