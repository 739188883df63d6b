package chaintest

import (
	"errors"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/response"
)

// Rules run forward on the request and backward on the response: those whose
// when held, whether or not they changed anything.
func TestOrder(t *testing.T) {
	var log []string
	note := func(s string) func(*rewrite.Message) error {
		return func(*rewrite.Message) error { log = append(log, s); return nil }
	}
	c := chainOf(funcs{note("a"), note("A")}, funcs{note("b"), note("B")}, funcs{note("c"), note("C")})
	c.Steps[1].When = rewrite.Match{Resources: []string{"groups"}}
	c.Steps[2].When = rewrite.Match{Resources: []string{"x", "uSERS"}, Methods: []string{"GET"}}
	f := func(resource, want string) {
		t.Helper()
		log = nil
		m := &rewrite.Message{Method: "GET", Resource: resource, ID: "1"}
		if err := c.Do(m, &rewrite.Trace{}, func(m *rewrite.Message) error { log = append(log, "-"); m.Answer(200, "", `{"id":"1"}`); return nil }); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(log, ""); got != want {
			t.Errorf("%s: %s, want %s", resource, got, want)
		}
	}
	f("Users", "ac-CA")
	f("Groups", "ab-BA")
	f("Schemas", "a-A")
}

// A rule's error ends the way, and what was not sent is still a request.
func TestErrors(t *testing.T) {
	broken := errors.New("broken")
	fails := func(m *rewrite.Message) error { return broken }
	refuses := func(m *rewrite.Message) error { return rewrite.Refuse(rewrite.RuleRefused, "", "no") }
	f := func(r rewrite.Rule, answer rewrite.Next, want error, outcome rewrite.Outcome, sent bool) {
		t.Helper()
		m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "1"}
		var trace rewrite.Trace
		err := chainOf(funcs{}, r, funcs{}).Do(m, &trace, answer)
		if want != nil && !errors.Is(err, want) || err == nil {
			t.Errorf("%v, want %v", err, want)
		}
		if trace.Visit(1).Outcome() != outcome || m.IsRequest() == sent {
			t.Errorf("%s, sent %t", trace.Visit(1).Outcome(), !m.IsRequest())
		}
	}
	good := answers(200, `{"id":"1"}`)
	f(funcs{request: fails}, good, broken, rewrite.Failed, false)
	f(funcs{request: refuses}, good, nil, rewrite.Refused, false)
	f(funcs{response: fails}, good, broken, rewrite.Failed, true)
	f(funcs{response: refuses}, good, nil, rewrite.Refused, true)
	f(funcs{}, func(*rewrite.Message) error { return broken }, broken, rewrite.Kept, false)
}

// When the time of who waits is over, no further rule looks at the message, on the way
// forward, back, or before an answer is judged (P6).
func TestDue(t *testing.T) {
	over := errors.New("over")
	for asked, want := range []string{"", "a", "a-", "a-"} {
		var log string
		note := func(s string) func(*rewrite.Message) error {
			return func(*rewrite.Message) error { log += s; return nil }
		}
		n := 0
		m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "1", Due: func(*rewrite.Message) error {
			if n++; n > asked {
				return over
			}
			return nil
		}}
		var trace rewrite.Trace
		err := chainOf(funcs{note("a"), note("b")}, funcs{}).Do(m, &trace, func(m *rewrite.Message) error {
			log += "-"
			m.Answer(200, "", `{"id":"1"}`)
			return nil
		})
		if !errors.Is(err, over) || log != want || trace.Visit(0).Outcome() > rewrite.Kept {
			t.Errorf("%d: %v, %s, want %s", asked, err, log, want)
		}
	}
}

// A local answer goes back through the rules that ran, and asks nobody.
func TestReply(t *testing.T) {
	var log []string
	note := func(s string) funcs {
		return funcs{response: func(m *rewrite.Message) error { log = append(log, s); return nil }}
	}
	c := chainOf(note("a"), funcs{request: func(m *rewrite.Message) error { m.Reply(200, response.EmptyList); return nil }}, note("c"))
	m := &rewrite.Message{Method: "GET", Resource: "Users"}
	err := c.Do(m, &rewrite.Trace{}, func(*rewrite.Message) error { t.Error("the target was asked"); return nil })
	if err != nil || strings.Join(log, "") != "a" || m.Status != 200 || m.Body != response.EmptyList {
		t.Errorf("%v %v %d", err, log, m.Status)
	}
}

