package rules

import "testing"

func TestPage(t *testing.T) {
	set := compile(t, rule(`page: {max: 500}`))
	f := func(in, want string) {
		t.Helper()
		r := do(t, set, "GET /Users?"+in, "")
		if got := formatRequest(r.sent); got != "GET /Users?"+want+"\n" {
			t.Errorf("%s: %s", in, got)
		}
	}
	f("count=1000&startIndex=3", "count=500&startIndex=3")
	f("count=500", "count=500")
	f("count=-1", "count=-1")
	f("count=many", "count=many")
	f("startIndex=3", "startIndex=3")
}
