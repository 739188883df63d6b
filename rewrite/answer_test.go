package rewrite

import (
	"strings"
	"testing"
)

// A list from which resources were taken has the numbers of those left; all
// else of it is as it was.
func TestKeepResources(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", Status: 200, Body: in, chain: chainOf()}
		err := m.KeepResources(func(r string) (bool, error) { return !strings.Contains(r, "x"), nil })
		got := m.Body
		if err != nil {
			got = string(refusal(t, err).Reason)
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
	f(`{"totalResults":1,"Resources":[{"a":1}]}`, `{"totalResults":1,"Resources":[{"a":1}]}`)
	f(`{"totalResults": 2,"y":1.0,"Resources":[ {"x":1}, {"a":"\u0041"} ],"itemsPerPage":2}`,
		`{"totalResults": 1,"y":1.0,"Resources":[ {"a":"\u0041"} ],"itemsPerPage":1}`)
	f(`{"totalResults":1,"Resources":[{"x":1}],"startIndex":1}`, `{"totalResults":0,"Resources":[],"startIndex":1}`)
	f(`{"totalResults":3,"Resources":[{"x":1},{"a":1}]}`, "answer_contradicts")
	f(`{"totalResults":3,"Resources":[{"a":1}]}`, `{"totalResults":3,"Resources":[{"a":1}]}`)
	f(`{"Resources":[{"x":1}]}`, "answer_contradicts")
	f(`{"x":1}`, `{"x":1}`)
}

func TestKeepResourcesFails(t *testing.T) {
	m := &Message{Method: "GET", Resource: "Users", Status: 200, Body: `{"totalResults":2,"Resources":[{"a":1},{"a":2}]}`}
	body := m.Body
	err := m.KeepResources(func(string) (bool, error) { return false, BadAnswer(AssumptionBroken, "no") })
	if refusal(t, err).Reason != AssumptionBroken || m.Body != body {
		t.Errorf("%v %s", err, m.Body)
	}
}
