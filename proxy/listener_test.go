package proxy

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"scimshim/proxy/fault"
	"scimshim/proxy/file"
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
		target := startTarget(t, nil)
		p := newTestProxy(t, target.url())
		l := p.servers.public
		if which == "admin" {
			l = p.servers.admin
		}
		l.Listener = &faultyListener{Listener: l.Listener, faults: []error{
			syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED, syscall.EINTR,
			errors.New("of a kind that nobody knows"),
		}}
		p.serve()
		p.isHealthy()
		if a := p.ask(head("GET", "/scim/v2/Users") + "\r\n"); a.code != 200 {
			t.Errorf("%s: got %d", which, a.code)
		}
		p.counts(fmt.Sprintf(`scimshim_connections_refused_total{cause="accept",listener=%q} 7`, which))
		if n := strings.Count(p.logs.String(), "cannot be accepted"); n != 1 {
			t.Errorf("%s: logged %d times, want once", which, n)
		}
	}
}

// newTestProxy returns a proxy that listens and does not serve yet.
func newTestProxy(t *testing.T, target string, change ...func(*Options, *Route)) *running {
	t.Helper()
	r, logs := testRoute(target), &roomtest.Log{}
	o := Options{Listen: "127.0.0.1:0", Admin: "127.0.0.1:0", Log: slog.New(slog.NewJSONHandler(logs, nil))}
	for _, f := range change {
		f(&o, &r)
	}
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Listen(); err != nil {
		t.Fatal(err)
	}
	p.Use(mustSet(t, "first", r))
	return &running{Proxy: p, t: t, logs: logs, done: make(chan error, 1)}
}

func (r *running) serve() {
	go func() { r.done <- r.Serve() }()
	r.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		r.Shutdown(ctx)
	})
}

// counts fails the test unless the metrics have a line, soon.
func (r *running) counts(line string) {
	r.t.Helper()
	roomtest.Eventually(r.t, line, func() bool {
		_, text := r.get("/metrics")
		return strings.Contains(text, line+"\n")
	})
}

// open opens connections, writes text to each, and closes them when the test ends.
func (r *running) open(n int, text string) []net.Conn {
	r.t.Helper()
	return openTo(r.t, r.Addr().String(), n, text)
}

func openTo(t *testing.T, addr string, n int, text string) (all []net.Conn) {
	t.Helper()
	for range n {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		io.WriteString(c, text)
		all = append(all, c)
	}
	return all
}

// end shuts the proxy down.
func (r *running) end() error { return r.Shutdown(context.Background()) }

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
	target := startTarget(t, nil)
	for what, text := range floods {
		p := startProxy(t, target.url(), func(o *Options, _ *Route) { o.Concurrency = 8 }) // 32 connections
		before := p.keep()
		before.works(t, what+", before")
		p.open(100, text)
		for range 3 {
			p.keep().works(t, what+", new")
			before.works(t, what+", kept")
		}
		p.isHealthy()
		_, open, _, most := p.servers.public.count()
		if open > most {
			t.Errorf("%s: %d connections, want %d at most", what, open, most)
		}
	}
}

func (r *running) keep() *keptAlive {
	k := &keptAlive{addr: r.Addr().String()}
	r.t.Cleanup(k.close)
	return k
}

// works fails the test unless a client is served on a connection that stays open.
func (k *keptAlive) works(t *testing.T, what string) {
	t.Helper()
	code, body, err := k.ask(head("GET", "/scim/v2/Users/1") + "\r\n")
	if code != 200 || err != nil || k.c == nil {
		t.Errorf("%s: %d %s %v", what, code, body, err)
	}
}

// selfSigned returns the files of a new certificate.
func selfSigned(t *testing.T) *file.KeyPair {
	t.Helper()
	dir := t.TempDir()
	files := file.KeyPair{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
	roomtest.WriteKeyPair(t, files, 1)
	return &files
}

// Nor do those that flood the admin listener, which has places of its own.
func TestFloodOfAdmin(t *testing.T) {
	target := startTarget(t, nil)
	for what, text := range map[string]string{
		"silent": "", "half a line": "GE", "half a header": "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n",
		"asked": "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "elsewhere": "GET /x HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		p := startProxy(t, target.url())
		openTo(t, p.AdminAddr().String(), 2*adminPlaces, text)
		for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
			if code, text := p.get(path); code != 200 {
				t.Errorf("%s: %s is %d %s", what, path, code, text)
			}
		}
		p.keep().works(t, what)
		if _, text := p.get("/metrics"); !strings.Contains(text, `cause="replaced",listener="admin"} `) ||
			strings.Contains(text, `cause="replaced",listener="admin"} 0`) {
			t.Errorf("%s: nobody made room", what)
		}
	}
}

