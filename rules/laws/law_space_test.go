package laws_test

import (
	"runtime"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// What the rules need to work on a body, as package proxy reserves it: for each byte of one
// of 64 KiB at most, and for a larger one as a whole.
const (
	spaceOfSmallRequest = 32
	spaceOfSmallAnswer  = 4
	spaceOfLarge        = 3 * (8 << 20)
)

// Between the rules of the packs no more is alive than is reserved for them. A message of
// many short elements needs most: each becomes an object, or an operation.
func TestWorkingSpace(t *testing.T) {
	rulestest.SkipCost(t)
	patch := func(ops string) string {
		return `{"schemas":["` + rulestest.PatchURN + `"],"Operations":[` + ops + `]}`
	}
	cases := []struct {
		method, resource, id string
		make                 func(n int) string // of n parts, the body of the request, or of the answer to a GET
		few, many            int
	}{
		{"GET", "Users", "", func(n int) string { _, list := listOfUsers(n); return list }, 120, 16_000},
		{"POST", "Users", "", func(n int) string { return `{"userName":"x","emails":[` + rulestest.Repeat(n, `"%d"`) + `]}` }, 7_000, 9_990},
		{"PATCH", "Groups", "1", func(n int) string {
			return patch(`{"op":"Remove","path":"members","value":[` + rulestest.Repeat(n, `{"value":"%d"}`) + `]}`)
		}, 3_500, 9_990},
		{"PATCH", "Users", "1", func(n int) string {
			return patch(rulestest.Repeat(990, `{"op":"Add","path":"title","value":"%d`+strings.Repeat("x", n)+`"}`))
		}, 10, 900},
		{"PATCH", "Users", "1", func(n int) string {
			return patch(`{"op":"Add","value":{` + rulestest.Repeat(n, `"emails.a%d":"True"`) + `}}`)
		}, 2_700, 40_000},
	}
	for _, names := range [][]string{{"entra", "atlassian"}, {"okta", "aws-identity-center"}} {
		set := rulestest.Packs(t, names...)
		for i, c := range cases {
			if names[0] == "okta" && c.method != "GET" { // its requests need less
				continue
			}
			for _, n := range []int{c.few, c.many} {
				body, per := c.make(n), int64(spaceOfSmallRequest)
				if c.method == "GET" {
					per = spaceOfSmallAnswer
				}
				most := per * int64(len(body))
				if len(body) > 64<<10 {
					most = spaceOfLarge
				}
				if n == c.few && len(body) > 64<<10 || n == c.many && (len(body) > 8<<20 || c.method != "GET" && len(body) > 1<<20) {
					t.Errorf("%s %d: %d bytes of %d parts", c.method, i, len(body), n)
				}
				alive := spaceOf(set, &rewrite.Message{Method: c.method, Resource: c.resource, ID: c.id}, body)
				t.Logf("%s, %s %d: %d bytes need %d, %.1f for each", names[1], c.method, i, len(body), alive,
					float64(alive)/float64(len(body)))
				if alive > most {
					t.Errorf("%s, %s %d: %d bytes need %d, more than %d", names[1], c.method, i, len(body), alive, most)
				}
			}
		}
	}
}

// spaceOf returns how many bytes are alive at most between two rules, beside the body. A
// message that is refused needs what it needed until then.
func spaceOf(set *rules.Set, m *rewrite.Message, body string) int64 {
	m.Route = cases.Route
	if m.Method != "GET" {
		m.Body = body
	}
	before, most, n := alive(), int64(0), 0
	m.Due = func(*rewrite.Message) error {
		if n++; n%6 == 0 { // it takes long
			most = max(most, alive()-before)
		}
		return nil
	}
	var trace rewrite.Trace
	set.Chain.Do(m, &trace, func(m *rewrite.Message) error {
		switch m.Method {
		case "GET":
			m.Answer(200, "", body)
		case "POST":
			m.Answer(201, "", `{"schemas":["`+rulestest.CoreUser+`"],"id":"1","userName":"x"}`)
		default:
			m.Answer(204, "", "")
		}
		return nil
	})
	return most
}

// alive returns how many bytes the garbage collector finds in use.
func alive() int64 {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int64(s.HeapAlloc)
}
