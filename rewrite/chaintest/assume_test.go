package chaintest

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/response"
)

// An assuming is a rule that takes something for granted.
type assuming struct{ funcs }

func (assuming) Assumes() bool { return true }

// contradicting notes a contradiction, in requests or in answers.
func contradicting(m *rewrite.Message) error {
	m.Contradict()
	return nil
}

// A request that contradicts an assumption breaks it unless the target does not
// carry it out, or its answer shows better; an answer breaks it at once.
func TestLapse(t *testing.T) {
	const body = `{"schemas":[],"id":"1"}`
	confirm := func(m *rewrite.Message) error {
		m.Confirm()
		return nil
	}
	refused := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400"}`
	f := func(what string, rule funcs, mode rewrite.Mode, next rewrite.Next, want bool) {
		t.Helper()
		c := chainOf(funcs{}, assuming{rule})
		c.Steps[1].Mode = mode
		var trace rewrite.Trace
		for i := range 2 { // the second exchange is not the first to show it
			_ = c.Do(&rewrite.Message{Method: "PUT", Resource: "Users", ID: "1", Body: "{}"}, &trace, next)
			if got := len(trace.Lapsed) == 1; got != (want && i == 0) || c.Lapsed(1) != want || c.Lapsed(0) {
				t.Errorf("%s, exchange %d: %v, lapsed %v, want %v", what, i, trace.Lapsed, c.Lapsed(1), want)
			}
		}
		c.Renew()
		if c.Lapsed(1) {
			t.Errorf("%s: lapsed after a reload", what)
		}
	}
	request, answer := funcs{request: contradicting}, funcs{response: contradicting}
	fail := func(*rewrite.Message) error { return errors.New("broken pipe") }
	unsent := func(*rewrite.Message) error {
		return &rewrite.Refusal{Status: 503, Reason: rewrite.TargetError, Unsent: true}
	}
	f("nothing", funcs{}, rewrite.Enforce, answers(200, body), false)
	f("carried out", request, rewrite.Enforce, answers(200, body), true)
	f("carried out without a body", request, rewrite.Enforce, answers(204, ""), true)
	f("refused", request, rewrite.Enforce, answers(400, refused), false)
	f("failed", request, rewrite.Enforce, answers(500, refused), true)
	f("not known", request, rewrite.Enforce, fail, true)
	f("never sent", request, rewrite.Enforce, unsent, false)
	f("the answer shows better", funcs{request: contradicting, response: confirm}, rewrite.Enforce, answers(200, body), false)
	f("the answer", answer, rewrite.Enforce, answers(200, body), true)
	f("in shadow", funcs{request: contradicting, response: contradicting}, rewrite.Shadow, answers(200, body), false)

	// refused by a later rule, and so never sent
	c := chainOf(assuming{request}, funcs{request: func(*rewrite.Message) error { return rewrite.Refuse(rewrite.RuleRefused, "", "no") }})
	var trace rewrite.Trace
	if err := c.Do(&rewrite.Message{Method: "PUT", Resource: "Users", ID: "1", Body: "{}"}, &trace, fail); err == nil || c.Lapsed(0) {
		t.Errorf("refused by a rule: %v, lapsed %v", err, c.Lapsed(0))
	}
}

// Of many exchanges at once that show the same, one is the first, and all see it.
func TestLapseAtOnce(t *testing.T) {
	c := chainOf(assuming{funcs{response: contradicting}}, assuming{funcs{response: contradicting}})
	var all sync.WaitGroup
	var mu sync.Mutex
	first := map[int]int{}
	for range 64 {
		all.Go(func() {
			var trace rewrite.Trace
			m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "1"}
			err := c.Do(m, &trace, answers(200, `{"schemas":[],"id":"1"}`))
			mu.Lock()
			defer mu.Unlock()
			for _, step := range trace.Lapsed {
				first[step]++
			}
			if err != nil || !c.Lapsed(0) || !c.Lapsed(1) {
				t.Errorf("%v, %v %v", err, c.Lapsed(0), c.Lapsed(1))
			}
		})
	}
	all.Wait()
	if first[0] != 1 || first[1] != 1 {
		t.Errorf("told by %v exchanges, want one each", first)
	}
}

