package rewrite

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/json"
	"scimshim/rewrite/racetest"
)

// numbered returns n texts with commas between them, numbered where the text has
// a #.
func numbered(n int, text string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = strings.ReplaceAll(text, "#", fmt.Sprint(i))
	}
	return strings.Join(list, ",")
}

// Answers of up to 8 MiB to a query whose projection has as many names as there is
// room for. What multiplies the two takes minutes, and so meets the time that
// go test has.
func TestCostOfProjections(t *testing.T) {
	racetest.SkipCost(t)
	lists := []struct{ param, names string }{
		{"attributes", numbered(1400, "a#")},
		{"attributes", numbered(800, "emails.a#")},
		{"excludedAttributes", numbered(1400, "a#")},
		{"excludedAttributes", numbered(700, "emails.a#") + ",title"},
	}
	filters := []string{`title eq "x"`, `not (emails eq "x") or title pr`, `emails[value eq "x"] or title pr`}
	body := `{"totalResults":80000,"Resources":[` + numbered(80_000, `{"id":"#","userName":"user#","x":"`+
		strings.Repeat("x", 40)+`"}`) + `]}`
	for _, l := range lists {
		for _, text := range filters {
			m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"filter", text}, {l.param, l.names}}}
			var trace Trace
			err := new(Chain).Do(m, &trace, func(m *Message) error {
				m.Answer(200, "", body)
				return nil
			})
			if hides := m.Hidden(path("title")); hides && (err != nil || !trace.Unverified) {
				t.Errorf("%.30s, %s: %v, unverified: %t", l.names, text, err, trace.Unverified)
			}
		}
	}
}

// Show and Trim meet as many names on each side.
func TestCostOfTrim(t *testing.T) {
	racetest.SkipCost(t)
	var ps []filter.Path
	for i := range 256 {
		ps = append(ps, path("b"+fmt.Sprint(i)))
	}
	body := `{"id":"1",` + numbered(20_000, `"c#":1`) + `,"emails":[` + numbered(100_000, `{"b#":"#"}`) + `]}`
	for _, names := range []string{numbered(1400, "a#"), numbered(800, "emails.a#"), numbered(256, "b#") + ",c"} {
		for _, param := range []string{"attributes", "excludedAttributes"} {
			m := &Message{Method: "GET", Resource: "Users", ID: "1", chain: chainOf(), Query: []Param{{param, names}}}
			shown := m.Show(ps)
			for _, p := range ps {
				if m.listed(m.names(names), p, Covers) == (param == "attributes") && len(shown.added) == len(ps) {
					t.Errorf("%s=%.20s: added %s", param, names, p)
				}
			}
			m.Answer(200, "", body)
			if err := m.Trim(shown); err != nil || len(m.Body) > len(body) {
				t.Errorf("%s=%.20s: %v", param, names, err)
			}
		}
	}
}

// Objects of many members, deep ones, and strings that are all escapes.
func TestCostOfJSON(t *testing.T) {
	racetest.SkipCost(t)
	bodies := []string{
		`{` + numbered(600_000, `"a#":1`) + `}`,
		`{"a":[` + numbered(400_000, `{"a":{"b":#}}`) + `]}`,
		`{"a":"` + strings.Repeat(`\"`, 4_000_000) + `"}`,
		`{"a":"` + strings.Repeat(`\\`, 4_000_000) + `"}`,
		`{` + numbered(400_000, `"\u0061#":1`) + `}`,
		`{"a":[` + numbered(100_000, strings.Repeat("[", 30)+"#"+strings.Repeat("]", 30)) + `]}`,
	}
	for i, body := range bodies {
		if err := json.Check(body); err != nil || len(body) > 8<<20 {
			t.Errorf("body %d, %d bytes: %v", i, len(body), err)
		}
		m := &Message{Method: "GET", Resource: "Users", ID: "1", chain: chainOf(), Status: 200, Body: body}
		met := 0
		err := m.MapAttributes(func(Attr) (Edit, error) { met++; return Keep, nil })
		if err != nil || met < 2 || m.Body != body {
			t.Errorf("body %d: met %d, %v", i, met, err)
		}
	}
}

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
