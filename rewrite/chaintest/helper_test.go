// Package chaintest has the tests of what a chain promises to its rules, of what it asks of a target,
// and of what it believes of the answers. They see no more of it than rules and the proxy do.
package chaintest

import (
	"errors"
	"strconv"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// funcs is a Rule made of functions; one that is missing does nothing.
type funcs struct{ request, response func(*rewrite.Message) error }

func (f funcs) Request(m *rewrite.Message) error  { return call(f.request, m) }
func (f funcs) Response(m *rewrite.Message) error { return call(f.response, m) }

func call(f func(*rewrite.Message) error, m *rewrite.Message) error {
	if f == nil {
		return nil
	}
	return f(m)
}

// chainOf returns a chain of rules, all applied.
func chainOf(rules ...rewrite.Rule) *rewrite.Chain {
	c := &rewrite.Chain{}
	for i, r := range rules {
		c.Steps = append(c.Steps, rewrite.Step{Name: "t/" + strconv.Itoa(i), Rule: r})
	}
	return c
}

// answers returns a Next that answers so.
func answers(status int, body string) rewrite.Next {
	return func(m *rewrite.Message) error {
		m.Answer(status, "", body)
		return nil
	}
}

// refusal returns the Refusal that an error is.
func refusal(t testing.TB, err error) *rewrite.Refusal {
	t.Helper()
	var r *rewrite.Refusal
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

// param returns a parameter of a query.
func param(name, value string) rewrite.Param { return rewrite.Param{Name: name, Value: value} }

func patch(ops string) *rewrite.Message {
	return &rewrite.Message{Method: "PATCH", Resource: "Users", ID: "1", Body: `{"Operations":[` + ops + `]}`}
}

// memberText returns the string that a member of the body is, or "".
func memberText(m *rewrite.Message, name string) string {
	value, _ := json.Lookup(m.Body, name)
	text, _ := json.Text(value)
	return text
}
