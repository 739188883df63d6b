package rewrite

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"scimshim/racetest"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
)

// A listed user of a directory, numbered where there is a #.
const trimmedUser = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"#","userName":"user#@example.com",` +
	`"name":{"givenName":"A","familyName":"B"},"emails":[{"value":"user#@example.com","type":"work","primary":true}],` +
	`"active":true,"title":"x","displayName":"x","meta":{"resourceType":"User","location":"https://scim.example.com/#"}}`

// widened returns an answer of users to a request that asks for userName, and was
// widened by the attributes of as many terms.
func widened(terms int, body string) (*Message, Shown) {
	var ps []filter.Path
	for i := range terms {
		ps = append(ps, path("b"+fmt.Sprint(i)))
	}
	m := &Message{Method: "GET", Resource: "Users", chain: chainOf(), Query: []Param{{"attributes", "userName"}}}
	shown := m.Show(ps)
	m.Answer(200, "", body)
	return m, shown
}

// Of 20,000 terms Trim makes one index. Each compared with each attribute of 1,900 users
// (P4) they took more than a minute.
func TestTrimTerms(t *testing.T) {
	racetest.SkipCost(t)
	m, shown := widened(20_000, `{"totalResults":1900,"Resources":[`+numbered(1900, trimmedUser)+`]}`)
	start := time.Now()
	if err := m.Trim(shown); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}

// A query of so many terms over so much that the proxy does not check it all is told
// what was too much: not the requests, of which it takes one (P4).
func TestGatherTooMuchWork(t *testing.T) {
	racetest.SkipCost(t)
	list := plan.NewAccept([]plan.Form{{Attributes: []filter.Path{{Name: "title"}}, Operators: []filter.Op{filter.Sw}}})
	c := &Chain{Accept: []Accepted{{Resource: "Users", List: list}},
		Bounds: []Bounds{{Resource: "Users", Requests: 10, Pages: 20, PageSize: 5000, Scan: true}}}
	text := strings.ReplaceAll(numbered(200, `nickName eq "x#"`), ",", " or ")
	m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"filter", text}}}
	var trace Trace
	err := c.Do(m, &trace, func(m *Message) error {
		m.Answer(200, "", `{"totalResults":5000,"Resources":[`+numbered(5000, `{"id":"#","nickName":"`+
			strings.Repeat("x", 100)+`"}`)+`]}`)
		return nil
	})
	if r := refusal(t, err); r.Reason != TooMany || strings.Contains(r.Detail, "requests;") ||
		!strings.Contains(r.Detail, "more work than") {
		t.Errorf("%+v", r)
	}
}

// What Trim costs does not grow with the terms of the filter that the projection was
// widened for (P4): 1, 30 and 250 of them over 1,900 users.
func BenchmarkTrim(b *testing.B) {
	body := `{"totalResults":1900,"Resources":[` + numbered(1900, trimmedUser) + `]}`
	for _, terms := range []int{1, 30, 250} {
		b.Run(fmt.Sprintf("%d terms", terms), func(b *testing.B) {
			m, shown := widened(terms, body)
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				m.Body = body
				if err := m.Trim(shown); err != nil || strings.Contains(m.Body, `"b0"`) {
					b.Fatal(err)
				}
			}
		})
	}
}