// A rule in shadow works on a copy, both ways, and keeps its notes.
func TestShadowWorksOnACopy(t *testing.T) {
	busy := funcs{
		request: func(m *rewrite.Message) error {
			m.Remember("note")
			m.SetParam("x", "y")
			m.Query[0].Value = "changed"
			return m.MapOps(func(rewrite.Op, func(rewrite.Op)) error { return nil })
		},
		response: func(m *rewrite.Message) error {
			if m.Remembered() != "note" {
				t.Errorf("kept %v", m.Remembered())
			}
			m.Become(500, "x")
			return nil
		},
	}
	c := chainOf(funcs{}, busy, funcs{})
	c.Steps[1].Mode = rewrite.Shadow
	m := patch(`{"op":"add","path":"title","value":1}`)
	m.Query = []rewrite.Param{{Name: "a", Value: "b"}}
	body := m.Body
	var trace rewrite.Trace
	err := c.Do(m, &trace, func(m *rewrite.Message) error {
		if m.Body != body || len(m.Query) != 1 || m.Query[0].Value != "b" {
			t.Errorf("sent %s %v", m.Body, m.Query)
		}
		m.Answer(204, "", "")
		return nil
	})
	if err != nil || m.Status != 204 || m.Body != "" {
		t.Errorf("%v %d %s", err, m.Status, m.Body)
	}
	if v := trace.Visit(1); v.Request != rewrite.WouldChange || v.Response != rewrite.WouldChange || v.Dropped != 0 {
		t.Errorf("%+v", v)
	}
}

// A Trace is fit for the next message.
func TestTraceIsUsedAgain(t *testing.T) {
	trace := rewrite.Trace{Plan: "x", Unverified: true}
	refuses := func(*rewrite.Message) error { return rewrite.Refuse(rewrite.RuleRefused, "", "no") }
	changes := func(m *rewrite.Message) error { m.SetHeader("a", "b"); return nil }
	before := &rewrite.Message{Method: "GET", Resource: "Users", ID: "1"}
	err := chainOf(funcs{request: changes}, funcs{}, funcs{request: refuses}).Do(before, &trace, nil)
	if err == nil || trace.Visit(0).Request != rewrite.Changed || trace.Visit(2).Request != rewrite.Refused {
		t.Fatalf("%v %+v", err, trace.Visits())
	}
	m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "1"}
	if err := chainOf(funcs{}, funcs{}).Do(m, &trace, answers(200, `{"id":"1"}`)); err != nil {
		t.Fatal(err)
	}
	if len(trace.Visits()) != 2 || trace.Visit(0) != (rewrite.Visit{Request: rewrite.Kept, Response: rewrite.Kept}) || trace.Plan != "" || trace.Unverified {
		t.Errorf("%+v", trace)
	}
}

// A replacer sends a PATCH in place of a DELETE.
type replacer struct{}

func (replacer) Request(m *rewrite.Message) error {
	m.Instead("PATCH", `{"Operations":[{"op":"replace","path":"title","value":"x"}]}`)
	return nil
}

func (replacer) Response(*rewrite.Message) error { return nil }

// A titled is about the title alone, and notes that it was called.
type titled struct{ called *int }

func (titled) Touches() []string { return rewrite.TouchedBy(filter.Path{Name: "title"}) }

func (r titled) Request(*rewrite.Message) error {
	*r.called++
	return nil
}

func (titled) Response(*rewrite.Message) error { return nil }

// A request that a step makes another one of concerns the steps after it that are about what it writes.
func TestInsteadConcernsOthers(t *testing.T) {
	called := 0
	c := &rewrite.Chain{Steps: []rewrite.Step{{Name: "t/delete", Rule: replacer{}}, {Name: "t/title", Rule: titled{&called}}}}
	m := &rewrite.Message{Method: "DELETE", Resource: "Users", ID: "7"}
	err := c.Do(m, new(rewrite.Trace), func(m *rewrite.Message) error {
		m.Answer(204, "", "")
		return nil
	})
	if err != nil || called != 1 {
		t.Errorf("%v, called %d times", err, called)
	}
}
