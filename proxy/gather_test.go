package proxy

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

func TestIsWhole(t *testing.T) {
	f := func(text string, want bool) {
		t.Helper()
		if got := isWhole([]byte(strings.ReplaceAll(text, "\n", "\r\n"))); got != want {
			t.Errorf("%q is whole: %v, want %v", text, got, want)
		}
	}
	f("", false)
	f("G", false)
	f("GET / HTTP/1.1\nHost: x\n", false)
	f("GET / HTTP/1.1\nHost: x\n\n", true)
	f("POST / HTTP/1.1\nContent-Length: 2\n\n", false)
	f("POST / HTTP/1.1\ncontent-length:2\n\n{", false)
	f("POST / HTTP/1.1\ncontent-length:2\n\n{}", true)
	f("POST / HTTP/1.1\nContent-Length: 2\n\n{}GET", true)
	f("POST / HTTP/1.1\nContent-Length: 4096\n\n{}", false)
	f("POST / HTTP/1.1\nContent-Length: 4097\n\n{}", true) // the server judges it by its header
	f("POST / HTTP/1.1\nContent-Length: -2\n\n", true)
	f("POST / HTTP/1.1\nContent-Length: x\n\n", true)
	f("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n", true)
	f("POST / HTTP/1.1\nContent-Length: 2\nExpect: 100-continue\n\n", true)
}

// A request that comes a byte at a time is served, whether it fits into what is gathered or
// not, and one that does not come to its end is told so in the time that a request has.
func TestRequestsInPieces(t *testing.T) {
	target := startTarget(t, nil)
	patient := startProxy(t, target.url())
	hasty := startProxy(t, target.url(), func(o *Options, _ *Route) { o.ReadTimeout = 100 * time.Millisecond })
	f := func(step, code int, text string) {
		t.Helper()
		p := patient
		if code == 408 {
			p = hasty
		}
		c := p.open(1, "")[0]
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
	get := head("GET", "/scim/v2/Users/1") + "\r\n"
	long := strings.Replace(get, "\r\n\r\n", "\r\nX: "+strings.Repeat("x", 9<<10)+"\r\n\r\n", 1)
	post := withBody("POST", "/scim/v2/Users", userBody)
	f(1, 200, get)
	f(7, 201, post)
	f(512, 200, long)
	f(1, 408, get[:len(get)-1])
	f(100, 408, post[:len(post)-1])
	f(512, 408, long[:len(long)-1])
	chunked := head("POST", "/scim/v2/Users") + "Transfer-Encoding: chunked\r\n\r\n"
	f(50, 408, chunked)
}

// A stranger's connection is not kept for long after its answer, a client's is.
func TestIdleOfStrangers(t *testing.T) {
	f := func(what string, known, idle bool, asked, want time.Duration) {
		t.Helper()
		here, there := net.Pipe()
		defer there.Close()
		conn := &deadlineConn{Conn: here}
		c := newClientConn(conn, newPlaces(nil))
		c.source = &source{}
		c.receives()
		c.answers(known)
		c.idles()
		if !idle {
			c.receives()
		}
		at := time.Now()
		c.SetReadDeadline(at.Add(asked))
		if got := conn.at.Sub(at).Round(time.Second); got != want {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	f("a client", true, true, 75*time.Second, 75*time.Second)
	f("a stranger", false, true, 75*time.Second, strangerIdle)
	f("a stranger, for less", false, true, 2*time.Second, 2*time.Second)
	f("a stranger's next request", false, false, 15*time.Second, 15*time.Second)
}

// A deadlineConn knows the deadline of its reads.
type deadlineConn struct {
	net.Conn
	at time.Time
}

func (c *deadlineConn) SetReadDeadline(t time.Time) error {
	c.at = t
	return nil
}
