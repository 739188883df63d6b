package listen_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
)

// A request that comes a byte at a time is served, whether it fits into what is gathered or
// not, and one that does not come to its end is told so in the time that a request has.
func TestRequestsInPieces(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	patient := proxytest.Start(t, target.URL())
	hasty := proxytest.Start(t, target.URL(), func(o *proxy.Options, _ *proxy.Route) { o.ReadTimeout = 100 * time.Millisecond })
	f := func(step, code int, text string) {
		t.Helper()
		p := patient
		if code == 408 {
			p = hasty
		}
		c := p.Open(1, "")[0]
		go func() {
			for len(text) > 0 {
				n := min(step, len(text))
				io.WriteString(c, text[:n])
				text = text[n:]
			}
		}()
		c.SetReadDeadline(time.Now().Add(5 * time.Second))
		b := make([]byte, 12)
		if _, err := io.ReadFull(c, b); err != nil || string(b) != fmt.Sprintf("HTTP/1.1 %d", code) {
			t.Errorf("in pieces of %d: %s %v, want %d", step, b, err, code)
		}
	}
	get := proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n"
	long := strings.Replace(get, "\r\n\r\n", "\r\nX: "+strings.Repeat("x", 9<<10)+"\r\n\r\n", 1)
	post := proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody)
	f(1, 200, get)
	f(7, 201, post)
	f(512, 200, long)
	f(1, 408, get[:len(get)-1])
	f(100, 408, post[:len(post)-1])
	f(512, 408, long[:len(long)-1])
	chunked := proxytest.Head("POST", "/scim/v2/Users") + "Transfer-Encoding: chunked\r\n\r\n"
	f(50, 408, chunked)
}
