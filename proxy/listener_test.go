package proxy_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/fault"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
)

// A faultyListener fails as the system does before it accepts.
type faultyListener struct {
	net.Listener
	mu     sync.Mutex
	faults []error
}

func (l *faultyListener) Accept() (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.faults) == 0 {
		return l.Listener.Accept()
	}
	err := l.faults[0]
	l.faults = l.faults[1:]
	return nil, &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", err)}
}

// No fault of accept ends a listener but that it was closed (A1).
func TestAcceptGoesOn(t *testing.T) {
	for _, which := range []string{"public", "admin"} {
		target := proxytest.StartTarget(t, nil)
		p := proxytest.Listening(t, target.URL())
		l := p.Public()
		if which == "admin" {
			l = p.Admin()
		}
		l.Listener = &faultyListener{Listener: l.Listener, faults: []error{
			syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED, syscall.EINTR,
			errors.New("of a kind that nobody knows"),
		}}
		p.Begin()
		p.IsHealthy()
		if a := p.Ask(proxytest.Head("GET", "/scim/v2/Users") + "\r\n"); a.Code != 200 {
			t.Errorf("%s: got %d", which, a.Code)
		}
		p.Counts(fmt.Sprintf(`scimshim_connections_refused_total{cause="accept",listener=%q} 7`, which))
		if n := strings.Count(p.Logs.String(), "cannot be accepted"); n != 1 {
			t.Errorf("%s: logged %d times, want once", which, n)
		}
	}
}

// isClosed reports whether the proxy closes a connection without another byte.
func isClosed(c net.Conn) bool {
	c.SetReadDeadline(time.Now().Add(5 * time.Second))
	n, err := c.Read(make([]byte, 1))
	return n == 0 && err != nil && !fault.IsTimeout(err)
}

// floods are what strangers do to keep others out.
var floods = map[string]string{
	"silent":      "",
	"half a line": "GE",
	"401":         "GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\n\r\n",
	"404":         "GET /elsewhere HTTP/1.1\r\nHost: x\r\n\r\n",
	"400":         "GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
	"half a body": "POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nContent-Type: application/scim+json\r\n" +
		"Content-Length: 4000\r\n\r\n{\"userName\":",
}

// Strangers that hold many more connections than there is room for keep nobody out: the
// next client, and one that was here before, are served at once (A4, O1).
func TestFloodKeepsNobodyOut(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	for what, text := range floods {
		p := proxytest.Start(t, target.URL(), func(o *proxy.Options, _ *proxy.Route) { o.Concurrency = 8 }) // 32 connections
		before := p.Keep()
		before.Works(t, what+", before")
		p.Open(100, text)
		for range 3 {
			p.Keep().Works(t, what+", new")
			before.Works(t, what+", kept")
		}
		p.IsHealthy()
		_, open, _, most := p.Public().Count()
		if open > most {
			t.Errorf("%s: %d connections, want %d at most", what, open, most)
		}
	}
}

// Nor do those that flood the admin listener, which has places of its own.
func TestFloodOfAdmin(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	for what, text := range map[string]string{
		"silent": "", "half a line": "GE", "half a header": "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n",
		"asked": "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "elsewhere": "GET /x HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		p := proxytest.Start(t, target.URL())
		proxytest.OpenTo(t, p.AdminAddr().String(), 2*128, text)
		for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
			if code, text := p.Get(path); code != 200 {
				t.Errorf("%s: %s is %d %s", what, path, code, text)
			}
		}
		p.Keep().Works(t, what)
		if _, text := p.Get("/metrics"); !strings.Contains(text, `cause="replaced",listener="admin"} `) ||
			strings.Contains(text, `cause="replaced",listener="admin"} 0`) {
			t.Errorf("%s: nobody made room", what)
		}
	}
}

// Strangers at the TLS port, and those that never speak TLS, keep nobody out either (O1).
func TestFloodOfTLS(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL(), func(o *proxy.Options, _ *proxy.Route) {
		o.Concurrency, o.TLS = 8, proxytest.SelfSigned(t)
	})
	p.Open(100, "")
	p.Open(100, "\x16\x03\x01")
	if n := p.Serial(); n != 1 {
		t.Errorf("served with certificate %d", n)
	}
	p.IsHealthy()
}

// The one too many gets a SCIM error that says when to come again, and is counted; a
// request of a client that is under way is not cut for it, and health is told all the same.
func TestOneTooMany(t *testing.T) {
	hold := make(chan struct{})
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool { <-hold; return proxytest.AnswerSCIM(c, r) })
	p := proxytest.Start(t, target.URL())
	p.Public().Resize(4, 0)
	clients := p.Open(4, proxytest.Head("GET", "/scim/v2/Users/1")+"\r\n")
	roomtest.Eventually(t, "all to be under way", func() bool { return p.Gauge("scimshim_requests_in_flight") == 4 })
	for range 3 {
		a := p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n")
		a.IsError(t, 503)
		if a.Header.Get("Retry-After") == "" || !a.Closes {
			t.Errorf("the one too many got %v", a.Header)
		}
	}
	p.IsHealthy()
	p.Counts(`scimshim_connections_refused_total{cause="full",listener="public"} 3`)
	p.Counts(`scimshim_connections{listener="public",state="active"} 4`)
	p.Counts(`scimshim_connections_limit{listener="public"} 4`)
	close(hold)
	for _, c := range clients {
		if resp, err := http.ReadResponse(bufio.NewReader(c), nil); err != nil || resp.StatusCode != 200 {
			t.Errorf("a request under way got %v %v", resp, err)
		}
	}
}

// A connection that never sends a byte is closed without one (A11).
func TestSilentAreClosedSilently(t *testing.T) {
	for _, secure := range []bool{false, true} {
		p := proxytest.Start(t, "http://127.0.0.1:1", func(o *proxy.Options, _ *proxy.Route) {
			o.FirstByte = 50 * time.Millisecond
			if secure {
				o.TLS = proxytest.SelfSigned(t)
			}
		})
		if c := p.Open(1, "")[0]; !isClosed(c) {
			t.Error("a silent connection was answered, or not closed")
		}
		p.Counts(`scimshim_connections_refused_total{cause="silent",listener="public"} 1`)
		if c := proxytest.OpenTo(t, p.AdminAddr().String(), 1, "")[0]; !isClosed(c) {
			t.Error("a silent connection to the admin listener was answered, or not closed")
		}
	}
}

// Connections without a request do not hold the end of the process (A11).
func TestShutdownDoesNotWaitForTheSilent(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL(), func(o *proxy.Options, _ *proxy.Route) { o.DrainTimeout = 5 * time.Second })
	p.Open(8, "")
	p.Open(8, floods["half a body"])
	idle := p.Keep()
	idle.Works(t, "idle")
	proxytest.OpenTo(t, p.AdminAddr().String(), 8, "")
	proxytest.OpenTo(t, p.AdminAddr().String(), 8, "GET /metr")
	roomtest.Eventually(t, "all to be open", func() bool {
		waiting, active, idle, _ := p.Public().Count()
		return waiting == 8 && active == 8 && idle == 1
	})
	if err := p.Shutdown(context.Background()); err != nil {
		t.Errorf("Shutdown: %v", err)
	}
}
