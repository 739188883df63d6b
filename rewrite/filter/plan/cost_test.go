package plan

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite/filter"
)

// joined returns n terms, numbered where the format asks for it.
func joined(n int, format, word string) string {
	terms := make([]string, n)
	for i := range terms {
		terms[i] = strings.ReplaceAll(format, "#", fmt.Sprint(i))
	}
	return strings.Join(terms, " "+word+" ")
}

// nested returns a filter with n levels of brackets, and and or in turn.
func nested(n int) string {
	text := `title pr`
	for i := range n {
		text = fmt.Sprintf(`a%d eq "x" %s (%s) and not (b%d pr)`, i, [...]string{"and", "or"}[i%2], text, i)
	}
	return text
}

// The largest filters that are read, each the worst for some part. What takes
// more than its square in them takes minutes, and so meets the time that go test
// has.
var costly = []string{
	joined(256, `userName eq "#"`, "and"),
	joined(256, `userName eq "#"`, "or"),
	joined(256, `externalId eq "#"`, "and"),
	joined(110, `emails[type eq "work" and value eq "#"]`, "and"),
	joined(128, `emails[type eq "work"].value eq "#"`, "or"),
	joined(128, `title eq "#" and nickName eq "x"`, "and"),
	joined(128, `title eq "#"`, "and") + " and " + joined(128, `nickName eq "#"`, "and"),
	joined(21, `(`+joined(12, `title eq "#"`, "and")+`)`, "or"),
	joined(15, `(`+joined(17, `title eq "#"`, "and")+`)`, "or"),
	joined(42, `emails[type eq "#" and value eq "a" and primary eq true and display co "x" and type ne "b" and value ne "#"]`, "and"),
	joined(100, `(title eq "#" or nickName eq "#")`, "and"),
	"emails[" + joined(256, `value eq "#"`, "and") + "]",
	nested(31),
	strings.Repeat("not (", 32) + "title pr" + strings.Repeat(")", 32),
	`userName eq "` + strings.Repeat(`a" x`, 2000) + `"`,
	`userName eq "` + strings.Repeat(`" `, 4000) + `x"`,
	`userName eq "` + strings.Repeat(`\`, 8000) + `"`,
	strings.Repeat(" ", 4000) + "title" + strings.Repeat(" ", 4000) + "pr",
	strings.Repeat("( ", 32) + "title pr" + strings.Repeat(strings.Repeat(" ", 200)+")", 32),
	strings.ReplaceAll(joined(256, `userName eq joe#`, "and"), " ", "+"),
}

func costlyPattern(t *testing.T, text string) *Pattern {
	t.Helper()
	p, err := ParsePattern(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCostOfFilters(t *testing.T) {
	s := &filter.Scope{Types: filter.Core(), Resource: "Users"}
	pair := costlyPattern(t, `title eq {a} and nickName eq {b}`)
	four := costlyPattern(t, `title eq {a} and title eq {b} and title eq {c} and nickName eq {d}`)
	to := costlyPattern(t, `userName eq "x"`)
	accept := NewAccept([]Form{{Pattern: four, JoinAnd: true}, {Pattern: pair, JoinAnd: true}, {Pattern: to, JoinAnd: true}})
	for i, text := range costly {
		if len(text) > filter.MaxLen {
			t.Errorf("filter %d has %d bytes", i, len(text))
		}
		e, _, err := filter.ParseLenient(text, filter.All)
		if err != nil {
			e, _, err = filter.ParseLenient(text, filter.All&^filter.Unescaped)
		}
		if err != nil {
			t.Errorf("filter %d: %v", i, err)
			continue
		}
		if !Same(e, Normal(e, s), s) {
			t.Errorf("filter %d is not its normal form", i)
		}
		for _, from := range []*Pattern{pair, four} {
			if out, n := Replace(e, from, to, s, ReplaceOptions{}); (n == 0) != (out == e) {
				t.Errorf("filter %d: replaced %d", i, n)
			}
		}
		for _, scan := range []bool{false, true} {
			if plan, err := accept.Answer(nil, e, s, Limits{Requests: 10, Scan: scan}); err == nil && plan.How == "" {
				t.Errorf("filter %d: no way", i)
			}
		}
		if plan, err := accept.Plan(e, s); err == nil && plan.Filter == nil {
			t.Errorf("filter %d: an empty plan", i)
		}
	}
}

// No pair of patterns makes the search for a proof long.
func TestCostOfRelate(t *testing.T) {
	s := &filter.Scope{Types: filter.Core(), Resource: "Users"}
	words := [...]string{"and", "or"}
	chain := func(name string, first int) *Pattern {
		text := name + " pr"
		for i := range 29 {
			text = fmt.Sprintf(`(%s) %s %s%d pr`, text, words[(first+i)%2], name, i)
		}
		return costlyPattern(t, text)
	}
	if r := Relate(chain("a", 0), chain("b", 1), s); r != Other {
		t.Errorf("unlike patterns are %s", r)
	}
	if r := Relate(chain("a", 0), chain("a", 0), s); r != Equivalent {
		t.Errorf("alike patterns are %s", r)
	}
}
