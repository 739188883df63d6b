package proxy

import (
	"testing"
)

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
