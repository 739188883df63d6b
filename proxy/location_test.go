package proxy

import (
	"io"
	"net"
	"strconv"
	"testing"
)

// A relative Location of the target is rewritten, and a route without a public URL has that
// of a listener on the loopback address (T6).
func TestLocationOfRelatives(t *testing.T) {
	target := startTarget(t, func(c net.Conn, _ *seen) bool {
		const body = `{"id":"7","userName":"barbara@example.com"}`
		_, err := io.WriteString(c, "HTTP/1.1 201 Created\r\nLocation: Users/7\r\nContent-Type: application/scim+json\r\n"+
			"Content-Length: "+strconv.Itoa(len(body))+"\r\n\r\n"+body)
		return err == nil
	})
	f := func(public string, again bool, want func(*running) string) {
		t.Helper()
		set := func(_ *Options, r *Route) { r.PublicURL = public }
		p := startProxy(t, target.url(), set)
		if again { // listening now
			r := testRoute(target.url())
			set(nil, &r)
			p.Use(mustSet(t, "second", r))
		}
		a := p.ask(withBody("POST", "/scim/v2/Users", `{"userName":"barbara@example.com"}`))
		if got := a.header.Get("Location"); a.code != 201 || got != want(p) {
			t.Errorf("public URL %q: %d, Location %q, want %q", public, a.code, got, want(p))
		}
	}
	f("https://scim.example.com/scim/v2", false, func(*running) string { return "https://scim.example.com/scim/v2/Users/7" })
	f("", true, func(p *running) string { return "http://" + p.Addr().String() + "/scim/v2/Users/7" })
	f("", false, func(*running) string { return "/scim/v2/Users/7" })
}
