package proxy

import (
	"strings"
	"testing"
	"time"
)

func TestAdmits(t *testing.T) {
	clients := []Client{{"old", TextSecret("token-one")}, {"new", TextSecret("token-two-is-longer")}}
	f := func(field string, want bool) {
		t.Helper()
		if got := admits(clients, []byte(field)); got != want {
			t.Errorf("%q: %v", field, got)
		}
	}
	f("Bearer token-one", true)
	f("bearer token-two-is-longer", true)
	f("BEARER   token-one", true)
	f("token-one", true)
	f("", false)
	f("Bearer ", false)
	f("Bearer", false)
	f("Bearer token-on", false)
	f("Bearer token-one ", false)
	f("Bearer token-onetoken-two-is-longer", false)
	f("Bearer Token-One", false)
	f("Basic token-one", false)
	f("Bearer Bearer token-one", false)
	if admits(nil, []byte("Bearer x")) || admits([]Client{{}}, nil) {
		t.Error("an empty credential is admitted")
	}
}

// The time of a check does not tell which client it was, or how much of a token
// was right. The bound is wide, since the machine has other work: a check that
// ended at the first client, or compared no digest, would be beyond it.
func TestAdmitsTakesTheSameTime(t *testing.T) {
	clients := []Client{{"a", TextSecret(strings.Repeat("a", 40))}, {"b", TextSecret(strings.Repeat("b", 40))}}
	best := func(field string) time.Duration {
		fastest := time.Hour
		for range 200 {
			start := time.Now()
			for range 100 {
				admits(clients, []byte(field))
			}
			fastest = min(fastest, time.Since(start))
		}
		return fastest
	}
	first := best("Bearer " + strings.Repeat("a", 40))
	for _, other := range []string{
		strings.Repeat("b", 40), strings.Repeat("x", 40), strings.Repeat("a", 39) + "x",
	} {
		if d := best("Bearer " + other); d > 2*first || first > 2*d {
			t.Errorf("%v for one token, %v for another", first, d)
		}
	}
}

func TestCredentials(t *testing.T) {
	f := func(c Credential, want string, own bool) {
		t.Helper()
		got, err := c.Authorization(time.Now().Add(time.Second), "Bearer client")
		if got != want || err != nil || c.Own() != own {
			t.Errorf("%q, %v, own %v", got, err, c.Own())
		}
	}
	f(Bearer(TextSecret("x")), "Bearer x", true)
	f(Basic("user", TextSecret("pass")), "Basic dXNlcjpwYXNz", true)
	f(Pass(), "Bearer client", false)
	f(none{}, "", true)
}

// With Pass, the client's own credential reaches the target, and the target's
// refusal of it reaches the client.
func TestPass(t *testing.T) {
	target := startTarget(t, nil)
	p := startProxy(t, target.url(), func(_ *Options, r *Route) {
		r.Target.Credential, r.Clients, r.NoClientAuth = Pass(), nil, true
	})
	if a := p.ask("GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Basic abc\r\n\r\n"); a.code != 200 {
		t.Errorf("got %d", a.code)
	}
	if got := target.took()[0].Header.Get("Authorization"); got != "Basic abc" {
		t.Errorf("the target was shown %q", got)
	}
	if a := p.ask("GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\n\r\n"); a.code != 200 {
		t.Errorf("got %d", a.code)
	}
	if got := target.took()[0].Header["Authorization"]; got != nil {
		t.Errorf("the target was shown %q", got)
	}
}

// No Host and no target of a request changes the credential or the host that
// the target sees.
func TestCredentialSwap(t *testing.T) {
	target := startTarget(t, nil)
	p := startProxy(t, target.url())
	for _, request := range []string{
		"GET /scim/v2/Users HTTP/1.1\r\nHost: admin:pw@evil.example\r\nAuthorization: Bearer " + testToken + "\r\n\r\n",
		"GET http://admin:pw@evil.example/scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + testToken + "\r\n\r\n",
		head("GET", "/scim/v2/Users") + "Proxy-Authorization: Basic abc\r\nX-Forwarded-Host: evil.example\r\n\r\n",
		head("GET", "/scim/v2/Users") + "Connection: Authorization\r\n\r\n",
	} {
		p.raw(request)
	}
	for _, s := range target.took() {
		checkSeen(t, s)
		if s.Host != target.ln.Addr().String() {
			t.Errorf("the target was asked as %q", s.Host)
		}
	}
}
