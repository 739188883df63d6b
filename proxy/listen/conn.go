package listen

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"scimshim/proxy/fault"
)

// A Conn is a connection to one of the listeners, as the HTTP server is given it.
// It is the outermost layer: what is read from it and written to it is clear text, also
// where the client speaks TLS.
type Conn struct {
	net.Conn
	raw   net.Conn // below TLS; its end waits for nobody
	from  netip.AddrPort
	began time.Time
	own   bool // whether the proxy itself is the client, to see that it is served

	patience time.Duration // for a stranger to send a request

	places *places
	source *source // of places, as is at
	at     int     // where in the table; -1 for nowhere

	writing // what is known of the reply

	buf    []byte  // what holds unread
	unread []byte  // what came with the first byte of a request
	first  [1]byte // the first byte, where there is no more room than that

	mu      sync.Mutex
	reading // when a Read has to have ended
	stage   connStage
	since   time.Time // when it began to wait, or to receive the request under way
	until   time.Time // when that has to be there; zero for what the server says
	known   bool      // whether the request under way, or else the last, had a credential of a client
	parks   bool      // whether it is parked when it is idle
	parking
	ending bool     // given up or closed: no request is served any more
	after  []func() // called when the current answer has left; kept for its room
	whole  func()   // called when the current answer was written; nil for nobody
}

// A connStage is what a connection is doing.
type connStage int

// The stages of a connection.
const (
	connNew     connStage = iota // no byte of a request has come yet
	connReading                  // a request is being read
	connServing                  // the proxy works at a request
	connWriting                  // the answer is being written
	connIdle                     // answered, and open for another request
)

func newConn(raw net.Conn, p *places) *Conn {
	now := time.Now()
	c := &Conn{Conn: raw, raw: raw, places: p, at: -1, began: now, since: now}
	if a, ok := raw.RemoteAddr().(*net.TCPAddr); ok {
		from := a.AddrPort()
		c.from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
	}
	return c
}

// ConnOf returns the connection that a request came on; nil if it did not come
// through the listener.
func ConnOf(ctx *fasthttp.RequestCtx) *Conn {
	c, _ := ctx.Conn().(*Conn)
	return c
}

// IsOwn reports whether the proxy itself is the client.
func (c *Conn) IsOwn() bool { return c.own }

// shake speaks TLS with the client.
func (c *Conn) shake(secure *tls.Config) error {
	shaken := tls.Server(c.raw, secure)
	if err := shaken.HandshakeContext(context.Background()); err != nil {
		return &fault.HandshakeError{Err: err}
	}
	c.Conn = shaken
	return nil
}

// await waits for the first byte of a request with no more room than for that.
func (c *Conn) await() error {
	n, err := c.Conn.Read(c.first[:])
	if n == 0 {
		return err
	}
	return nil
}

// came notes that the first byte of a request has come, and of a stranger takes the request.
func (c *Conn) came() error {
	ok, stranger := c.receives()
	switch {
	case !ok:
		return net.ErrClosed
	case stranger:
		c.buf = make([]byte, firstOfStranger)
		c.buf[0] = c.first[0]
		c.gather(1)
	default:
		c.unread = c.first[:]
	}
	return nil
}

// What is read with the first byte of a request, which most requests fit into, and what of a stranger's.
// It is little, since each connection in use holds as much.
const firstRead, firstOfStranger = 4 << 10, 2 << 10

// fill waits for the first byte of a request, and takes what comes with it; of a stranger
// it takes the request.
func (c *Conn) fill() error {
	if len(c.buf) != firstRead {
		c.buf = make([]byte, firstRead)
	}
	n, err := c.read(c.buf)
	if n == 0 {
		return err
	}
	ok, stranger := c.receives()
	if !ok {
		return net.ErrClosed
	}
	if stranger {
		c.gather(n)
	} else {
		c.unread = c.buf[:n]
	}
	return nil
}

// Read reads what the client sent. fasthttp holds no buffer while it waits for a request,
// and so asks for its first byte alone; what came with it is read by the same call to the
// system and kept for the next Read. A connection that was given up yields nothing more,
// so that no request on it is begun.
func (c *Conn) Read(p []byte) (n int, err error) {
	if len(c.unread) == 0 && len(p) == 1 {
		if err = c.fill(); err != nil && c.leaves(err) {
			return 0, err
		}
	}
	if len(c.unread) > 0 {
		n = copy(p, c.unread)
		c.unread = c.unread[n:]
		return n, nil
	}
	if err != nil || len(p) == 1 {
		return 0, err
	}
	if n, err = c.read(p); n > 0 {
		if ok, _ := c.receives(); !ok {
			return 0, errGivenUp
		}
	}
	if errors.Is(err, net.ErrClosed) {
		err = errGivenUp
	}
	return n, err
}

