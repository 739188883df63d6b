package proxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"scimshim/proxy/roomtest"
)

// isHealthy fails the test unless /healthz says, soon, that clients are served: a look takes
// a second at most, which a busy machine may not have.
func (r *running) isHealthy() {
	r.t.Helper()
	roomtest.Eventually(r.t, "/healthz to be 200", func() bool { code, _ := r.get("/healthz"); return code == 200 })
}

// isUnhealthy fails the test unless both probes say, and say why, that clients are not served,
// and the metrics say so.
func (r *running) isUnhealthy(why string) {
	r.t.Helper()
	for _, path := range []string{"/healthz", "/readyz"} {
		if code, text := r.get(path); code != 503 || !strings.Contains(text, why) {
			r.t.Errorf("%s is %d %s, want 503 with %q", path, code, text, why)
		}
	}
	if _, text := r.get("/metrics"); !strings.Contains(text, "\nscimshim_ready 0\n") {
		r.t.Error("scimshim_ready is not 0")
	}
}

// Health is what a client sees, not what the process thinks (O1).
func TestHealthIsThatOfClients(t *testing.T) {
	t.Run("nobody serves", func(t *testing.T) {
		p := newTestProxy(t, "http://127.0.0.1:1")
		go p.servers.operator.Serve(p.servers.admin)
		p.isUnhealthy("clients are not served: a request of the proxy's own to its listener failed (no answer within 1s)")
	})
	t.Run("nobody listens", func(t *testing.T) {
		p := newTestProxy(t, "http://127.0.0.1:1")
		go p.servers.operator.Serve(p.servers.admin)
		p.servers.public.Close()
		p.isUnhealthy("(connection refused)")
	})
	t.Run("another serves", func(t *testing.T) {
		p := newTestProxy(t, "http://127.0.0.1:1")
		go p.servers.operator.Serve(p.servers.admin)
		addr := p.Addr().String()
		p.servers.public.Close()
		ln, err := net.Listen("tcp", addr)
		if err != nil {
			t.Skip(err)
		}
		defer ln.Close()
		go answerForEver(ln, httpAnswer(200, "{}"))
		p.isUnhealthy("another process answers at its address")
	})
	t.Run("no rules", func(t *testing.T) {
		p, err := New(Options{Listen: "127.0.0.1:0", Admin: "127.0.0.1:0"})
		if err != nil {
			t.Fatal(err)
		}
		run := serveProxy(t, p, &roomtest.Log{})
		if code, text := run.get("/healthz"); code != 200 || text != "ok\n" {
			t.Errorf("/healthz is %d %s", code, text)
		}
		if code, text := run.get("/readyz"); code != 503 || text != "no rules are in use yet\n" {
			t.Errorf("/readyz is %d %s", code, text)
		}
	})
	t.Run("draining", func(t *testing.T) {
		p := startProxy(t, "http://127.0.0.1:1")
		p.draining.Store(true)
		if code, text := p.get("/healthz"); code != 200 || text != "ok, shutting down\n" {
			t.Errorf("/healthz is %d %s", code, text)
		}
		if code, text := p.get("/readyz"); code != 503 || text != "the proxy is shutting down\n" {
			t.Errorf("/readyz is %d %s", code, text)
		}
	})
}

// The proxy's own requests leave no trace, those that others send to the same path do.
func TestHealthLeavesNoTrace(t *testing.T) {
	p := startProxy(t, "http://127.0.0.1:1", func(o *Options, _ *Route) { o.TLS = selfSigned(t) })
	for range 3 {
		p.health.mu.Lock()
		p.health.seen = time.Time{}
		p.health.mu.Unlock()
		if code, text := p.get("/readyz"); code != 200 {
			t.Errorf("/readyz is %d %s", code, text)
		}
	}
	_, text := p.get("/metrics")
	if strings.Contains(text, `scimshim_requests_total{code="404"`) || strings.Contains(p.logs.String(), `"msg":"request"`) {
		t.Error("the proxy's own requests are counted or logged")
	}
	q := startProxy(t, "http://127.0.0.1:1")
	q.raw("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	roomtest.Eventually(t, "a request of others to be counted", func() bool {
		_, text := q.get("/metrics")
		return strings.Contains(text, `scimshim_requests_total{code="404"`)
	})
}

// However many ask, it is looked once a second at most.
func TestHealthLooksOnce(t *testing.T) {
	var h health
	var looks atomic.Int64
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			err := h.serves(func(context.Context) error {
				looks.Add(1)
				return errors.New("x")
			})
			if err == nil {
				t.Error("what was seen was not told")
			}
		})
	}
	wg.Wait()
	if n := looks.Load(); n != 1 {
		t.Errorf("looked %d times, want once", n)
	}
	h.seen = h.seen.Add(-2 * healthMemory)
	if err := h.serves(func(context.Context) error { return nil }); err != nil {
		t.Errorf("what was seen long ago is told: %v", err)
	}
}

func TestReachable(t *testing.T) {
	f := func(listens, want string) {
		t.Helper()
		a, err := net.ResolveTCPAddr("tcp", listens)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Trim(fmt.Sprint(reachable(a)), "[]"); got != strings.Trim(want, "[]") {
			t.Errorf("what listens at %s is reached at %s, want %s", listens, got, want)
		}
	}
	f("127.0.0.1:8080", "127.0.0.1:8080")
	f("10.0.0.1:8080", "10.0.0.1:8080")
	f("[::ffff:10.0.0.1]:8080", "10.0.0.1:8080")
	f("[2001:db8::1]:8080", "[2001:db8::1]:8080")
	f("0.0.0.0:8443", "127.0.0.1:8443")
	f("[::]:8443", "127.0.0.1:8443 [::1]:8443")
}
