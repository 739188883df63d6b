package rewrite

import (
	"errors"
	"testing"

	"scimshim/rewrite/filter"
)

// funcs is a Rule made of functions; one that is missing does nothing.
type funcs struct{ request, response func(*Message) error }

func (f funcs) Request(m *Message) error  { return call(f.request, m) }
func (f funcs) Response(m *Message) error { return call(f.response, m) }

func call(f func(*Message) error, m *Message) error {
	if f == nil {
		return nil
	}
	return f(m)
}

// chainOf returns a chain of rules, all applied.
func chainOf(rules ...Rule) *Chain {
	c := &Chain{}
	for i, r := range rules {
		c.Steps = append(c.Steps, Step{Name: "t/" + itoa(i), Rule: r})
	}
	return c
}

// answers returns a Next that answers so.
func answers(status int, body string) Next {
	return func(m *Message) error {
		m.Answer(status, "", body)
		return nil
	}
}

// refusal returns the Refusal that an error is.
func refusal(t testing.TB, err error) *Refusal {
	t.Helper()
	var r *Refusal
	if !errors.As(err, &r) {
		t.Fatalf("no refusal: %v", err)
	}
	return r
}

func path(s string) filter.Path {
	p, err := filter.ParsePath(s)
	if err != nil {
		panic(err)
	}
	return p
}

func patch(ops string) *Message {
	return &Message{Method: "PATCH", Resource: "Users", ID: "1", Body: `{"Operations":[` + ops + `]}`}
}
