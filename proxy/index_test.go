package proxy

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"scimshim/proxy/roomtest"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
)

// A testIndex is an index that hands its Next to the test.
type testIndex struct {
	mu     sync.Mutex
	next   rewrite.Next
	kept   int // times that it is kept at present
	status rewrite.IndexStatus
	miss   *rewrite.Refusal
}

func (*testIndex) Has(string, filter.Path) bool { return true }

func (x *testIndex) Find(string, filter.Path, string) ([]string, *rewrite.Refusal) {
	return nil, x.miss
}

func (*testIndex) Sent(*rewrite.Message)            {}
func (*testIndex) Answered(*rewrite.Message, error) {}

func (x *testIndex) Status() []rewrite.IndexStatus { return []rewrite.IndexStatus{x.status} }

func (x *testIndex) Keep(ctx context.Context, next rewrite.Next) {
	x.count(1, next)
	<-ctx.Done()
	x.count(-1, next)
}

func (x *testIndex) count(by int, next rewrite.Next) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.kept, x.next = x.kept+by, next
}

// keeps waits until the index is kept n times, and returns its Next.
func (x *testIndex) keeps(t *testing.T, n int) rewrite.Next {
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

// withIndex gives a route an index that is behind its target.
func withIndex(x *testIndex, rules ...rewrite.Step) func(*Options, *Route) {
	p, err := plan.ParsePattern(`userName eq {v}`)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return func(_ *Options, r *Route) {
		r.Index = x
		r.Chain = &rewrite.Chain{Steps: rules, Index: x, Accept: []rewrite.Accepted{{Resource: "Users",
			List: plan.NewAccept([]plan.Form{{Pattern: p}})}}}
	}
}

// An index is kept while a route has it, through the route that is in use.
func TestKeeper(t *testing.T) {
	x := &testIndex{}
	first, second := startTarget(t, nil), startTarget(t, nil)
	p := startProxy(t, first.url(), withIndex(x))
	next := x.keeps(t, 1)
	ask := func(target *scriptedTarget) {
		t.Helper()
		m := &rewrite.Message{Method: "GET", Resource: "Users"}
		if err := next(m); err != nil || m.Status != 200 {
			t.Errorf("%d %v", m.Status, err)
		}
		if got := target.lines(); len(got) != 1 || got[0] != "GET /api/now/scim/Users" {
			t.Errorf("the target saw %q", got)
		}
	}
	ask(first)
	r := testRoute(second.url())
	withIndex(x)(nil, &r)
	p.Use(mustSet(t, "second", r))
	ask(second)
	x.keeps(t, 1)
	p.Use(mustSet(t, "third", testRoute(second.url())))
	x.keeps(t, 0)
	p.Use(mustSet(t, "fourth", r))
	x.keeps(t, 1)
	p.Shutdown(t.Context())
	x.keeps(t, 0)
}

// What an index asks is judged as an answer to a client is, and a fault of ours does
// not end the process.
func TestKeeperFaults(t *testing.T) {
	x := &testIndex{}
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		io.WriteString(c, httpAnswer(200, `{"id":"another"}`))
		return true
	})
	p := startProxy(t, target.url(), withIndex(x, rewrite.Step{Name: "pack/panic", Rule: testRule{
		request: func(m *rewrite.Message) error {
			if m.ID == "panic" {
				panic("canary")
			}
			return nil
		},
	}}))
	next := x.keeps(t, 1)
	f := func(id, want string) {
		t.Helper()
		if err := next(&rewrite.Message{Method: "GET", Resource: "Users", ID: id}); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", id, err, want)
		}
	}
	f("1", "another resource than the one asked for")
	f("panic", "a fault of its own")
	f("another"+strings.Repeat("x", maxRawID/3), "an id that no path can hold")
	if _, text := p.get("/metrics"); !strings.Contains(text, "scimshim_panics_total 1\n") {
		t.Error("the panic is not counted")
	}
	if strings.Contains(p.logs.String(), "canary") {
		t.Error("the log quotes a panic")
	}
}

// An index that is behind does not make the proxy less ready; who asks it is told
// when to come again.
func TestIndexBehind(t *testing.T) {
	x := &testIndex{miss: &rewrite.Refusal{Status: 503, Reason: rewrite.IndexBehind, Detail: "behind", RetryAfter: 17}}
	p := startProxy(t, "http://127.0.0.1:1", withIndex(x))
	f := func(s rewrite.IndexStatus, want string) {
		t.Helper()
		s.Resource = "Users"
		x.status = s
		if code, text := p.get("/readyz"); code != 200 || text != "ok\nindex of Users of route test: "+want+"\n" {
			t.Errorf("%d %s", code, text)
		}
	}
	f(rewrite.IndexStatus{Age: -1}, "not complete")
	f(rewrite.IndexStatus{Walking: true, Read: 3, Total: 9}, "not complete, 3 of 9 resources read")
	f(rewrite.IndexStatus{Fault: "down"}, "not complete; down")
	f(rewrite.IndexStatus{Complete: true, Resources: 9, Age: 61.7}, "complete, 9 resources, 62 seconds old")
	a := p.ask(head("GET", `/scim/v2/Users?filter=nickName%20eq%20%22x%22`) + "\r\n")
	a.isError(t, 503)
	if got := a.header.Get("Retry-After"); got != "17" {
		t.Errorf("Retry-After %q", got)
	}
}

// Without a credential of the proxy's own nobody asks for an index.
func TestIndexNeedsCredential(t *testing.T) {
	r := testRoute("http://127.0.0.1:1")
	withIndex(&testIndex{})(nil, &r)
	r.Target.Credential = Pass()
	_, err := NewSet([]Route{r}, SetInfo{})
	if err == nil || !strings.Contains(err.Error(), "credential of the proxy's own") {
		t.Error(err)
	}
}
