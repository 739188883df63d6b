package proxytest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/roomtest"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/response"
)

// A Rule is a rule made of two functions.
type Rule struct{ OnRequest, OnResponse func(*rewrite.Message) error }

// Request calls OnRequest.
func (r Rule) Request(m *rewrite.Message) error {
	if r.OnRequest == nil {
		return nil
	}
	return r.OnRequest(m)
}

// Response calls OnResponse.
func (r Rule) Response(m *rewrite.Message) error {
	if r.OnResponse == nil {
		return nil
	}
	return r.OnResponse(m)
}

// An AssumingRule is one that states something of the data.
type AssumingRule struct{ Rule }

// Assumes implements rewrite.Assumer.
func (AssumingRule) Assumes() bool { return true }

// CountingChain has a rule for each thing that is counted.
func CountingChain() *rewrite.Chain {
	return &rewrite.Chain{Steps: []rewrite.Step{
		{Name: "pack/keep", Rule: Rule{}},
		{Name: "pack/refuse", Rule: Rule{OnRequest: func(m *rewrite.Message) error {
			if m.ID == "refuse" {
				return rewrite.Refuse(rewrite.RuleRefused, "", "refused")
			}
			return nil
		}}},
		{Name: "pack/local", Rule: Rule{OnRequest: func(m *rewrite.Message) error {
			if m.ID == "local" {
				m.Reply(200, OKBody)
			}
			return nil
		}}},
		{Name: "pack/nobody", Rule: Rule{OnRequest: func(m *rewrite.Message) error {
			if m.IsQuery() {
				m.Rely()
				m.Reply(200, response.EmptyList)
			}
			return nil
		}}},
		{Name: "pack/assume", Rule: AssumingRule{Rule{OnResponse: func(m *rewrite.Message) error {
			if m.ID == "broken" {
				m.Contradict()
			}
			return nil
		}}}},
		{Name: "pack/panic", Rule: Rule{OnRequest: func(m *rewrite.Message) error {
			if m.ID == "panic" {
				panic("canary of a panic")
			}
			return nil
		}}},
		{Name: "pack/fail", Rule: Rule{OnRequest: func(m *rewrite.Message) error {
			if m.ID == "fail" {
				return fmt.Errorf("canary of an error")
			}
			return nil
		}}},
	}}
}

// A Index is an index that hands its Next to the test.
type Index struct {
	mu    sync.Mutex
	next  rewrite.Next
	kept  int // times that it is kept at present
	State rewrite.IndexStatus
	Miss  *rewrite.Refusal
}

// Has implements rewrite.Index: the index knows every attribute.
func (*Index) Has(string, filter.Path) bool { return true }

// Find implements rewrite.Index: nobody has a value, unless Miss is set.
func (x *Index) Find(string, filter.Path, string) ([]string, *rewrite.Refusal) {
	return nil, x.Miss
}

// Sent implements rewrite.Index.
func (*Index) Sent(*rewrite.Message) {}

// Answered implements rewrite.Index.
func (*Index) Answered(*rewrite.Message, error) {}

// Status returns State.
func (x *Index) Status() []rewrite.IndexStatus { return []rewrite.IndexStatus{x.State} }

// Keep hands next to the test until ctx ends.
func (x *Index) Keep(ctx context.Context, next rewrite.Next) {
	x.count(1, next)
	<-ctx.Done()
	x.count(-1, next)
}

func (x *Index) count(by int, next rewrite.Next) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.kept, x.next = x.kept+by, next
}

// Keeps waits until the index is kept n times, and returns its Next.
func (x *Index) Keeps(t *testing.T, n int) rewrite.Next {
	t.Helper()
	var next rewrite.Next
	roomtest.Eventually(t, "the index to be kept", func() bool {
		x.mu.Lock()
		defer x.mu.Unlock()
		next = x.next
		return x.kept == n
	})
	return next
}

// WithIndex gives a route an index that is behind its target.
func WithIndex(x *Index, rules ...rewrite.Step) func(*proxy.Options, *proxy.Route) {
	p, err := plan.ParsePattern(`userName eq {v}`)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return func(_ *proxy.Options, r *proxy.Route) {
		r.Index = x
		r.Chain = &rewrite.Chain{Steps: rules, Index: x, Accept: []rewrite.Accepted{{Resource: "Users",
			List: plan.NewAccept([]plan.Form{{Pattern: p}})}}}
	}
}
