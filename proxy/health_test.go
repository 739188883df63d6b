package proxy_test

import (
	"net"
	"strings"
	"sync"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
)

// isUnhealthy fails the test unless both probes say, and say why, that clients are not served,
// and the metrics say so.
func isUnhealthy(r *proxytest.Running, why string) {
	r.T.Helper()
	for _, path := range []string{"/healthz", "/readyz"} {
		if code, text := r.Get(path); code != 503 || !strings.Contains(text, why) {
			r.T.Errorf("%s is %d %s, want 503 with %q", path, code, text, why)
		}
	}
	if _, text := r.Get("/metrics"); !strings.Contains(text, "\nscimshim_ready 0\n") {
		r.T.Error("scimshim_ready is not 0")
	}
}

// Health is what a client sees, not what the process thinks (O1).
func TestHealthIsThatOfClients(t *testing.T) {
	t.Run("nobody serves", func(t *testing.T) {
		p := proxytest.Listening(t, "http://127.0.0.1:1")
		go p.Operators().Serve(p.Admin())
		isUnhealthy(p, "clients are not served: a request of the proxy's own to its listener failed (no answer within 1s)")
	})
	t.Run("nobody listens", func(t *testing.T) {
		p := proxytest.Listening(t, "http://127.0.0.1:1")
		go p.Operators().Serve(p.Admin())
		p.Public().Close()
		isUnhealthy(p, "(connection refused)")
	})
	t.Run("another serves", func(t *testing.T) {
		p := proxytest.Listening(t, "http://127.0.0.1:1")
		go p.Operators().Serve(p.Admin())
		addr := p.Addr().String()
		p.Public().Close()
		ln, err := net.Listen("tcp", addr)
		if err != nil {
			t.Skip(err)
		}
		defer ln.Close()
		go answerForEver(ln, proxytest.HTTPAnswer(200, "{}"))
		isUnhealthy(p, "another process answers at its address")
	})
	t.Run("no rules", func(t *testing.T) {
		p, err := proxy.New(proxy.Options{Listen: "127.0.0.1:0", Admin: "127.0.0.1:0"})
		if err != nil {
			t.Fatal(err)
		}
		run := proxytest.Serve(t, p, &roomtest.Log{})
		if code, text := run.Get("/healthz"); code != 200 || text != "ok\n" {
			t.Errorf("/healthz is %d %s", code, text)
		}
		if code, text := run.Get("/readyz"); code != 503 || text != "no rules are in use yet\n" {
			t.Errorf("/readyz is %d %s", code, text)
		}
	})
	t.Run("draining", func(t *testing.T) {
		p := proxytest.Start(t, "http://127.0.0.1:1")
		p.Drain()
		if code, text := p.Get("/healthz"); code != 200 || text != "ok, shutting down\n" {
			t.Errorf("/healthz is %d %s", code, text)
		}
		if code, text := p.Get("/readyz"); code != 503 || text != "the proxy is shutting down\n" {
			t.Errorf("/readyz is %d %s", code, text)
		}
	})
}

// The proxy's own requests leave no trace, those that others send to the same path do.
func TestHealthLeavesNoTrace(t *testing.T) {
	p := proxytest.Start(t, "http://127.0.0.1:1", func(o *proxy.Options, _ *proxy.Route) { o.TLS = proxytest.SelfSigned(t) })
	for range 3 {
		p.ForgetHealth()
		if code, text := p.Get("/readyz"); code != 200 {
			t.Errorf("/readyz is %d %s", code, text)
		}
	}
	_, text := p.Get("/metrics")
	if strings.Contains(text, `scimshim_requests_total{code="404"`) || strings.Contains(p.Logs.String(), `"msg":"request"`) {
		t.Error("the proxy's own requests are counted or logged")
	}
	q := proxytest.Start(t, "http://127.0.0.1:1")
	q.Raw("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	roomtest.Eventually(t, "a request of others to be counted", func() bool {
		_, text := q.Get("/metrics")
		return strings.Contains(text, `scimshim_requests_total{code="404"`)
	})
}

// The proxy's own question whether clients are served takes no place from a client.
func TestHealthTakesNoPlace(t *testing.T) {
	target := proxytest.StartTarget(t, proxytest.AnswerSCIM)
	p := proxytest.Start(t, target.URL(), func(o *proxy.Options, _ *proxy.Route) { o.Concurrency = 1 })
	done := make(chan bool)
	var asking sync.WaitGroup
	for range 4 {
		asking.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					p.ForgetHealth()
					p.Healthy()
				}
			}
		})
	}
	for _, a := range p.Raw(strings.Repeat(proxytest.Head("GET", "/scim/v2/Users")+"\r\n", 300)) {
		if a.Code != 200 {
			t.Errorf("got %d %s", a.Code, a.Body)
			break
		}
	}
	close(done)
	asking.Wait()
}
