package laws_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// json makes a JSON value at random, with space and spellings that a reader and
// writer of JSON would not keep. None of its names means anything to a rule.
func (g *maker) json(depth int) string {
	if depth > 0 {
		switch g.IntN(3) {
		case 0:
			return g.list("[", "]", func(int) string { return g.json(depth - 1) })
		case 1:
			return g.list("{", "}", func(i int) string {
				return fmt.Sprintf(`"x%d%s"%s:%s%s`, i, pick(g, "", "Ü", `\u00e9`, `\"`), g.space(), g.space(), g.json(depth-1))
			})
		}
	}
	return pick(g, `1.10`, `-0`, `1E+2`, `12345678901234567890`, `"True"`, `"a\/b"`, `"\u0041"`, `" "`, `true`, `null`,
		`"é"`, `""`, `"members[value eq \"1\"]"`)
}

// solid makes a JSON text in which nothing is null or an empty text, by which
// clients clear what they mean.
func (g *maker) solid(depth int) string {
	for {
		if text := g.json(depth); !strings.Contains(text, "null") && !strings.Contains(text, `""`) {
			return text
		}
	}
}

func (g *maker) list(open, end string, item func(int) string) string {
	var items []string
	for i := range g.IntN(4) {
		items = append(items, g.space()+item(i)+g.space())
	}
	return open + strings.Join(items, ",") + g.space() + end
}

// What no rule is for passes byte for byte, in both directions.
func TestUntouchedIsIdentical(t *testing.T) {
	t.Parallel()
	sets := map[string]*rules.Set{
		"entra":      rulestest.Packs(t, "entra"),
		"servicenow": rulestest.PacksGiven(t, rules.Given{Name: "undefined_attributes", Value: "warn"}, "entra", "servicenow"),
		"atlassian":  rulestest.PacksGiven(t, rules.Given{Name: "unknown_attributes", Value: "warn"}, "entra", "atlassian"),
	}
	for name, set := range sets {
		g := newMaker(2)
		for range rulestest.Often(5000) {
			m, answer := g.untouched()
			sent := *m
			sent.Query = slices.Clone(m.Query)
			var trace rewrite.Trace
			err := set.Chain.Do(m, &trace, func(m *rewrite.Message) error {
				if m.Body != sent.Body || !slices.Equal(m.Query, sent.Query) || m.ID != sent.ID {
					t.Errorf("%s: %s %v\nbecame %s %v", name, sent.Body, sent.Query, m.Body, m.Query)
				}
				m.Answer(200, "", answer)
				return nil
			})
			if err != nil || m.Body != answer {
				t.Fatalf("%s: %s\n%v, answer %s\nbecame %s", name, sent.Body, err, answer, m.Body)
			}
			for i, v := range trace.Visits() {
				if v.Outcome() > rewrite.Warned {
					t.Errorf("%s: %s %s", name, set.Infos[i].Name, v.Outcome())
				}
			}
		}
	}
}

// untouched makes a request and its answer that no rule is for.
func (g *maker) untouched() (*rewrite.Message, string) {
	m := &rewrite.Message{Resource: pick(g, "Users", "Groups"), ID: "4 2", Route: cases.Route}
	if g.IntN(2) == 0 {
		m.Query = append(m.Query, rewrite.Param{Name: "x", Value: "a+b %"},
			rewrite.Param{Name: "attributes", Value: "userName, displayName, id, x"}, rewrite.Param{Name: "count", Value: ""})
	}
	free := func() string {
		return fmt.Sprintf(`"x":%s%s,%s"userName"%s:"joe"`, g.space(), g.solid(3), g.space(), g.space())
	}
	id := `"id":"4 2",`
	switch m.Method = pick(g, "GET", "PUT", "PATCH"); m.Method {
	case "PUT":
		m.Body = g.space() + `{"schemas":[ "urn:ietf:params:scim:schemas:core:2.0:` + strings.TrimSuffix(m.Resource, "s") + `"],` + free() + `}` + g.space()
	case "PATCH":
		value := `[ 7,` + g.solid(2) + `]`
		m.Body = `{` + g.space() + `"Operations" :[ {"value":` + value + `,"path":"x9", "op":"replace"} ],` +
			` "schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp" ]}` + g.space()
	}
	return m, g.space() + `{` + id + free() + `,"displayName":"a"}`
}

// In what a rule edits, all but the edited members is as it came: spaces, the
// order of members, the spelling of numbers, members that no rule knows.
func TestRestOfEditedIsIdentical(t *testing.T) {
	set := rulestest.Compile(t, `
name: t
normalize: [op_case, booleans]
users:
  drop: [nickName]
  rename: {from: title, to: rank}
`)
	g := newMaker(3)
	for range 10_000 {
		var in, out strings.Builder
		both := func(text string) { in.WriteString(text); out.WriteString(text) }
		either := func(before, after string) { in.WriteString(before); out.WriteString(after) }
		both(`{` + g.space() + `"x":` + g.json(2) + `,"Operations"` + g.space() + `:[`)
		for i := range 1 + g.IntN(4) {
			if i > 0 {
				both(`,`)
			}
			both(g.space())
			g.edited(both, either)
			both(g.space())
		}
		both(`],"y":` + g.json(1) + `}` + g.space())
		r := rulestest.Do(t, set, "PATCH /Users/1\n\n"+in.String(), "204")
		want := strings.TrimSpace(out.String())
		if r.Sent == nil || r.Sent.Body != want {
			t.Fatalf("%v\n%s\nwant %s\n got %s", r.Err, in.String(), want, r.Sent.Body)
		}
	}
}

// edited makes an operation, and what is to become of it.
func (g *maker) edited(both func(string), either func(before, after string)) {
	both(`{` + g.space())
	if g.IntN(3) == 0 {
		both(`"note":` + g.json(1) + `,`)
	}
	op := pick(g, "add", "Add", "replace", "REPLACE")
	names := func() { both(`"op":` + g.space()); either(`"`+op+`"`, `"`+strings.ToLower(op)+`"`) }
	first := g.IntN(2) == 0
	if first {
		names()
		both(g.space() + `,`)
	}
	switch g.IntN(5) {
	case 0:
		both(`"path":"displayName"` + g.space() + `,"value":` + g.space() + `"a\u0062c"`)
	case 1:
		both(`"value":`)
		either(`"False"`, `false`)
		both(g.space() + `,"path"` + g.space() + `:` + pick(g, `"active"`, `"\u0061ctive"`, `"`+rulestest.CoreUser+`:active"`))
	case 2:
		both(`"path": `)
		either(`"title"`, `"rank"`)
		both(`,"value":"x\/y"`)
	case 3:
		both(`"value":{"x":` + g.json(1) + `,"active":`)
		either(`"tRUE"`, `true`)
		either(`,"nickName":"x"`, ``)
		both(`,` + g.space() + `"userName":"\u006a"}`)
	case 4:
		both(`"path":"emails","value":[ {"value":"a","primary":`)
		either(`"True"`, `true`)
		both(` }, {"x":` + g.json(1) + `}]`)
	}
	if !first {
		both(`,` + g.space())
		names()
	}
	both(g.space() + `}`)
}
