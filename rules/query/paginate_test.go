package query_test

import (
	"strconv"
	"strings"
	"testing"

	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// paginated returns a list with its numbers.
func paginated(total int, numbers string, resources ...string) string {
	return `{` + rulestest.ListURNs + `,"totalResults":` + strconv.Itoa(total) + numbers + `,"Resources":[` +
		strings.Join(resources, ",") + `]}`
}

const listEve = `{"schemas":["` + rulestest.CoreUser + `"],"id":"9","userName":"eve"}`

// The target is asked for all, and the client gets the page, whatever the target
// says of pages.
func TestPaginate(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {queries: {pages: none}}`))
	f := func(query, want string) {
		t.Helper()
		for _, numbers := range []string{`,"startIndex":1,"itemsPerPage":20`, `,"StartIndex":7,"itemsPerPage":3`} {
			r := rulestest.Do(t, set, "GET /Users?"+query, "200\n\n"+paginated(3, numbers, rulestest.ListAda, rulestest.ListBob, listEve))
			if r.Err != nil || cases.FormatRequest(r.Sent) != "GET /Users\n" {
				t.Errorf("%s: sent %s: %v", query, cases.FormatRequest(r.Sent), r.Err)
			}
			if got := strings.Replace(r.Message.Body, "StartIndex", "startIndex", 1); got != want {
				t.Errorf("%s\n got %s\nwant %s", query, got, want)
			}
		}
	}
	f("startIndex=1&count=2", paginated(3, `,"startIndex":1,"itemsPerPage":2`, rulestest.ListAda, rulestest.ListBob))
	f("startIndex=2&count=1", paginated(3, `,"startIndex":2,"itemsPerPage":1`, rulestest.ListBob))
	f("startIndex=3", paginated(3, `,"startIndex":3,"itemsPerPage":1`, listEve))
	f("startIndex=4&count=5", paginated(3, `,"startIndex":4,"itemsPerPage":0`))
	f("startIndex=-2&count=1", paginated(3, `,"startIndex":1,"itemsPerPage":1`, rulestest.ListAda))
	f("count=0", paginated(3, `,"startIndex":1,"itemsPerPage":0`))
	f("count=-1", paginated(3, `,"startIndex":1,"itemsPerPage":0`))
	f("count=9", paginated(3, `,"startIndex":1,"itemsPerPage":3`, rulestest.ListAda, rulestest.ListBob, listEve))
}

// Numbers that the target leaves out are there for the client to go on by.
func TestPaginateMissingNumbers(t *testing.T) {
	r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(`users: {queries: {pages: none}}`)), "GET /Users?startIndex=2", "200\n\n"+paginated(2, "", rulestest.ListAda, rulestest.ListBob))
	for _, number := range []string{`"totalResults":2`, `"startIndex":2`, `"itemsPerPage":1`} {
		if r.Err != nil || !strings.Contains(r.Message.Body, number) {
			t.Errorf("no %s in %s: %v", number, r.Message.Body, r.Err)
		}
	}
}

// No page is cut out of a part of a list, and what is no page is not touched.
func TestPaginateLeaves(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {queries: {pages: none}}`))
	if r := rulestest.Do(t, set, "GET /Users?count=1", "200\n\n"+paginated(3, "", rulestest.ListAda)); r.Refusal(t).Status != 502 {
		t.Errorf("a part of the list: %v", r.Err)
	}
	for _, query := range []string{"GET /Users", "GET /Users?count=many", "GET /Users?startIndex=x&count=1"} {
		r := rulestest.Do(t, set, query, "200\n\n"+paginated(9, "", rulestest.ListAda))
		if r.Err != nil || cases.FormatRequest(r.Sent) != query+"\n" || r.Message.Body != paginated(9, "", rulestest.ListAda) {
			t.Errorf("%s: %s %s %v", query, cases.FormatRequest(r.Sent), r.Message.Body, r.Err)
		}
	}
	if r := rulestest.Do(t, set, "GET /Users?count=1", "200\n\n"+paginated(0, "")); r.Err != nil {
		t.Errorf("nobody: %v", r.Err)
	}
}
