package rewrite

import (
	"strings"
	"testing"

	"scimshim/rewrite/filter/plan"
)

// Each empty answer to a query says on whose word it is empty, and nothing else
// does.
func TestWarrant(t *testing.T) {
	const none = `{"schemas":["` + ListURN + `"],"totalResults":0,"Resources":[]}`
	relying := func(m *Message) error {
		m.Rely()
		return nil
	}
	f := func(query, answer string, request func(*Message) error, want Warrant) {
		t.Helper()
		c := chainOf(funcs{request: request})
		m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"count", query}}}
		var trace Trace
		trace.Warrant = ByIndex // of an exchange before
		if err := c.Do(m, &trace, answers(200, answer)); err != nil {
			t.Fatal(err)
		}
		if trace.Warrant != want {
			t.Errorf("%s: %q, want %q", answer, trace.Warrant, want)
		}
	}
	f("10", none, nil, ByTarget)
	f("10", `{"schemas":["`+ListURN+`"],"totalResults":0}`, nil, ByTarget)
	f("10", none, relying, ByStatement)
	f("10", strings.Replace(none, `0,"Resources":[]}`, `1,"Resources":[{"id":"1"}]}`, 1), relying, NoWarrant)
	f("0", strings.Replace(none, `Results":0`, `Results":7`, 1), relying, NoWarrant)

	// a rule that says that nothing can match
	c := chainOf(funcs{request: func(m *Message) error {
		m.Rely()
		m.Reply(200, EmptyList)
		return nil
	}})
	var trace Trace
	if err := c.Do(&Message{Method: "GET", Resource: "Users"}, &trace, nil); err != nil || trace.Warrant != ByStatement {
		t.Errorf("%v, %q", err, trace.Warrant)
	}
	// what a rule in shadow relies on is nothing to the answer
	c = chainOf(funcs{request: relying})
	c.Steps[0].Mode = Shadow
	if err := c.Do(&Message{Method: "GET", Resource: "Users"}, &trace, answers(200, none)); err != nil ||
		trace.Warrant != ByTarget {
		t.Errorf("in shadow: %v, %q", err, trace.Warrant)
	}
	// an error, and one resource, are no empty answers
	c = chainOf()
	m := &Message{Method: "GET", Resource: "Users", ID: "1"}
	if err := c.Do(m, &trace, answers(200, `{"schemas":[],"id":"1"}`)); err != nil || trace.Warrant != NoWarrant {
		t.Errorf("a resource: %v, %q", err, trace.Warrant)
	}
}

// Nobody, by an index, is on the index's word; beside a rule that assumes
// something on that of the rule.
func TestWarrantOfIndex(t *testing.T) {
	f := func(steps []Step, want Warrant) {
		t.Helper()
		c := accepting(t, `userName eq {v}`)
		c.Steps, c.Index = append(c.Steps, steps...), &fakeIndex{ids: []string{"2"}}
		m := &Message{Method: "GET", Resource: "Users",
			Query: []Param{{"filter", `emails[type eq "work" and value eq "ada@example.com"]`}}}
		var trace Trace
		if err := c.Do(m, &trace, people); err != nil || trace.Plan != string(plan.Indexed) || trace.Warrant != want {
			t.Errorf("%v, plan %s, %q, want %q", err, trace.Plan, trace.Warrant, want)
		}
	}
	f(nil, ByIndex)
	f([]Step{{Name: "t/a", Rule: funcs{request: func(m *Message) error {
		m.Rely()
		return nil
	}}}}, ByStatement)
}
