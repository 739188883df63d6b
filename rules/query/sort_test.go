package query_test

import (
	"testing"

	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// A sortBy that the target takes passes, with the sortOrder that it stands for; another
// one is refused, and a target that does not sort sees neither.
func TestSort(t *testing.T) {
	f := func(text, query, want string) {
		t.Helper()
		set := rulestest.Compile(t, rulestest.File(text))
		r := rulestest.Do(t, set, "GET /Users?"+query, "404")
		switch {
		case want == "refused":
			if r.Err == nil || r.Sent != nil {
				t.Errorf("%s: %s: sent", text, query)
			}
		case r.Sent == nil:
			t.Errorf("%s: %s: %v", text, query, r.Err)
		default:
			if got := cases.FormatRequest(r.Sent); got != "GET /Users"+want+"\n" {
				t.Errorf("%s: %s: got %q, want %q", text, query, got, want)
			}
		}
	}
	const some = `users: {queries: {sort: {by: [userName, name.familyName], needs_order: true}}}`
	f(some, "count=5", "?count=5")
	f(some, "sortBy=userName", "?sortBy=userName&sortOrder=ascending")
	f(some, "sortBy=name.FamilyName&sortOrder=descending", "?sortBy=name.FamilyName&sortOrder=descending")
	f(some, "sortBy=title", "refused")
	f(some, "sortBy=a b", "refused")
	f(`users: {queries: {sort: {by: [userName]}}}`, "sortBy=userName", "?sortBy=userName")
	f(`users: {queries: {sort: never}}`, "sortBy=title&count=5&sortOrder=descending", "?count=5")
	f(`users: {queries: {sort: never}}`, "count=5", "?count=5")
}
