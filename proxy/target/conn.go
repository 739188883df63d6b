package target

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/url"
	"time"

	"scimshim/proxy/fault"
)

// A Conn is a connection to a target. It serves one exchange at a time, and
// goes back to its pool only when the answer was judged to be the request's.
type Conn struct {
	net.Conn                   // what is spoken on: TCP, or TLS over it
	secure   bool              // whether it is TLS
	sealed   bool              // whether what is on the socket is TLS, the target's or a forward proxy's
	cert     *x509.Certificate // the target's, under TLS
	asked    bool              // whether the target wanted a certificate, in vain
	socket   *socket           // below it
	room     *bufferRoom
	*buffers           // nil while it is idle
	by       time.Time // the deadline that is set; zero if that is not known
	uses     int       // exchanges that were begun
	sent     int       // bytes of the last one that were sent
	stray    bool      // whether bytes came after an answer
	born     time.Time
	taken    time.Time // when its present use began
	idle     time.Time // when it went back to the pool
}

// handshakeTimeout bounds connecting and shaking hands, so that a silent
// target does not hold a request up to its whole deadline.
const handshakeTimeout = 10 * time.Second

// dial makes a connection to the host of a URL, over TLS if there are settings of it.
func dial(e *Egress, to *url.URL, secure *tlsSettings, room *bufferRoom, deadline time.Time) (*Conn, error) {
	if d := time.Now().Add(handshakeTimeout); d.Before(deadline) {
		deadline = d
	}
	ctx, cancel := context.WithDeadline(context.Background(), deadline)
	defer cancel()
	l, err := e.connect(ctx, to)
	if err != nil {
		return nil, &fault.DialError{Err: err}
	}
	c := &Conn{Conn: l.Conn, socket: l.socket, sealed: l.sealed, room: room, born: time.Now()}
	if secure != nil {
		if err := c.shakeHands(ctx, secure.config()); err != nil {
			l.Close()
			return nil, err
		}
	}
	return c, nil
}

// shakeHands makes TLS of the connection.
func (c *Conn) shakeHands(ctx context.Context, config *tls.Config) error {
	over, asked, err := shakeHands(ctx, c.Conn, config)
	if err != nil {
		return &fault.HandshakeError{Err: err}
	}
	c.Conn, c.secure, c.sealed, c.asked = over, true, true, asked
	if shown := over.ConnectionState().PeerCertificates; len(shown) > 0 {
		c.cert = shown[0]
	}
	return nil
}

// A Request is a request as it is sent.
type Request struct {
	Method string
	Head   []byte // the request line and the fields, which have the length of the body; and the body, if that is short
	Body   []byte // one that is not
	Close  bool   // whether the fields say that the connection is used for nothing else
}

// Exchange sends a request and has its answer read. read says whether the target keeps
// the connection open after that. reusable says whether the connection is in step: nothing
// came after the answer, and neither side wants it closed.
func (c *Conn) Exchange(out *Request, read func(*bufio.Reader) (keep bool, err error), deadline time.Time,
) (reusable bool, err error) {
	c.uses, c.sent = c.uses+1, 0
	c.buffers = c.room.take(c)
	defer c.leaveBuffers()
	if err := c.endBy(deadline); err != nil {
		return false, err
	}
	if err := c.send(out); err != nil {
		return false, err
	}
	if _, err := c.br.Peek(1); err != nil { // fasthttp takes every error here for an end
		return false, c.explained(err)
	}
	keep, err := read(c.br)
	if err != nil {
		return false, c.explained(err)
	}
	c.stray = c.br.Buffered() > 0
	return keep && !out.Close && !c.stray, nil
}

// send sends a request, over TCP by one call to the system, so that its receiver is woken once, and waits there
// for the answer to a short one on a connection that was seen to be quiet. It counts what is sent: a record of TLS
// that was not sent whole cannot be read by anybody, and counts for nothing.
func (c *Conn) send(out *Request) error {
	if len(out.Body) == 0 && !c.sealed && !c.IsFirst() && c.socket.asks() {
		return c.ask(out.Head)
	}
	if tcp, ok := c.Conn.(*net.TCPConn); ok && len(out.Body) > 0 {
		c.pieces = [...][]byte{out.Head, out.Body}
		c.all = c.pieces[:]
		n, err := c.all.WriteTo(tcp)
		c.sent = int(n)
		return err
	}
	n, err := c.Conn.Write(out.Head)
	c.sent = n
	if err == nil && len(out.Body) > 0 {
		n, err = c.Conn.Write(out.Body)
		c.sent += n
	}
	return err
}

// ask sends a request and waits for its answer.
func (c *Conn) ask(request []byte) error {
	n, err := c.socket.ask(request)
	c.sent = n
	if err != nil || n == len(request) {
		return err
	}
	n, err = c.Conn.Write(request[n:])
	c.sent += n
	return err
}

func (c *Conn) leaveBuffers() {
	c.room.giveBack(c.buffers)
	c.buffers = nil
}

// sooner is by which part of the time for an exchange, as 1 of so much, it may end too early.
const sooner = 64

// endBy sets a deadline, unless there is one that is hardly sooner: of many exchanges one
// after the other each would move two timers of the runtime, which takes a microsecond.
func (c *Conn) endBy(deadline time.Time) error {
	if early := deadline.Sub(c.by); early >= 0 && early <= deadline.Sub(c.taken)/sooner {
		return nil
	}
	c.by = deadline
	return c.SetDeadline(deadline)
}

// IsFirst reports whether the last exchange was the first one on the connection.
func (c *Conn) IsFirst() bool { return c.uses <= 1 }

// HasSent reports whether a byte of the last request was sent.
func (c *Conn) HasSent() bool { return c.sent > 0 }

// explained returns the error of reading an answer with what is known beside it.
// Under TLS 1.3 a target refuses the client's certificate, or the lack of one, only
// after the handshake; and what a port that speaks TLS sends to a request in clear is
// still in the buffer.
func (c *Conn) explained(err error) error {
	if c.secure {
		return refusedCert(err, c.asked)
	}
	if begin, _ := c.br.Peek(min(2, c.br.Buffered())); speaksTLS(begin) {
		return &fault.PlainPortError{Err: err}
	}
	return err
}

// past is a deadline that has passed.
var past = time.Unix(1, 0)

// isYoung reports whether an idle connection may serve again as to its age.
func (c *Conn) isYoung(now time.Time) bool {
	return now.Sub(c.idle) < idleLife && now.Sub(c.born) < connLife
}
