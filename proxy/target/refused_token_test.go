package target_test

import (
	"io"
	"net"
	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// startFussyTarget starts a target that refuses tokens before a number.
func startFussyTarget(t *testing.T, takes *atomic.Int64) *proxytest.Target {
	return proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		n, _ := strconv.ParseInt(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer token-"), 10, 64)
		if n < takes.Load() {
			io.WriteString(c, proxytest.HTTPAnswer(401, ""))
			return true
		}
		return proxytest.AnswerSCIM(c, r)
	})
}

// A request that the target refuses with 401 is sent once more, with another token; a
// write only if nobody else can have been meant.
func TestRefusedToken(t *testing.T) {
	e := roomtest.StartTokenEndpoint(t, 1800)
	takes := new(atomic.Int64)
	takes.Store(2)
	to := startFussyTarget(t, takes)
	clock := &target.FakeClock{}
	var route proxy.Route
	p := proxytest.Start(t, to.URL(), proxytest.Reuse(target.ReuseAlways), func(_ *proxy.Options, r *proxy.Route) {
		defer func() { route = *r }()
		r.Target.Credential = target.WithClock(target.ClientCredentials(e.URL, "id", secret.FromText(roomtest.ClientSecret), "scim"), clock.Now)
	})
	write := func(code, requests int) {
		t.Helper()
		if a := p.Ask(proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody)); a.Code != code {
			t.Errorf("got %d %s, want %d", a.Code, a.Body, code)
		}
		got := to.Took()
		for _, s := range got {
			if s.Text != proxytest.UserBody {
				t.Errorf("the target was sent %q", s.Text)
			}
		}
		if len(got) != requests {
			t.Errorf("%d requests for a write, want %d", len(got), requests)
		}
	}
	write(201, 2)

	takes.Store(3) // on the connection that has served
	clock.Forward(time.Minute)
	write(503, 1)
	write(201, 1)
	takes.Store(4)
	clock.Forward(time.Minute)
	if a := p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n"); a.Code != 200 || len(to.Took()) != 2 {
		t.Errorf("got %d %s", a.Code, a.Body)
	}

	takes.Store(1 << 32) // a target that refuses all
	clock.Forward(time.Minute)
	route.Target.MaxConnections++ // connections of its own
	p.Use(proxytest.Set(t, "second", route))
	write(503, 2)
	write(503, 1)
	if n := e.Given.Load(); n != 5 {
		t.Errorf("%d tokens were given, want 5", n)
	}
}

// Requests that are refused at once get one new token between them.
func TestManyRefusedTokens(t *testing.T) {
	e := roomtest.StartTokenEndpoint(t, 1800)
	takes := new(atomic.Int64)
	takes.Store(2)
	to := startFussyTarget(t, takes)
	p := proxytest.Start(t, to.URL(), proxytest.Reuse(target.ReuseNever), func(_ *proxy.Options, r *proxy.Route) {
		r.Target.Credential = target.ClientCredentials(e.URL, "id", secret.FromText(roomtest.ClientSecret), "scim")
	})
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if a := p.Ask(proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody)); a.Code != 201 {
				t.Errorf("got %d %s", a.Code, a.Body)
			}
		})
	}
	wg.Wait()
	if n := e.Given.Load(); n != 2 {
		t.Errorf("%d tokens were given, want 2", n)
	}
}

// Without a token nothing is sent, and the client is told that the fault is
// not its own.
func TestNoToken(t *testing.T) {
	e := roomtest.StartTokenEndpoint(t, 1800)
	e.Failing.Store(true)
	to := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, to.URL(), func(_ *proxy.Options, r *proxy.Route) {
		r.Target.Credential = target.ClientCredentials(e.URL, "id", secret.FromText(roomtest.ClientSecret), "scim")
	})
	a := p.Ask(proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody))
	a.IsError(t, 503)
	if len(to.Took()) != 0 || strings.Contains(a.Body+p.Logs.String(), "canary") {
		t.Errorf("got %s", a.Body)
	}
}
