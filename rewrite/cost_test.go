package rewrite

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/racetest"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
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
