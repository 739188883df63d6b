package rewrite

import (
	"errors"
	"strings"
	"testing"

	"scimshim/rewrite/response"
)

// Rules run forward on the request and backward on the response: those whose
// when held, whether or not they changed anything.
func TestOrder(t *testing.T) {
	var log []string
	note := func(s string) func(*Message) error {
		return func(*Message) error { log = append(log, s); return nil }
	}
	c := chainOf(funcs{note("a"), note("A")}, funcs{note("b"), note("B")}, funcs{note("c"), note("C")})
	c.Steps[1].When = Match{Resources: []string{"groups"}}
	c.Steps[2].When = Match{Resources: []string{"x", "uSERS"}, Methods: []string{"GET"}}
	f := func(resource, want string) {
		t.Helper()
		log = nil
		m := &Message{Method: "GET", Resource: resource, ID: "1"}
		if err := c.Do(m, &Trace{}, func(m *Message) error { log = append(log, "-"); m.Answer(200, "", `{"id":"1"}`); return nil }); err != nil {
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
	fails := func(m *Message) error { return broken }
	refuses := func(m *Message) error { return Refuse(RuleRefused, "", "no") }
	f := func(r Rule, answer Next, want error, outcome Outcome, sent bool) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", ID: "1"}
		var trace Trace
		err := chainOf(funcs{}, r, funcs{}).Do(m, &trace, answer)
		if want != nil && !errors.Is(err, want) || err == nil {
			t.Errorf("%v, want %v", err, want)
		}
		if trace.Visit(1).Outcome() != outcome || m.IsRequest() == sent {
			t.Errorf("%s, sent %t", trace.Visit(1).Outcome(), !m.IsRequest())
		}
	}
	good := answers(200, `{"id":"1"}`)
	f(funcs{request: fails}, good, broken, Failed, false)
	f(funcs{request: refuses}, good, nil, Refused, false)
	f(funcs{response: fails}, good, broken, Failed, true)
	f(funcs{response: refuses}, good, nil, Refused, true)
	f(funcs{}, func(*Message) error { return broken }, broken, Kept, false)
}

// When the time of who waits is over, no further rule looks at the message, on the way
// forward, back, or before an answer is judged (P6).
func TestDue(t *testing.T) {
	over := errors.New("over")
	for asked, want := range []string{"", "a", "a-", "a-"} {
		var log string
		note := func(s string) func(*Message) error {
			return func(*Message) error { log += s; return nil }
		}
		n := 0
		m := &Message{Method: "GET", Resource: "Users", ID: "1", Due: func(*Message) error {
			if n++; n > asked {
				return over
			}
			return nil
		}}
		var trace Trace
		err := chainOf(funcs{note("a"), note("b")}, funcs{}).Do(m, &trace, func(m *Message) error {
			log += "-"
			m.Answer(200, "", `{"id":"1"}`)
			return nil
		})
		if !errors.Is(err, over) || log != want || trace.Visit(0).Outcome() > Kept {
			t.Errorf("%d: %v, %s, want %s", asked, err, log, want)
		}
	}
}

// A local answer goes back through the rules that ran, and asks nobody.
func TestReply(t *testing.T) {
	var log []string
	note := func(s string) funcs {
		return funcs{response: func(m *Message) error { log = append(log, s); return nil }}
	}
	c := chainOf(note("a"), funcs{request: func(m *Message) error { m.Reply(200, response.EmptyList); return nil }}, note("c"))
	m := &Message{Method: "GET", Resource: "Users"}
	err := c.Do(m, &Trace{}, func(*Message) error { t.Error("the target was asked"); return nil })
	if err != nil || strings.Join(log, "") != "a" || m.Status != 200 || m.Body != response.EmptyList {
		t.Errorf("%v %v %d", err, log, m.Status)
	}
}

// A rule in shadow works on a copy, both ways, and keeps its notes.
func TestShadowWorksOnACopy(t *testing.T) {
	busy := funcs{
		request: func(m *Message) error {
			m.Remember("note")
			m.SetParam("x", "y")
			m.Query[0].Value = "changed"
			return m.MapOps(func(Op, func(Op)) error { return nil })
		},
		response: func(m *Message) error {
			if m.Remembered() != "note" {
				t.Errorf("kept %v", m.Remembered())
			}
			m.Become(500, "x")
			return nil
		},
	}
	c := chainOf(funcs{}, busy, funcs{})
	c.Steps[1].Mode = Shadow
	m := patch(`{"op":"add","path":"title","value":1}`)
	m.Query = []Param{{"a", "b"}}
	body := m.Body
	var trace Trace
	err := c.Do(m, &trace, func(m *Message) error {
		if m.Body != body || len(m.Query) != 1 || m.Query[0].Value != "b" {
			t.Errorf("sent %s %v", m.Body, m.Query)
		}
		m.Answer(204, "", "")
		return nil
	})
	if err != nil || m.Status != 204 || m.Body != "" {
		t.Errorf("%v %d %s", err, m.Status, m.Body)
	}
	if v := trace.Visit(1); v.Request != WouldChange || v.Response != WouldChange || v.Dropped != 0 {
		t.Errorf("%+v", v)
	}
}

// A Trace is fit for the next message.
func TestTraceIsUsedAgain(t *testing.T) {
	trace := Trace{Plan: "x", Unverified: true, visits: []Visit{{Refused, Refused, 7}, {Refused, Refused, 7}, {}},
		noted: set{3}}
	m := &Message{Method: "GET", Resource: "Users", ID: "1"}
	if err := chainOf(funcs{}, funcs{}).Do(m, &trace, answers(200, `{"id":"1"}`)); err != nil {
		t.Fatal(err)
	}
	if len(trace.Visits()) != 2 || trace.Visit(0) != (Visit{Kept, Kept, 0}) || trace.Plan != "" || trace.Unverified {
		t.Errorf("%+v", trace)
	}
}
