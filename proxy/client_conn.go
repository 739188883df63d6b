package proxy

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
)

// A clientConn is a connection of a client, as the HTTP server is given it. It is the
// outermost layer: what is read from it and written to it is clear text, also where
// the client speaks TLS.
type clientConn struct {
	net.Conn
	began time.Time
	from  netip.AddrPort // the client's end; not valid if it is none of TCP

	stage atomic.Uint32 // a connStage

	buf    []byte // what holds unread
	unread []byte // what came with the first byte of a request

	mu     sync.Mutex
	after  []func() // called when the current answer has left; kept for its room
	closed bool
}

// A connStage is what a connection is doing.
type connStage uint32

// The stages of a connection.
const (
	connNew     connStage = iota // no byte of a request has come yet
	connReading                  // a request is being read
	connServing                  // the proxy works at a request
	connWriting                  // the answer is being written
	connIdle                     // answered, and open for another request
)

func newClientConn(c net.Conn) *clientConn {
	from, _ := netip.ParseAddrPort(c.RemoteAddr().String())
	return &clientConn{Conn: c, began: time.Now(), from: from}
}

// clientConnOf returns the connection that a request came on; nil if it did not come
// through the listener.
func clientConnOf(ctx *fasthttp.RequestCtx) *clientConn {
	c, _ := ctx.Conn().(*clientConn)
	return c
}

// source returns the address that the client connected from.
func (c *clientConn) source() netip.Addr { return c.from.Addr().Unmap() }

// is sets the stage of the connection.
func (c *clientConn) is(s connStage) { c.stage.Store(uint32(s)) }

// whenReplied has f called once: when the last byte of the answer to the request under
// way was handed to the kernel, or the connection has ended, whichever is first. At a
// connection that has ended it is called at once. It must not wait for anything. For
// what each request needs, f is made once, and not anew each time.
func (c *clientConn) whenReplied(f func()) {
	c.mu.Lock()
	late := c.closed
	if !late {
		c.after = append(c.after, f)
	}
	c.mu.Unlock()
	if late {
		f()
	}
}

// replied calls what waits for the answer to have left.
func (c *clientConn) replied(ended bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = c.closed || ended
	for i, f := range c.after {
		f()
		c.after[i] = nil
	}
	c.after = c.after[:0]
}

// firstRead is what is read with the first byte of a request, which most requests without a
// body fit into. It is little, since each open connection holds as much.
const firstRead = 2 << 10

// Read reads what the client sent. The HTTP server holds no buffer while it waits for a
// request, and so asks for its first byte alone; what came with it is read by the same
// call to the system and kept for the next Read.
func (c *clientConn) Read(p []byte) (int, error) {
	if len(c.unread) == 0 {
		if len(p) != 1 {
			return c.Conn.Read(p)
		}
		if c.buf == nil {
			c.buf = make([]byte, firstRead)
		}
		n, err := c.Conn.Read(c.buf)
		if n == 0 {
			return 0, err
		}
		c.unread = c.buf[:n]
	}
	n := copy(p, c.unread)
	c.unread = c.unread[n:]
	return n, nil
}

// Close ends the connection, and with it the answer under way.
func (c *clientConn) Close() error {
	err := c.Conn.Close()
	c.replied(true)
	return err
}

// followConn is told by the HTTP server what a connection does. It becomes idle after
// the writer was flushed, since the server keeps none over a request that follows
// (fasthttp's ReduceMemoryUsage).
func followConn(nc net.Conn, state fasthttp.ConnState) {
	c, ok := nc.(*clientConn)
	if !ok {
		return
	}
	switch state {
	case fasthttp.StateActive:
		c.is(connReading)
	case fasthttp.StateIdle:
		c.replied(false)
		c.is(connIdle)
	}
}

// A clientListener makes a clientConn of each connection.
type clientListener struct{ net.Listener }

func (l clientListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return newClientConn(c), nil
}