// errGivenUp is the error of reading what is left of a request on a connection that was
// given up. It is none of net, after which fasthttp tells nobody that the request ended,
// and what was reserved for its body would stay so.
var errGivenUp = errors.New("the connection was given up")

// IsGivenUp reports whether the connection was.
func (c *Conn) IsGivenUp() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ending
}

// receives notes that something of a request has come. It reports whether the connection
// is still the client's, and whether of that nothing is known.
func (c *Conn) receives() (ok, stranger bool) {
	c.mu.Lock()
	begins := c.stage == connNew || c.stage == connIdle
	if begins {
		c.enter(connReading)
		c.until, c.parking = time.Time{}, served
	}
	ok, stranger = !c.ending, !c.known
	c.mu.Unlock()
	if ok && stranger && begins {
		c.places.strangerBegins()
	}
	return ok, stranger
}

func (c *Conn) enter(s connStage) { c.stage, c.since = s, time.Now() }

// Serves notes that the proxy works at the request that was received.
func (c *Conn) Serves() {
	c.mu.Lock()
	c.stage = connServing
	c.mu.Unlock()
}

// Authenticate notes that the request under way has the credential of a client, so that
// its connection is not given up for another. It reports false if it was already.
func (c *Conn) Authenticate() bool {
	c.mu.Lock()
	ok := !c.ending
	c.known = ok
	if ok {
		c.source.authenticated(c.since)
	}
	c.mu.Unlock()
	return ok
}

// Answers notes that the answer is being written, and whether the request had the
// credential of a client.
func (c *Conn) Answers(known bool) {
	c.mu.Lock()
	c.known, c.stage = known, connWriting
	c.mu.Unlock()
}

// WhenReplied has f called once: when the last byte of the answer to the request under
// way was handed to the kernel, or the connection has ended, whichever is first. At a
// connection that has ended it is called at once. It must not wait for anything. For
// what each request needs, f is made once, and not anew each time.
func (c *Conn) WhenReplied(f func()) {
	c.mu.Lock()
	late := c.ending
	if !late {
		c.after = append(c.after, f)
	}
	c.mu.Unlock()
	if late {
		f()
	}
}

// WhenWritten has f called when the last byte of the answer to the request under way was handed to the
// kernel. It is not called if the connection ends before that, since others may close it while the answer is
// being written: what that needs may not be used again then. It must not wait for anything.
func (c *Conn) WhenWritten(f func()) {
	c.mu.Lock()
	if !c.ending {
		c.whole = f
	}
	c.mu.Unlock()
}

// replied calls what waits for the answer to have left.
func (c *Conn) replied() {
	for i, f := range c.after {
		f()
		c.after[i] = nil
	}
	c.after = c.after[:0]
}

// giveUp ends a connection from outside, where that loses no request of a client. One that
// has not arrived as a whole is lost only if slow says that it takes too long. It reports
// whether the connection ends; it is yet to be cut.
func (c *Conn) giveUp(slow bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	lost := c.known && c.stage != connIdle && !(slow && c.stage == connReading)
	if c.ending || c.own || lost {
		return false
	}
	c.ending = true
	return true
}

// cut ends the connection without a word of TLS, which could wait for the client. Who
// serves it will notice, and close it.
func (c *Conn) cut() { _ = c.raw.Close() }

// Close ends the connection, and with it the answer under way. One that the server has left
// since it is idle stays.
func (c *Conn) Close() error {
	if c.park() {
		return nil
	}
	c.linger()
	err := c.Conn.Close()
	c.mu.Lock()
	c.ending, c.whole = true, nil
	c.replied()
	c.mu.Unlock()
	c.places.remove(c)
	return err
}

// Follow is called by fasthttp with what a connection does. It becomes idle after the writer
// was flushed, since the server keeps none over a request that follows
// (fasthttp's ReduceMemoryUsage).
func Follow(nc net.Conn, state fasthttp.ConnState) {
	c, ok := nc.(*Conn)
	switch {
	case ok && state == fasthttp.StateIdle:
		c.idles(true)
		c.places.parksIdle()
	case ok && state == fasthttp.StateActive:
		c.begins()
	}
}

// begins notes that a request is being read, of which nothing may have been received: it
// came with the one before.
func (c *Conn) begins() {
	c.mu.Lock()
	if c.stage == connIdle {
		c.enter(connReading)
	}
	c.mu.Unlock()
}

// idles notes that the last byte of the answer was handed to the kernel, and whether the
// connection may be parked.
func (c *Conn) idles(parks bool) {
	c.mu.Lock()
	c.parks = parks
	if c.whole != nil {
		c.whole()
		c.whole = nil
	}
	c.replied()
	c.enter(connIdle)
	c.mu.Unlock()
}
