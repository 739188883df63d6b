package rewrite

import (
	"strings"
	"testing"

	"scimshim/rewrite/filter"
)

// A loose attribute that is not shown proves nothing; one that is shown and another
// contradicts (W1): who was found so is left out, where the list is all there is.
func TestJudgeLooseList(t *testing.T) {
	c := chainOf(funcs{}, funcs{})
	c.Loose = []Loose{{Resource: "Users", Path: path("externalId"), Source: "t/0"},
		{Resource: "Users", Path: path("title"), Source: "t/1", Refuse: true}}
	f := func(text, resources string, total int, want string) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"filter", text}}}
		body := `{"schemas":["` + ListURN + `"],"totalResults":` + itoa(total) + `,"Resources":[` + resources + `]}`
		var trace Trace
		got := ""
		if err := c.Do(m, &trace, answers(200, body)); err != nil {
			got = itoa(refusal(t, err).Status)
		} else {
			for r := range m.Resources() {
				id, _ := Lookup(r, filter.Path{Name: "id"})
				got += id + " "
			}
			n, _ := Lookup(m.Body, totalResults)
			got += "of " + n
			if trace.Unverified {
				got += ", unverified"
			}
			if trace.Unmatched > 0 {
				got += ", without " + itoa(trace.Unmatched)
			}
		}
		if left := trace.Visits[0].Response == Changed; left != strings.Contains(got, "without") {
			t.Errorf("%s answered by %s: %s, and the rule says %v", text, resources, got, trace.Visits[0])
		}
		if got != want {
			t.Errorf("%s answered by %s: %s, want %s", text, resources, got, want)
		}
	}
	a, b, none := `{"id":1,"externalId":"a"}`, `{"id":2,"externalId":"b"}`, `{"id":3}`
	f(`externalId eq "a"`, a, 1, `1 of 1`)
	f(`externalId eq "a"`, none, 1, `3 of 1, unverified`)
	f(`externalId eq "a"`, b, 1, `of 0, without 1`)
	f(filter.UserURN+`:externalId eq "a"`, b, 1, `of 0, without 1`)
	f(`externalId eq "a"`, a+","+b+","+none, 3, `1 3 of 2, unverified, without 1`)
	f(`externalId eq "a"`, b, 2, `502`)
	f(`externalId eq "a"`, `{"id":1,"externalId":"A"}`, 1, `1 of 1, unverified`)
	f(`externalId eq "a" and userName eq "c"`, `{"id":1,"externalId":"b","userName":"c"}`, 1, `of 0, without 1`)
	f(`externalId eq "a" and userName eq "c"`, `{"id":1,"userName":"c"}`, 1, `1 of 1, unverified`)
	f(`externalId eq "a" or userName eq "c"`, `{"id":1,"externalId":"b","userName":"d"}`, 1, `of 0, without 1`)
	f(`externalId eq "a" or userName eq "c"`, `{"id":1,"externalId":"b","userName":"c"}`, 1, `1 of 1`)
	f(`not (externalId eq "a")`, a, 1, `of 0, without 1`)
	f(`not (externalId eq "a")`, b, 1, `2 of 1`)
	f(`not (externalId eq "a")`, none, 1, `3 of 1, unverified`)
	f(`externalId pr`, none, 1, `3 of 1, unverified`)
	f(`userName eq "a"`, `{"id":1,"userName":"b"}`, 1, `502`)
	f(`title eq "a"`, `{"id":1,"title":"b"}`, 1, `502`) // by its rule
	f(`title eq "a"`, none, 1, `3 of 1, unverified`)
}
