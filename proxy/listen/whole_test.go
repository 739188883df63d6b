package listen

import (
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

// A stranger's connection is not kept for long after its answer, a client's is.
func TestIdleOfStrangers(t *testing.T) {
	f := func(what string, known, idle bool, asked, want time.Duration) {
		t.Helper()
		here, there := net.Pipe()
		defer there.Close()
		conn := &deadlineConn{Conn: here}
		c := newConn(conn, newPlaces(nil))
		c.source = &source{}
		c.receives()
		c.Answers(known)
		c.idles(false)
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
