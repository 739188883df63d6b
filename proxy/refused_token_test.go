package proxy

import (
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// startFussyTarget starts a target that refuses tokens before a number.
func startFussyTarget(t *testing.T, takes *atomic.Int64) *scriptedTarget {
	return startTarget(t, func(c net.Conn, r *seen) bool {
		n, _ := strconv.ParseInt(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer token-"), 10, 64)
		if n < takes.Load() {
			io.WriteString(c, httpAnswer(401, ""))
			return true
		}
		return answerSCIM(c, r)
	})
}

// A request that the target refuses with 401 is sent once more, with another token; a
// write only if nobody else can have been meant.
func TestRefusedToken(t *testing.T) {
	e := startTokenEndpoint(t, 1800)
	takes := new(atomic.Int64)
	takes.Store(2)
	target := startFussyTarget(t, takes)
	clock := &fakeClock{}
	p := startProxy(t, target.url(), reuse(ReuseAlways), func(_ *Options, r *Route) {
		r.Target.Credential = e.credential(clock.now)
	})
	write := func(code, requests int) {
		t.Helper()
		if a := p.ask(withBody("POST", "/scim/v2/Users", userBody)); a.code != code {
			t.Errorf("got %d %s, want %d", a.code, a.body, code)
		}
		got := target.took()
		for _, s := range got {
			if s.body != userBody {
				t.Errorf("the target was sent %q", s.body)
			}
		}
		if len(got) != requests {
			t.Errorf("%d requests for a write, want %d", len(got), requests)
		}
	}
	write(201, 2)

	takes.Store(3) // on the connection that has served
	clock.forward(time.Minute)
	write(503, 1)
	write(201, 1)
	takes.Store(4)
	clock.forward(time.Minute)
	if a := p.ask(head("GET", "/scim/v2/Users/1") + "\r\n"); a.code != 200 || len(target.took()) != 2 {
		t.Errorf("got %d %s", a.code, a.body)
	}

	takes.Store(1 << 32) // a target that refuses all
	clock.forward(time.Minute)
	p.serving.Load().lanes[0].pool.flush()
	write(503, 2)
	write(503, 1)
	if n := e.given.Load(); n != 5 {
		t.Errorf("%d tokens were given, want 5", n)
	}
}

// Requests that are refused at once get one new token between them.
func TestManyRefusedTokens(t *testing.T) {
	e := startTokenEndpoint(t, 1800)
	takes := new(atomic.Int64)
	takes.Store(2)
	target := startFussyTarget(t, takes)
	p := startProxy(t, target.url(), reuse(ReuseNever), func(_ *Options, r *Route) {
		r.Target.Credential = e.credential(time.Now)
	})
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if a := p.ask(withBody("POST", "/scim/v2/Users", userBody)); a.code != 201 {
				t.Errorf("got %d %s", a.code, a.body)
			}
		})
	}
	wg.Wait()
	if n := e.given.Load(); n != 2 {
		t.Errorf("%d tokens were given, want 2", n)
	}
}

// Without a token nothing is sent, and the client is told that the fault is
// not its own.
func TestNoToken(t *testing.T) {
	e := startTokenEndpoint(t, 1800)
	e.failing.Store(true)
	target := startTarget(t, nil)
	p := startProxy(t, target.url(), func(_ *Options, r *Route) { r.Target.Credential = e.credential(time.Now) })
	a := p.ask(withBody("POST", "/scim/v2/Users", userBody))
	a.isError(t, 503)
	if len(target.took()) != 0 || strings.Contains(a.body+p.logs.String(), "canary") {
		t.Errorf("got %s", a.body)
	}
}
