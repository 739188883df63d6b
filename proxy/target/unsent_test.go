package target_test

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

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
)

// A deafConn takes a number of bytes and breaks then.
type deafConn struct {
	*net.TCPConn
	takes int
}

func (c *deafConn) Write(b []byte) (int, error) {
	if len(b) <= c.takes {
		c.takes -= len(b)
		return c.TCPConn.Write(b)
	}
	n, err := c.TCPConn.Write(b[:c.takes])
	c.takes = 0
	if err == nil {
		err = &net.OpError{Op: "write", Net: "tcp", Err: syscall.EPIPE}
	}
	return n, err
}

// breaks makes the first connections to the target break after a number of bytes.
func breaks(t *testing.T, connections int64, after int) func(*proxy.Options, *proxy.Route) {
	e, err := target.NewEgress(target.EgressSettings{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var n atomic.Int64
	e.Wrap(func(c net.Conn) net.Conn {
		if n.Add(1) <= connections {
			c = &deafConn{c.(*net.TCPConn), after}
		}
		return c
	})
	return func(_ *proxy.Options, r *proxy.Route) { r.Target.Egress = e }
}

const (
	nothingSent = "; nothing was sent to the target"
	mayBeDone   = "whether it carried out the request is not known"
)

// saysOfWrite holds the answer to a write against what must be said of it.
func saysOfWrite(r *proxytest.Running, what string, code int, want, not string) {
	r.T.Helper()
	a := r.Ask(proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody))
	a.IsError(r.T, code)
	if !strings.Contains(a.Body, want) || strings.Contains(a.Body, not) {
		r.T.Errorf("%s: got %s", what, a.Body)
	}
}

// A write of which no byte was sent is sent on another connection, once; of any other it
// is said that it may have been carried out.
func TestUnsentWrite(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL(), breaks(t, 1, 0))
	if a := p.Ask(proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody)); a.Code != 201 {
		t.Errorf("got %d %s", a.Code, a.Body)
	}
	if got := target.Took(); len(got) != 1 || got[0].Text != proxytest.UserBody {
		t.Errorf("%d writes reached the target, want 1", len(got))
	}

	p = proxytest.Start(t, target.URL(), breaks(t, 9, 0))
	saysOfWrite(p, "twice", 502, "broke before the request was sent (connection reset)"+nothingSent, mayBeDone)
	p = proxytest.Start(t, target.URL(), breaks(t, 1, 60))
	saysOfWrite(p, "in part", 502, mayBeDone, nothingSent)
	if n := len(target.Took()); n != 0 {
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
	quick := func(_ *proxy.Options, r *proxy.Route) { r.Target.Timeout = 50 * time.Millisecond }
	closed := proxytest.StartTarget(t, nil)
	closed.Listener.Close()
	saysOfWrite(proxytest.Start(t, closed.URL()), "refused", 502, nothingSent, mayBeDone)
	saysOfWrite(proxytest.Start(t, "https://"+silent.Addr().String(), quick), "silent handshake", 504, nothingSent, mayBeDone)
	saysOfWrite(proxytest.Start(t, "http://nobody.invalid/scim"), "no such host", 502, nothingSent, mayBeDone)

	hold := make(chan struct{})
	hanging := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hold }))
	defer hanging.Close()
	defer close(hold)
	p := proxytest.Start(t, closed.URL(), quick, func(_ *proxy.Options, r *proxy.Route) {
		r.Target.Credential = target.ClientCredentials(hanging.URL, "id", secret.FromText("a-secret-of-the-client"))
	})
	saysOfWrite(p, "no token", 503, nothingSent, mayBeDone)

	mute := proxytest.StartTarget(t, func(net.Conn, *proxytest.Seen) bool { <-hold; return false })
	p = proxytest.Start(t, mute.URL(), func(_ *proxy.Options, r *proxy.Route) {
		r.Target.MaxConnections, r.Target.Timeout = 1, 2*time.Second
	})
	held := make(chan struct{})
	go func() {
		defer close(held)
		saysOfWrite(p, "no answer", 504, mayBeDone, nothingSent)
	}()
	roomtest.Eventually(t, "the only connection to be used", func() bool { return len(mute.Took()) > 0 })
	saysOfWrite(p, "no free connection", 503, nothingSent, mayBeDone)
	<-held

	alert := proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool {
		io.WriteString(c, "\x15\x03\x01\x00\x02\x02\x46")
		return false
	})
	saysOfWrite(proxytest.Start(t, alert.URL()), "a port of TLS", 502, "its port speaks TLS", mayBeDone)
}
