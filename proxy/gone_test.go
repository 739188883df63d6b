package proxy

import (
	"testing"
	"time"
)

// The path of a removed route is answered 503 for a while, and 404 then; a route of the
// new set goes first.
func TestGoneRoute(t *testing.T) {
	target := startTarget(t, nil)
	p := startProxy(t, target.url())
	other := testRoute(target.url())
	other.Name, other.Path = "other", "/other"
	ask := func(path string, code int) answer {
		t.Helper()
		a := p.ask(head("GET", path) + "\r\n")
		if a.code != code {
			t.Errorf("%s: %d %s, want %d", path, a.code, a.body, code)
		}
		return a
	}
	p.Use(mustSet(t, "second", other))
	a := ask("/scim/v2/Users", 503)
	a.isError(t, 503)
	if a.header.Get("Retry-After") != "60" {
		t.Errorf("Retry-After: %q", a.header.Get("Retry-After"))
	}
	ask("/other/Users", 200)
	ask("/scim/v22/Users", 404)
	ask("/scim", 404)
	p.Use(mustSet(t, "third", other))
	ask("/scim/v2/Users", 503)

	inner := testRoute(target.url())
	inner.Path = "/scim/v2/inner"
	p.Use(mustSet(t, "fourth", inner))
	ask("/scim/v2/inner/Users", 200)
	ask("/scim/v2/Users", 503)
	ask("/other/Users", 503)
	p.Use(mustSet(t, "fifth", testRoute(target.url()), other))
	ask("/scim/v2/Users", 200)
	ask("/other/Users", 200)
	if s := p.serving.Load(); len(s.gone) != 1 {
		t.Errorf("gone are %v", s.gone)
	}

	old, next := p.serving.Load(), &serving{}
	now := time.Now()
	next.gone = old.goneAfter(next, now)
	if len(next.gone) != 3 || next.unknown("/scim/v2").Status != 503 {
		t.Errorf("gone are %v", next.gone)
	}
	if late := next.goneAfter(&serving{}, now.Add(goneFor+time.Second)); len(late) != 0 {
		t.Errorf("gone are %v", late)
	}
}
