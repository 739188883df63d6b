package chaintest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/response"
)

// A reading is a Reader.
type reading struct {
	rewrite.Rule
	l filter.Lenience
}

func (r reading) Lenience() filter.Lenience { return r.l }

// changesOf returns what a trace has of changes, each as step, before and after.
func changesOf(t *rewrite.Trace, show func(*rewrite.Message) string) []string {
	var list []string
	for _, c := range t.Changes {
		list = append(list, fmt.Sprintf("%d: %s > %s", c.Step, show(c.Before), show(c.After)))
	}
	return list
}

// Each change is kept with the step that made it, in the order in which it happened; what
// came and what was read of it is no step's but the reader's.
func TestRecord(t *testing.T) {
	rename := func(m *rewrite.Message) error {
		return m.MapFilter(func(e filter.Expr) (filter.Expr, error) {
			c := *e.(*filter.Compare)
			c.Path.Name = "b"
			return &c, nil
		})
	}
	back := func(m *rewrite.Message) error {
		m.SetBody(strings.Replace(m.Body, "0}", `0,"Resources":[]}`, 1))
		return nil
	}
	c := chainOf(funcs{}, funcs{request: rename, response: back}, reading{funcs{}, filter.Unquoted})
	m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: "a eq x"}}}
	trace := rewrite.Trace{Record: true}
	answer := `{"schemas":["` + response.ListURN + `"],"totalResults":0}`
	if err := c.Do(m, &trace, answers(200, answer)); err != nil {
		t.Fatal(err)
	}
	m.Query[0].Value = "another's"
	show := func(m *rewrite.Message) string {
		text, _ := m.Param("filter")
		if !m.IsRequest() {
			text = m.Body
		}
		return text
	}
	want := []string{`2: a eq x > a eq "x"`, `1: a eq "x" > b eq "x"`, "1: " + answer + " > " + strings.Replace(answer, "0}", `0,"Resources":[]}`, 1)}
	if got := changesOf(&trace, show); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if err := chainOf().Do(patch(`{"op":"remove","path":"a"}`), &trace, answers(204, "")); err != nil || trace.Changes != nil {
		t.Errorf("%v, and of the message before %v is left", err, trace.Changes)
	}
}

// Nothing is kept of those who did not ask, of a rule in shadow, or of one that changed
// nothing; what a rule changes past its message's methods is kept.
func TestRecordKeepsChanges(t *testing.T) {
	sly := func(m *rewrite.Message) error { m.Body = `{"sly":1}`; return nil }
	set := func(m *rewrite.Message) error { m.SetBody(`{"set":1}`); return nil }
	c := chainOf(funcs{request: sly}, funcs{request: set}, funcs{request: set}, funcs{request: sly})
	c.Steps[0].Mode = rewrite.Shadow
	for _, record := range []bool{false, true} {
		m := &rewrite.Message{Method: "PUT", Resource: "Users", ID: "1", Body: `{}`}
		trace := rewrite.Trace{Record: record}
		if err := c.Do(m, &trace, answers(204, "")); err != nil {
			t.Fatal(err)
		}
		var want []string
		if record {
			want = []string{`1: {} > {"set":1}`, `3: {"set":1} > {"sly":1}`}
		}
		if got := changesOf(&trace, func(m *rewrite.Message) string { return m.Body }); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// What the proxy makes of a message by itself is no step's: the query that the one document
// of a service ignores, a PATCH that came without operations, an answer that is read for
// what it means.
func TestRecordBlamesNobody(t *testing.T) {
	c := chainOf(reading{funcs{}, filter.Unquoted}, funcs{})
	f := func(m *rewrite.Message, next rewrite.Next) {
		t.Helper()
		trace := rewrite.Trace{Record: true}
		if err := c.Do(m, &trace, next); err != nil || len(trace.Changes) > 0 {
			t.Errorf("%v, %q", err, changesOf(&trace, func(m *rewrite.Message) string { return m.Body }))
		}
	}
	f(&rewrite.Message{Method: "GET", Resource: "ServiceProviderConfig", Query: []rewrite.Param{{Name: "filter", Value: "a pr"}}}, answers(200, `{"patch":{}}`))
	f(patch(``), nil)
	f(&rewrite.Message{Method: "DELETE", Resource: "Users", ID: "1"}, answers(400, `{"said":"no"}`))
}
