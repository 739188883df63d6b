package lifetest

import (
	"testing"

	"scimshim/proxy/proxytest"
)

// The path of a removed route is answered 503 for a while, and 404 then; a route of the
// new set goes first.
func TestGoneRoute(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL())
	other := proxytest.Route(target.URL())
	other.Name, other.Path = "other", "/other"
	ask := func(path string, code int) proxytest.Answer {
		t.Helper()
		a := p.Ask(proxytest.Head("GET", path) + "\r\n")
		if a.Code != code {
			t.Errorf("%s: %d %s, want %d", path, a.Code, a.Body, code)
		}
		return a
	}
	p.Use(proxytest.Set(t, "second", other))
	a := ask("/scim/v2/Users", 503)
	a.IsError(t, 503)
	if a.Header.Get("Retry-After") != "60" {
		t.Errorf("Retry-After: %q", a.Header.Get("Retry-After"))
	}
	ask("/other/Users", 200)
	ask("/scim/v22/Users", 404)
	ask("/scim", 404)
	p.Use(proxytest.Set(t, "third", other))
	ask("/scim/v2/Users", 503)

	inner := proxytest.Route(target.URL())
	inner.Path = "/scim/v2/inner"
	p.Use(proxytest.Set(t, "fourth", inner))
	ask("/scim/v2/inner/Users", 200)
	ask("/scim/v2/Users", 503)
	ask("/other/Users", 503)
	p.Use(proxytest.Set(t, "fifth", proxytest.Route(target.URL()), other))
	ask("/scim/v2/Users", 200)
	ask("/other/Users", 200)
}
