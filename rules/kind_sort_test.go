package rules

import "testing"

// A sortBy that the target takes passes, with the sortOrder that it stands for; another
// one is refused, and a target that does not sort sees neither.
func TestSort(t *testing.T) {
	f := func(text, query, want string) {
		t.Helper()
		set := compile(t, rule(text))
		r := do(t, set, "GET /Users?"+query, "404")
		switch {
		case want == "refused":
			if r.err == nil || r.sent != nil {
				t.Errorf("%s: %s: sent", text, query)
			}
		case r.sent == nil:
			t.Errorf("%s: %s: %v", text, query, r.err)
		default:
			if got := formatRequest(r.sent); got != "GET /Users"+want+"\n" {
				t.Errorf("%s: %s: got %q, want %q", text, query, got, want)
			}
		}
	}
	const some = `sort: {by: [userName, name.familyName], order: always}`
	f(some, "count=5", "?count=5")
	f(some, "sortBy=userName", "?sortBy=userName&sortOrder=ascending")
	f(some, "sortBy=name.FamilyName&sortOrder=descending", "?sortBy=name.FamilyName&sortOrder=descending")
	f(some, "sortBy=title", "refused")
	f(some, "sortBy=a b", "refused")
	f(`sort: {by: [userName]}`, "sortBy=userName", "?sortBy=userName")
	f(`sort: never`, "sortBy=title&count=5&sortOrder=descending", "?count=5")
	f(`sort: never`, "count=5", "?count=5")
	fault(t, rule(`sort: sometimes`), "f1.yaml:4:11: expected one of: never")
	fault(t, rule(`sort: {order: always}`), `f1.yaml:4:11: missing "by"`)
	fault(t, rule(`sort: {by: []}`), "f1.yaml:4:16: expected at least one attribute")
}
