package laws_test

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/response"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// A large is a message that is made of one part many times over, and the rules
// that have to do with each of them.
type large struct {
	name  string
	rules string
	make  func(n int) (*rewrite.Message, string) // the request, and what the target answers
}

const renameRule = `
name: t
users:
  rename: {from: externalId, to: 'urn:example:2.0:User:number'}
`

const membersRules = `
name: t
normalize: [op_case, names, shapes, empty_values]
`

// listOfUsers returns a query and a list of n users, which is 250 KB of 500.
func listOfUsers(n int) (*rewrite.Message, string) {
	users := make([]string, n)
	for i := range users {
		users[i] = fmt.Sprintf(`{"schemas":["%s","urn:example:2.0:User"],"id":"%d","userName":"user%d@example.com",`+
			`"name":{"givenName":"Ada","familyName":"Lovelace","formatted":"Ada Lovelace"},"active":true,`+
			`"emails":[{"type":"work","primary":true,"value":"user%d@example.com"}],"title":"Analyst, second floor, left",`+
			`"meta":{"resourceType":"User","created":"2026-01-02T03:04:05Z","lastModified":"2026-02-03T04:05:06Z"},`+
			`"urn:example:2.0:User":{"number":"%d"}}`, rulestest.CoreUser, i, i, i, i)
	}
	body := fmt.Sprintf(`{"schemas":["%s"],"totalResults":%d,"startIndex":1,"itemsPerPage":%d,"Resources":[%s]}`,
		response.ListURN, n, n, strings.Join(users, ","))
	m := &rewrite.Message{Method: "GET", Resource: "Users"}
	return m, body
}

// patchOfMembers returns a PATCH that adds n members as Entra sends them.
func patchOfMembers(n int) (*rewrite.Message, string) {
	members := make([]string, n)
	for i := range members {
		members[i] = fmt.Sprintf(`{"$ref":null,"value":"%032d"}`, i)
	}
	return &rewrite.Message{Method: "PATCH", Resource: "Groups", ID: "1",
		Body: `{"schemas":["` + rulestest.PatchURN + `"],"Operations":[{"op":"Add","path":"members","value":[` +
			strings.Join(members, ",") + `]}]}`}, ""
}

var larges = []large{
	{"list with a rename in every resource", renameRule, listOfUsers},
	{"PATCH of members", membersRules, patchOfMembers},
}

// runs returns what takes a message of n parts through the rules once.
func (l large) runs(t testing.TB, n int) func() *rewrite.Message {
	set := rulestest.Compile(t, l.rules)
	m, answer := l.make(n)
	status := 200
	if answer == "" {
		status = 204
	}
	var on rewrite.Message
	var trace rewrite.Trace
	next := func(m *rewrite.Message) error {
		m.Answer(status, "", answer)
		return nil
	}
	return func() *rewrite.Message {
		on.Reset()
		on.Method, on.Resource, on.ID, on.Body, on.Route = m.Method, m.Resource, m.ID, m.Body, cases.Route
		if err := set.Chain.Do(&on, &trace, next); err != nil {
			t.Fatal(err)
		}
		return &on
	}
}

// What a message of many parts costs in allocations does not grow with their
// number: it is edited in one pass.
func TestLargeAllocates(t *testing.T) {
	if rulestest.RaceDetector {
		t.Skip("the race detector lets pools forget, so that allocations cannot be counted")
	}
	for _, l := range larges {
		of := func(n int) float64 {
			run := l.runs(t, n)
			return testing.AllocsPerRun(20, func() { run() })
		}
		few, many := of(10), of(1000)
		if many > few+10 { // a buffer that doubles
			t.Errorf("%s: %.0f allocations for 10 parts, %.0f for 1000", l.name, few, many)
		}
		t.Logf("%s: %.0f allocations for 10 parts, %.0f for 1000", l.name, few, many)
	}
}

// The large messages come out right.
func TestLargeChanges(t *testing.T) {
	m := larges[0].runs(t, 3)()
	for i := range 3 {
		if want := fmt.Sprintf(`"externalId":"%d"`, i); !strings.Contains(m.Body, want) {
			t.Errorf("no %s in %s", want, m.Body)
		}
	}
	if strings.Contains(m.Body, `"number"`) {
		t.Errorf("the target's name is in %s", m.Body)
	}
}

func BenchmarkLargeList(b *testing.B) { benchLarge(b, larges[0], 500) }

func BenchmarkLargePatch(b *testing.B) { benchLarge(b, larges[1], 1000) }

func benchLarge(b *testing.B, l large, n int) {
	run := l.runs(b, n)
	m, answer := l.make(n)
	b.SetBytes(int64(len(m.Body) + len(answer)))
	b.ReportAllocs()
	for b.Loop() {
		run()
	}
	ratio(b)
}
