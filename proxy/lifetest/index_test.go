package lifetest

import (
	"io"
	"net"
	"strings"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/target"
	"scimshim/rewrite"
)

// An index is kept while a route has it, through the route that is in use.
func TestKeeper(t *testing.T) {
	x := &proxytest.Index{}
	first, second := proxytest.StartTarget(t, nil), proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, first.URL(), proxytest.WithIndex(x))
	next := x.Keeps(t, 1)
	ask := func(target *proxytest.Target) {
		t.Helper()
		m := &rewrite.Message{Method: "GET", Resource: "Users"}
		if err := next(m); err != nil || m.Status != 200 {
			t.Errorf("%d %v", m.Status, err)
		}
		if got := target.Lines(); len(got) != 1 || got[0] != "GET /api/now/scim/Users" {
			t.Errorf("the target saw %q", got)
		}
	}
	ask(first)
	r := proxytest.Route(second.URL())
	proxytest.WithIndex(x)(nil, &r)
	p.Use(proxytest.Set(t, "second", r))
	ask(second)
	x.Keeps(t, 1)
	p.Use(proxytest.Set(t, "third", proxytest.Route(second.URL())))
	x.Keeps(t, 0)
	p.Use(proxytest.Set(t, "fourth", r))
	x.Keeps(t, 1)
	p.Shutdown(t.Context())
	x.Keeps(t, 0)
}

// What an index asks is judged as an answer to a client is, and a fault of ours does
// not end the process.
func TestKeeperFaults(t *testing.T) {
	x := &proxytest.Index{}
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		io.WriteString(c, proxytest.HTTPAnswer(200, `{"id":"another"}`))
		return true
	})
	p := proxytest.Start(t, target.URL(), proxytest.WithIndex(x, rewrite.Step{Name: "pack/panic", Rule: proxytest.Rule{
		OnRequest: func(m *rewrite.Message) error {
			if m.ID == "panic" {
				panic("canary")
			}
			return nil
		},
	}}))
	next := x.Keeps(t, 1)
	f := func(id, want string) {
		t.Helper()
		if err := next(&rewrite.Message{Method: "GET", Resource: "Users", ID: id}); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", id, err, want)
		}
	}
	f("1", "another resource than the one asked for")
	f("panic", "a fault of its own")
	f("another"+strings.Repeat("x", 512), "an id that no path can hold")
	if _, text := p.Get("/metrics"); !strings.Contains(text, "scimshim_panics_total 1\n") {
		t.Error("the panic is not counted")
	}
	if strings.Contains(p.Logs.String(), "canary") {
		t.Error("the log quotes a panic")
	}
}

// An index that is behind does not make the proxy less ready; who asks it is told
// when to come again.
func TestIndexBehind(t *testing.T) {
	x := &proxytest.Index{Miss: &rewrite.Refusal{Status: 503, Reason: rewrite.IndexBehind, Detail: "behind", RetryAfter: 17}}
	p := proxytest.Start(t, "http://127.0.0.1:1", proxytest.WithIndex(x))
	f := func(s rewrite.IndexStatus, want string) {
		t.Helper()
		s.Resource = "Users"
		x.State = s
		if code, text := p.Get("/readyz"); code != 200 || text != "ok\nindex of Users of route test: "+want+"\n" {
			t.Errorf("%d %s", code, text)
		}
	}
	f(rewrite.IndexStatus{Age: -1}, "not complete")
	f(rewrite.IndexStatus{Walking: true, Read: 3, Total: 9}, "not complete, 3 of 9 resources read")
	f(rewrite.IndexStatus{Fault: "down"}, "not complete; down")
	f(rewrite.IndexStatus{Complete: true, Resources: 9, Age: 61.7}, "complete, 9 resources, 62 seconds old")
	a := p.Ask(proxytest.Head("GET", `/scim/v2/Users?filter=nickName%20eq%20%22x%22`) + "\r\n")
	a.IsError(t, 503)
	if got := a.Header.Get("Retry-After"); got != "17" {
		t.Errorf("Retry-After %q", got)
	}
}

// Without a credential of the proxy's own nobody asks for an index.
func TestIndexNeedsCredential(t *testing.T) {
	r := proxytest.Route("http://127.0.0.1:1")
	proxytest.WithIndex(&proxytest.Index{})(nil, &r)
	r.Target.Credential = target.Pass()
	_, err := proxy.NewSet([]proxy.Route{r}, proxy.SetInfo{})
	if err == nil || !strings.Contains(err.Error(), "credential of the proxy's own") {
		t.Error(err)
	}
}
