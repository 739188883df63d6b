package target_test

import (
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/target"
)

// With Pass, the client's own credential reaches the target, and the target's
// refusal of it reaches the client.
func TestPass(t *testing.T) {
	to := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, to.URL(), func(_ *proxy.Options, r *proxy.Route) {
		r.Target.Credential, r.Clients, r.NoClientAuth = target.Pass(), nil, true
	})
	if a := p.Ask("GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Basic abc\r\n\r\n"); a.Code != 200 {
		t.Errorf("got %d", a.Code)
	}
	if got := to.Took()[0].Header.Get("Authorization"); got != "Basic abc" {
		t.Errorf("the target was shown %q", got)
	}
	if a := p.Ask("GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\n\r\n"); a.Code != 200 {
		t.Errorf("got %d", a.Code)
	}
	if got := to.Took()[0].Header["Authorization"]; got != nil {
		t.Errorf("the target was shown %q", got)
	}
}

// No Host and no target of a request changes the credential or the host that
// the target sees.
func TestCredentialSwap(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL())
	for _, request := range []string{
		"GET /scim/v2/Users HTTP/1.1\r\nHost: admin:pw@evil.example\r\nAuthorization: Bearer " + proxytest.ClientToken + "\r\n\r\n",
		"GET http://admin:pw@evil.example/scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + proxytest.ClientToken + "\r\n\r\n",
		proxytest.Head("GET", "/scim/v2/Users") + "Proxy-Authorization: Basic abc\r\nX-Forwarded-Host: evil.example\r\n\r\n",
		proxytest.Head("GET", "/scim/v2/Users") + "Connection: Authorization\r\n\r\n",
	} {
		p.Raw(request)
	}
	for _, s := range target.Took() {
		proxytest.CheckSeen(t, s)
		if s.Host != target.Listener.Addr().String() {
			t.Errorf("the target was asked as %q", s.Host)
		}
	}
}
