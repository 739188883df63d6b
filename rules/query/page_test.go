package query_test

import (
	"strings"
	"testing"

	"scimshim/rewrite/response"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

func TestPage(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {queries: {pages: {max: 500}}}`))
	f := func(in, want string) {
		t.Helper()
		r := rulestest.Do(t, set, "GET /Users?"+in, "")
		if got := cases.FormatRequest(r.Sent); got != "GET /Users?"+want+"\n" {
			t.Errorf("%s: %s", in, got)
		}
	}
	f("count=1000&startIndex=3", "count=500&startIndex=3")
	f("count=500", "count=500")
	f("count=-1", "count=-1")
	f("count=many", "count=many")
	f("startIndex=3", "startIndex=3")
}

func TestPageFirst(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {queries: {pages: {max: 3, only: first}}}`))
	f := func(in, want string) {
		t.Helper()
		r := rulestest.Do(t, set, "GET /Users"+in, "")
		if got := cases.FormatRequest(r.Sent); got != "GET /Users"+want+"\n" {
			t.Errorf("%s: %s", in, got)
		}
	}
	f("?startIndex=1&count=2", "?count=2")
	f("?count=9&startIndex=0", "?count=3")
	f("/1?startIndex=7", "/1?startIndex=7") // for the target to judge
	for _, in := range []string{"2", "many", "99999999999999999999"} {
		if r := rulestest.Do(t, set, "GET /Users?startIndex="+in, ""); r.Sent != nil || r.Refusal(t).Status != 400 {
			t.Errorf("startIndex=%s: the target is asked %v, %v", in, r.Sent, r.Err)
		}
	}
}

// A page that may not be all there is must not be taken for it.
func TestPageFull(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {queries: {pages: {max: 6, only: first, full: [4]}}}`))
	f := func(query string, shown int, total, want string) {
		t.Helper()
		list := strings.TrimSuffix(strings.Repeat(`{"id":"1","userName":"a","title":"a"},`, shown), ",")
		body := func(total string) string {
			return `{"schemas":["` + response.ListURN + `"],"totalResults":` + total + `,"Resources":[` + list + `]}`
		}
		r := rulestest.Do(t, set, "GET /Users"+query, "200\n\n"+body(total))
		if r.Err != nil || r.Message.Body != body(want) {
			t.Errorf("%s: %s, %v", query, r.Message.Body, r.Err)
		}
	}
	f("", 2, "2", "2")
	f("", 3, "3", "3")
	f("", 4, "4", "5") // a size that the target stops at by itself (W11)
	f("?count=6", 4, "4", "5")
	f("?filter=title eq \"a\"", 4, "4", "5")
	f("", 5, "5", "5")
	f("", 6, "6", "7")
	f("", 6, "9", "9") // the target counts them all
	f("?count=2&startIndex=1", 2, "2", "3")
	f("?count=2", 1, "1", "1")
	f("?count=1&filter=userName eq \"a\"", 1, "1", "1")
	f("?count=1&filter=title pr and userName eq \"a\"", 1, "1", "1")
	f("?count=1&filter=title eq \"a\"", 1, "1", "2") // which more may have
	f("?count=2&filter=title eq \"a\"", 2, "2", "3")
	f("?count=9&filter=userName eq \"a\"", 6, "6", "7")
	f("?count=0", 0, "0", "0")
}