// Strangers at the TLS port, and those that never speak TLS, keep nobody out either (O1).
func TestFloodOfTLS(t *testing.T) {
	target := startTarget(t, nil)
	p := startProxy(t, target.url(), func(o *Options, _ *Route) {
		o.Concurrency, o.TLS = 8, selfSigned(t)
	})
	p.open(100, "")
	p.open(100, "\x16\x03\x01")
	if n := p.serial(); n != 1 {
		t.Errorf("served with certificate %d", n)
	}
	p.isHealthy()
}

// The one too many gets a SCIM error that says when to come again, and is counted; a
// request of a client that is under way is not cut for it, and health is told all the same.
func TestOneTooMany(t *testing.T) {
	hold := make(chan struct{})
	target := startTarget(t, func(c net.Conn, r *seen) bool { <-hold; return answerSCIM(c, r) })
	p := startProxy(t, target.url())
	p.servers.public.resize(4, 0)
	clients := p.open(4, head("GET", "/scim/v2/Users/1")+"\r\n")
	roomtest.Eventually(t, "all to be under way", func() bool { return p.inFlight.Load() == 4 })
	for range 3 {
		a := p.ask(head("GET", "/scim/v2/Users/1") + "\r\n")
		a.isError(t, 503)
		if a.header.Get("Retry-After") == "" || !a.close {
			t.Errorf("the one too many got %v", a.header)
		}
	}
	p.isHealthy()
	p.counts(`scimshim_connections_refused_total{cause="full",listener="public"} 3`)
	p.counts(`scimshim_connections{listener="public",state="active"} 4`)
	p.counts(`scimshim_connections_limit{listener="public"} 4`)
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
		p := startProxy(t, "http://127.0.0.1:1", func(o *Options, _ *Route) {
			o.FirstByte = 50 * time.Millisecond
			if secure {
				o.TLS = selfSigned(t)
			}
		})
		if c := p.open(1, "")[0]; !isClosed(c) {
			t.Error("a silent connection was answered, or not closed")
		}
		p.counts(`scimshim_connections_refused_total{cause="silent",listener="public"} 1`)
		if c := openTo(t, p.AdminAddr().String(), 1, "")[0]; !isClosed(c) {
			t.Error("a silent connection to the admin listener was answered, or not closed")
		}
	}
}

// Connections without a request do not hold the end of the process (A11).
func TestShutdownDoesNotWaitForTheSilent(t *testing.T) {
	target := startTarget(t, nil)
	p := startProxy(t, target.url(), func(o *Options, _ *Route) { o.DrainTimeout = 5 * time.Second })
	p.open(8, "")
	p.open(8, floods["half a body"])
	idle := p.keep()
	idle.works(t, "idle")
	openTo(t, p.AdminAddr().String(), 8, "")
	openTo(t, p.AdminAddr().String(), 8, "GET /metr")
	roomtest.Eventually(t, "all to be open", func() bool {
		waiting, active, idle, _ := p.servers.public.count()
		return waiting == 8 && active == 8 && idle == 1
	})
	if err := p.end(); err != nil {
		t.Errorf("Shutdown: %v", err)
	}
}

// Who has connected and sent a request when the end of the process begins is served.
func TestEndTakesWhoHasCome(t *testing.T) {
	p := newTestProxy(t, "http://127.0.0.1:1")
	l := p.servers.public
	l.start.Do(func() { go l.run() })
	const clients = 20
	for range clients {
		p.dial("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	}
	taken := 0
	served := make(chan struct{})
	go func() {
		defer close(served)
		<-l.accepted // none was taken before
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			taken++
			c.Close()
		}
	}()
	l.stop()
	<-served
	if taken != clients {
		t.Errorf("%d of %d were taken", taken, clients)
	}
	if c, err := net.Dial("tcp", p.Addr().String()); err == nil {
		c.Close()
		t.Error("the port is open still")
	}
}
