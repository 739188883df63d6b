package query_test

import (
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// An empty list refuses each filter, but those that another file accepts.
func TestAcceptNothing(t *testing.T) {
	const nothing = "name: t\nusers: {queries: {filters: []}}\n"
	set := rulestest.Compile(t, nothing)
	r := rulestest.Do(t, set, `GET /Users?filter=userName eq "a"`, "200\n\n{}")
	f := r.Refusal(t)
	if r.Sent != nil || f.ScimType != "invalidFilter" || !strings.Contains(f.Detail, "it takes no filter at all") {
		t.Errorf("%+v", f)
	}
	if r = rulestest.Do(t, set, "GET /Users", "200\n\n{}"); r.Sent == nil {
		t.Errorf("a query without a filter is refused: %v", r.Err)
	}
	if r = rulestest.Do(t, set, `GET /Groups?filter=displayName eq "a"`, "200\n\n{}"); r.Sent == nil {
		t.Errorf("a filter of another resource is refused: %v", r.Err)
	}
	for _, d := range set.Lacks {
		if strings.Contains(d.Msg, "of Users") {
			t.Errorf("the empty list is no list to the doubts: %v", d)
		}
	}

	set = rulestest.Compile(t, nothing, "name: own\nusers: {queries: {filters: ['id eq {v}']}}\n")
	if r = rulestest.Do(t, set, `GET /Users?filter=id eq "a"`, "200\n\n{}"); r.Sent == nil {
		t.Errorf("what another file accepts is refused: %v", r.Err)
	}
}

// A key without a list says nothing: a file that is cut there is not one that says that nothing is taken.
func TestFiltersWithoutList(t *testing.T) {
	source := rules.Source{File: "t.yaml", Data: []byte("name: t\nusers:\n  queries:\n    filters:\n")}
	if _, err := rules.Compile(source); err == nil || !strings.Contains(err.Error(), "expected a list of forms") {
		t.Errorf("%v", err)
	}
}
