package proxy

import (
	"net"
	"testing"

	"github.com/valyala/fasthttp"
)

// What waits for an answer is told once, whichever way its connection goes on.
func TestWhenReplied(t *testing.T) {
	f := func(what string, want int, end func(*clientConn)) {
		t.Helper()
		here, there := net.Pipe()
		defer there.Close()
		c, told := newClientConn(here, newPlaces(nil)), 0
		c.whenReplied(func() { told++ })
		if told != 0 {
			t.Errorf("%s: told at once", what)
		}
		end(c)
		if told != want {
			t.Errorf("%s: told %d times, want %d", what, told, want)
		}
		c.Close()
		c.whenReplied(func() { told++ })
		if told != 2 {
			t.Errorf("%s: told %d times in the end, want 2", what, told)
		}
	}
	f("nothing", 0, func(*clientConn) {})
	f("being read", 0, func(c *clientConn) { c.receives() })
	f("idle", 1, func(c *clientConn) { followConn(c, fasthttp.StateIdle) })
	f("idle twice", 1, func(c *clientConn) {
		followConn(c, fasthttp.StateIdle)
		c.receives()
		followConn(c, fasthttp.StateIdle)
	})
	f("closed", 1, func(c *clientConn) { c.Close() })
	f("closed twice", 1, func(c *clientConn) { c.Close(); c.Close() })
}