// Each empty answer to a query says on whose word it is empty, and nothing else
// does.
func TestWarrant(t *testing.T) {
	const none = `{"schemas":["` + response.ListURN + `"],"totalResults":0,"Resources":[]}`
	relying := func(m *rewrite.Message) error {
		m.Rely()
		return nil
	}
	f := func(query, answer string, request func(*rewrite.Message) error, want rewrite.Warrant) {
		t.Helper()
		c := chainOf(funcs{request: request})
		m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "count", Value: query}}}
		var trace rewrite.Trace
		trace.Warrant = rewrite.ByIndex // of an exchange before
		if err := c.Do(m, &trace, answers(200, answer)); err != nil {
			t.Fatal(err)
		}
		if trace.Warrant != want {
			t.Errorf("%s: %q, want %q", answer, trace.Warrant, want)
		}
	}
	f("10", none, nil, rewrite.ByTarget)
	f("10", `{"schemas":["`+response.ListURN+`"],"totalResults":0}`, nil, rewrite.ByTarget)
	f("10", none, relying, rewrite.ByStatement)
	f("10", strings.Replace(none, `0,"Resources":[]}`, `1,"Resources":[{"id":"1"}]}`, 1), relying, rewrite.NoWarrant)
	f("0", strings.Replace(none, `Results":0`, `Results":7`, 1), relying, rewrite.NoWarrant)

	// a rule that says that nothing can match
	c := chainOf(funcs{request: func(m *rewrite.Message) error {
		m.Rely()
		m.Reply(200, response.EmptyList)
		return nil
	}})
	var trace rewrite.Trace
	if err := c.Do(&rewrite.Message{Method: "GET", Resource: "Users"}, &trace, nil); err != nil || trace.Warrant != rewrite.ByStatement {
		t.Errorf("%v, %q", err, trace.Warrant)
	}
	// what a rule in shadow relies on is nothing to the answer
	c = chainOf(funcs{request: relying})
	c.Steps[0].Mode = rewrite.Shadow
	if err := c.Do(&rewrite.Message{Method: "GET", Resource: "Users"}, &trace, answers(200, none)); err != nil ||
		trace.Warrant != rewrite.ByTarget {
		t.Errorf("in shadow: %v, %q", err, trace.Warrant)
	}
	// an error, and one resource, are no empty answers
	c = chainOf()
	m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "1"}
	if err := c.Do(m, &trace, answers(200, `{"schemas":[],"id":"1"}`)); err != nil || trace.Warrant != rewrite.NoWarrant {
		t.Errorf("a resource: %v, %q", err, trace.Warrant)
	}
}

// Nobody, by an index, is on the index's word; beside a rule that assumes
// something on that of the rule.
func TestWarrantOfIndex(t *testing.T) {
	f := func(steps []rewrite.Step, want rewrite.Warrant) {
		t.Helper()
		c := accepting(t, `userName eq {v}`)
		c.Steps, c.Index = append(c.Steps, steps...), &fakeIndex{ids: []string{"2"}}
		m := &rewrite.Message{Method: "GET", Resource: "Users",
			Query: []rewrite.Param{{Name: "filter", Value: `emails[type eq "work" and value eq "ada@example.com"]`}}}
		var trace rewrite.Trace
		if err := c.Do(m, &trace, people); err != nil || trace.Plan != string(plan.Indexed) || trace.Warrant != want {
			t.Errorf("%v, plan %s, %q, want %q", err, trace.Plan, trace.Warrant, want)
		}
	}
	f(nil, rewrite.ByIndex)
	f([]rewrite.Step{{Name: "t/a", Rule: funcs{request: func(m *rewrite.Message) error {
		m.Rely()
		return nil
	}}}}, rewrite.ByStatement)
}
