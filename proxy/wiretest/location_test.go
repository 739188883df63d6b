package wiretest

import (
	"io"
	"net"
	"strconv"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
)

// A relative Location of the target is rewritten, and a route without a public URL has that
// of a listener on the loopback address (T6).
func TestLocationOfRelatives(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool {
		const body = `{"id":"7","userName":"barbara@example.com"}`
		_, err := io.WriteString(c, "HTTP/1.1 201 Created\r\nLocation: Users/7\r\nContent-Type: application/scim+json\r\n"+
			"Content-Length: "+strconv.Itoa(len(body))+"\r\n\r\n"+body)
		return err == nil
	})
	f := func(public string, again bool, want func(*proxytest.Running) string) {
		t.Helper()
		set := func(_ *proxy.Options, r *proxy.Route) { r.PublicURL = public }
		p := proxytest.Start(t, target.URL(), set)
		if again { // listening now
			r := proxytest.Route(target.URL())
			set(nil, &r)
			p.Use(proxytest.Set(t, "second", r))
		}
		a := p.Ask(proxytest.WithBody("POST", "/scim/v2/Users", `{"userName":"barbara@example.com"}`))
		if got := a.Header.Get("Location"); a.Code != 201 || got != want(p) {
			t.Errorf("public URL %q: %d, Location %q, want %q", public, a.Code, got, want(p))
		}
	}
	f("https://scim.example.com/scim/v2", false, func(*proxytest.Running) string { return "https://scim.example.com/scim/v2/Users/7" })
	f("", true, func(p *proxytest.Running) string { return "http://" + p.Addr().String() + "/scim/v2/Users/7" })
	f("", false, func(*proxytest.Running) string { return "/scim/v2/Users/7" })
}
