package listen

import (
	"net"
	"testing"

	"github.com/valyala/fasthttp"
)

// What waits for an answer is told once, whichever way its connection goes on.
func TestWhenReplied(t *testing.T) {
	f := func(what string, want int, end func(*Conn)) {
		t.Helper()
		here, there := net.Pipe()
		defer there.Close()
		c, told := newConn(here, newPlaces(nil)), 0
		c.WhenReplied(func() { told++ })
		if told != 0 {
			t.Errorf("%s: told at once", what)
		}
		end(c)
		if told != want {
			t.Errorf("%s: told %d times, want %d", what, told, want)
		}
		c.Close()
		c.WhenReplied(func() { told++ })
		if told != 2 {
			t.Errorf("%s: told %d times in the end, want 2", what, told)
		}
	}
	f("nothing", 0, func(*Conn) {})
	f("being read", 0, func(c *Conn) { c.receives() })
	f("idle", 1, func(c *Conn) { Follow(c, fasthttp.StateIdle) })
	f("idle twice", 1, func(c *Conn) {
		Follow(c, fasthttp.StateIdle)
		c.receives()
		Follow(c, fasthttp.StateIdle)
	})
	f("closed", 1, func(c *Conn) { c.Close() })
	f("closed twice", 1, func(c *Conn) { c.Close(); c.Close() })
}
