package rules

import (
	"strconv"
	"strings"
	"testing"
)

// paginated returns a list with its numbers.
func paginated(total int, numbers string, resources ...string) string {
	return `{` + listURNs + `,"totalResults":` + strconv.Itoa(total) + numbers + `,"Resources":[` +
		strings.Join(resources, ",") + `]}`
}

const listEve = `{"schemas":["` + coreUser + `"],"id":"9","userName":"eve"}`

// The target is asked for all, and the client gets the page, whatever the target
// says of pages.
func TestPaginate(t *testing.T) {
	set := compile(t, rule(`paginate: here`))
	f := func(query, want string) {
		t.Helper()
		for _, numbers := range []string{`,"startIndex":1,"itemsPerPage":20`, `,"StartIndex":7,"itemsPerPage":3`} {
			r := do(t, set, "GET /Users?"+query, "200\n\n"+paginated(3, numbers, listAda, listBob, listEve))
			if r.err != nil || formatRequest(r.sent) != "GET /Users\n" {
				t.Errorf("%s: sent %s: %v", query, formatRequest(r.sent), r.err)
			}
			if got := strings.Replace(r.m.Body, "StartIndex", "startIndex", 1); got != want {
				t.Errorf("%s\n got %s\nwant %s", query, got, want)
			}
		}
	}
	f("startIndex=1&count=2", paginated(3, `,"startIndex":1,"itemsPerPage":2`, listAda, listBob))
	f("startIndex=2&count=1", paginated(3, `,"startIndex":2,"itemsPerPage":1`, listBob))
	f("startIndex=3", paginated(3, `,"startIndex":3,"itemsPerPage":1`, listEve))
	f("startIndex=4&count=5", paginated(3, `,"startIndex":4,"itemsPerPage":0`))
	f("startIndex=-2&count=1", paginated(3, `,"startIndex":1,"itemsPerPage":1`, listAda))
	f("count=0", paginated(3, `,"startIndex":1,"itemsPerPage":0`))
	f("count=-1", paginated(3, `,"startIndex":1,"itemsPerPage":0`))
	f("count=9", paginated(3, `,"startIndex":1,"itemsPerPage":3`, listAda, listBob, listEve))
}

// Numbers that the target leaves out are there for the client to go on by.
func TestPaginateMissingNumbers(t *testing.T) {
	r := do(t, compile(t, rule(`paginate: here`)), "GET /Users?startIndex=2", "200\n\n"+paginated(2, "", listAda, listBob))
	for _, number := range []string{`"totalResults":2`, `"startIndex":2`, `"itemsPerPage":1`} {
		if r.err != nil || !strings.Contains(r.m.Body, number) {
			t.Errorf("no %s in %s: %v", number, r.m.Body, r.err)
		}
	}
}

// No page is cut out of a part of a list, and what is no page is not touched.
func TestPaginateLeaves(t *testing.T) {
	set := compile(t, rule(`paginate: here`))
	if r := do(t, set, "GET /Users?count=1", "200\n\n"+paginated(3, "", listAda)); r.refusal(t).Status != 502 {
		t.Errorf("a part of the list: %v", r.err)
	}
	for _, query := range []string{"GET /Users", "GET /Users?count=many", "GET /Users?startIndex=x&count=1"} {
		r := do(t, set, query, "200\n\n"+paginated(9, "", listAda))
		if r.err != nil || formatRequest(r.sent) != query+"\n" || r.m.Body != paginated(9, "", listAda) {
			t.Errorf("%s: %s %s %v", query, formatRequest(r.sent), r.m.Body, r.err)
		}
	}
	if r := do(t, set, "GET /Users?count=1", "200\n\n"+paginated(0, "")); r.err != nil {
		t.Errorf("nobody: %v", r.err)
	}
}
