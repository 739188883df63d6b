package proxy

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"scimshim/proxy/secret"
)

// A deafConn takes a number of bytes and breaks then.
type deafConn struct {
	net.Conn
	takes int
}

func (c *deafConn) Write(b []byte) (int, error) {
	if len(b) <= c.takes {
		c.takes -= len(b)
		return c.Conn.Write(b)
	}
	n, err := c.Conn.Write(b[:c.takes])
	c.takes = 0
	if err == nil {
		err = &net.OpError{Op: "write", Net: "tcp", Err: syscall.EPIPE}
	}
	return n, err
}

// breaks makes the first connections to the target break after a number of bytes.
func (r *running) breaks(connections int64, after int) {
	var n atomic.Int64
	p := r.serving.Load().lanes[0].pool
	dial := p.dial
	p.dial = func(deadline time.Time) (*conn, error) {
		c, err := dial(deadline)
		if err == nil && n.Add(1) <= connections {
			c.Conn = &deafConn{c.Conn, after}
		}
		return c, err
	}
}

const (
	nothingSent = "; nothing was sent to the target"
	mayBeDone   = "whether it carried out the request is not known"
)

// saysOfWrite holds the answer to a write against what must be said of it.
func (r *running) saysOfWrite(what string, code int, want, not string) {
	r.t.Helper()
	a := r.ask(withBody("POST", "/scim/v2/Users", userBody))
	a.isError(r.t, code)
	if !strings.Contains(a.body, want) || strings.Contains(a.body, not) {
		r.t.Errorf("%s: got %s", what, a.body)
	}
}

// A write of which no byte was sent is sent on another connection, once; of any other it
// is said that it may have been carried out.
func TestUnsentWrite(t *testing.T) {
	target := startTarget(t, nil)
	p := startProxy(t, target.url())
	p.breaks(1, 0)
	if a := p.ask(withBody("POST", "/scim/v2/Users", userBody)); a.code != 201 {
		t.Errorf("got %d %s", a.code, a.body)
	}
	if got := target.took(); len(got) != 1 || got[0].body != userBody {
		t.Errorf("%d writes reached the target, want 1", len(got))
	}

	p = startProxy(t, target.url())
	p.breaks(9, 0)
	p.saysOfWrite("twice", 502, "broke before the request was sent (connection reset)"+nothingSent, mayBeDone)
	p = startProxy(t, target.url())
	p.breaks(1, 60)
	p.saysOfWrite("in part", 502, mayBeDone, nothingSent)
	if n := len(target.took()); n != 0 {
		t.Errorf("%d writes reached the target, want none", n)
	}
}

// Where nothing was sent, it is said; where something was, it is never said.
func TestNothingWasSent(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	quick := func(_ *Options, r *Route) { r.Target.Timeout = 50 * time.Millisecond }
	closed := startTarget(t, nil)
	closed.ln.Close()
	startProxy(t, closed.url()).saysOfWrite("refused", 502, nothingSent, mayBeDone)
	startProxy(t, "https://"+silent.Addr().String(), quick).saysOfWrite("silent handshake", 504, nothingSent, mayBeDone)
	startProxy(t, "http://nobody.invalid/scim").saysOfWrite("no such host", 502, nothingSent, mayBeDone)

	hold := make(chan struct{})
	hanging := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hold }))
	defer hanging.Close()
	defer close(hold)
	p := startProxy(t, closed.url(), quick, func(_ *Options, r *Route) {
		r.Target.Credential = ClientCredentials(hanging.URL, "id", secret.FromText("a-secret-of-the-client"))
	})
	p.saysOfWrite("no token", 503, nothingSent, mayBeDone)

	mute := startTarget(t, func(net.Conn, *seen) bool { <-hold; return false })
	p = startProxy(t, mute.url(), quick, func(_ *Options, r *Route) { r.Target.MaxConnections = 1 })
	for range cap(p.serving.Load().lanes[0].pool.turns) {
		p.serving.Load().lanes[0].pool.turns <- struct{}{}
	}
	p.saysOfWrite("no free connection", 503, nothingSent, mayBeDone)
	<-p.serving.Load().lanes[0].pool.turns
	p.saysOfWrite("no answer", 504, mayBeDone, nothingSent)

	alert := startTarget(t, func(c net.Conn, _ *seen) bool {
		io.WriteString(c, "\x15\x03\x01\x00\x02\x02\x46")
		return false
	})
	startProxy(t, alert.url()).saysOfWrite("a port of TLS", 502, "its port speaks TLS", mayBeDone)
}
