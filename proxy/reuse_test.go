package proxy

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// testCertificate returns a certificate for 127.0.0.1 and the pool that trusts
// it.
func testCertificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return s.TLS.Certificates[0], pool
}

// startTLSTarget starts a target that speaks TLS, and returns what a route to
// it needs.
func startTLSTarget(t *testing.T, script func(net.Conn, *seen) bool) (*scriptedTarget, func(*Options, *Route)) {
	t.Helper()
	cert, pool := testCertificate(t)
	ln, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{cert}, DynamicRecordSizingDisabled: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return startTargetOn(t, ln, script), func(_ *Options, r *Route) {
		r.Target.URL = strings.Replace(r.Target.URL, "http:", "https:", 1)
		r.Target.TLS = &tls.Config{RootCAs: pool}
	}
}

// Bytes that nobody asked for are not taken for the answer to the next
// request, whether they come with the answer, later, or as a farewell.
func TestStrayBytes(t *testing.T) {
	stray := httpAnswer(200, `{"id":"stray"}`)
	after := map[string]func(net.Conn) bool{
		"in the same segment": nil,
		"later": func(c net.Conn) bool {
			time.Sleep(5 * time.Millisecond)
			io.WriteString(c, stray)
			return true
		},
		"408 and the end": func(c net.Conn) bool {
			time.Sleep(5 * time.Millisecond)
			io.WriteString(c, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
			return false
		},
		"one byte": func(c net.Conn) bool {
			time.Sleep(5 * time.Millisecond)
			io.WriteString(c, "H")
			return true
		},
	}
	for name, write := range after {
		written := make(chan bool, 1)
		script := func(c net.Conn, r *seen) bool {
			defer func() { written <- true }()
			id := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
			if write == nil {
				io.WriteString(c, httpAnswer(200, fmt.Sprintf(`{"id":%q}`, id))+stray)
				return true
			}
			io.WriteString(c, httpAnswer(200, fmt.Sprintf(`{"id":%q}`, id)))
			return write(c)
		}
		t.Run(name, func(t *testing.T) {
			target := startTarget(t, script)
			askForTen(t, startProxy(t, target.url(), reuse(ReuseAlways)), target, written)
		})
		t.Run(name+" over TLS", func(t *testing.T) {
			target, secure := startTLSTarget(t, script)
			askForTen(t, startProxy(t, target.url(), secure, reuse(ReuseAlways)), target, written)
		})
	}
}

// askForTen asks for ten users, each when the target has written all that it does after
// the one before.
func askForTen(t *testing.T, p *running, target *scriptedTarget, written chan bool) {
	t.Helper()
	for i := range 10 {
		a := p.ask(head("GET", fmt.Sprintf("/scim/v2/Users/%d", i)) + "\r\n")
		if want := fmt.Sprintf(`{"id":"%d"}`, i); a.code != 200 || a.body != want {
			t.Errorf("got %d %s, want %s", a.code, a.body, want)
		}
		<-written
		time.Sleep(10 * time.Millisecond) // for what was written to arrive
	}
	if n := len(target.took()); n != 10 {
		t.Errorf("%d requests reached the target, want 10", n)
	}
}

// A second answer may come in the same TLS record as the first, and the first
// end where the reader's buffer does. The second is then decrypted already, and
// both the buffer and the socket look quiet.
func TestStrayBytesInTheSameRecord(t *testing.T) {
	const buffer = 4096
	target, secure := startTLSTarget(t, func(c net.Conn, r *seen) bool {
		start := fmt.Sprintf(`{"id":"%d","x":"`, r.total)
		spare := buffer - len(httpAnswer(200, strings.Repeat("x", 2000))) + 2000 - len(start) - len(`"}`)
		first := httpAnswer(200, start+strings.Repeat("x", spare)+`"}`)
		if len(first) != buffer {
			t.Errorf("the answer has %d bytes", len(first))
		}
		io.WriteString(c, first+httpAnswer(200, `{"id":"stray"}`))
		return true
	})
	p := startProxy(t, target.url(), secure, reuse(ReuseAlways), func(o *Options, _ *Route) { o.MaxHeader = buffer })
	for i := 1; i <= 10; i++ {
		a := p.ask(head("GET", fmt.Sprintf("/scim/v2/Users/%d", i)) + "\r\n")
		if want := fmt.Sprintf(`{"id":"%d"`, i); a.code != 200 || !strings.HasPrefix(a.body, want) {
			t.Errorf("got %d %.80s, want %s", a.code, a.body, want)
		}
	}
}

// Sound connections are used again, over TLS as well, at once where the target has passed
// its trial.
func TestConnectionsAreReused(t *testing.T) {
	f := func(t *testing.T, target *scriptedTarget, p *running, conns int) {
		for i := range 20 {
			if a := p.ask(head("GET", fmt.Sprintf("/scim/v2/Users/%d", i)) + "\r\n"); a.code != 200 {
				t.Fatalf("got %d %s", a.code, a.body)
			}
		}
		all := target.took()
		if got := all[len(all)-1].conn + 1; got != conns {
			t.Errorf("%d connections for %d requests, want %d", got, len(all), conns)
		}
	}
	t.Run("plain", func(t *testing.T) {
		target := startTarget(t, nil)
		f(t, target, startProxy(t, target.url(), reuse(ReuseAlways)), 1)
	})
	t.Run("TLS", func(t *testing.T) {
		target, secure := startTLSTarget(t, nil)
		f(t, target, startProxy(t, target.url(), secure, reuse(ReuseAlways)), 1)
	})
	t.Run("after the trial", func(t *testing.T) {
		target := startTarget(t, nil)
		p := startProxy(t, target.url())
		p.passTrial()
		f(t, target, p, 1)
	})
	t.Run("no reuse", func(t *testing.T) {
		target := startTarget(t, nil)
		f(t, target, startProxy(t, target.url(), reuse(ReuseNever)), 20)
	})
}

// reuse sets how connections are used.
func reuse(how Reuse) func(*Options, *Route) {
	return func(_ *Options, r *Route) { r.Target.Reuse = how }
}

// passTrial makes the target of the route one that has passed its trial.
func (p *Proxy) passTrial() { p.serving.Load().lanes[0].pool.conduct.rests.Store(trialRests) }

// A target that closes idle connections costs no write.
func TestIdleCloseCostsNoPost(t *testing.T) {
	closed := make(chan struct{})
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		answerSCIM(c, r)
		go func() {
			time.Sleep(5 * time.Millisecond) // it is idle by then
			c.Close()
			closed <- struct{}{}
		}()
		return true
	})
	p := startProxy(t, target.url(), reuse(ReuseAlways))
	for range 15 {
		if a := p.ask(withBody("POST", "/scim/v2/Users", userBody)); a.code != 201 {
			t.Fatalf("got %d %s", a.code, a.body)
		}
		<-closed
	}
	if n := len(target.took()); n != 15 {
		t.Errorf("%d requests reached the target, want 15", n)
	}
	if _, text := p.get("/metrics"); !strings.Contains(text, `scimshim_stale_connections_total{route="test"} 14`) {
		t.Error("the closed connections were not counted")
	}
}

// A target that will close the connection is believed, wherever it says so.
func TestClosingAnswers(t *testing.T) {
	for _, fields := range []string{
		"Connection: close", "Connection: X-Hop, Close", "Connection: X-Hop\r\nconnection: close",
		"Connection: close\r\nConnection: X-Hop",
	} {
		target := startTarget(t, func(c net.Conn, _ *seen) bool {
			io.WriteString(c, "HTTP/1.1 204 X\r\n"+fields+"\r\n\r\n")
			return true
		})
		p := startProxy(t, target.url())
		for range 2 {
			p.ask(head("DELETE", "/scim/v2/Users/1") + "\r\n")
		}
		if got := target.took(); len(got) != 2 || got[1].conn != 1 {
			t.Errorf("%q: the connection was used again", fields)
		}
	}
}

// After an answer that is another request's, its connection and the idle ones
// are closed.
func TestContradictionClosesConnections(t *testing.T) {
	var wg sync.WaitGroup
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		if strings.HasSuffix(r.URL.Path, "/wrong") {
			io.WriteString(c, httpAnswer(200, `{"id":"another"}`))
			return true
		}
		time.Sleep(20 * time.Millisecond)
		return answerSCIM(c, r)
	})
	p := startProxy(t, target.url(), reuse(ReuseAlways))
	for range 3 {
		wg.Go(func() { p.ask(head("GET", "/scim/v2/Users/1") + "\r\n") })
	}
	wg.Wait()
	target.took()
	p.ask(head("GET", "/scim/v2/Users/wrong")+"\r\n").isError(t, 502)
	p.ask(head("GET", "/scim/v2/Users/1") + "\r\n")
	if got := target.took(); len(got) != 2 || got[1].nth != 1 {
		t.Error("a connection was used again after a contradiction")
	}
}

func TestTargetCertificateIsChecked(t *testing.T) {
	target, secure := startTLSTarget(t, nil)
	p := startProxy(t, target.url(), secure, func(_ *Options, r *Route) { r.Target.TLS = nil })
	a := p.ask(head("GET", "/scim/v2/Users") + "\r\n")
	a.isError(t, 502)
	if !strings.Contains(a.body, "certificate") || len(target.took()) != 0 {
		t.Errorf("got %s", a.body)
	}
}

// A target that accepts and then says nothing of TLS does not hold a request.
func TestSilentHandshake(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	p := startProxy(t, "https://"+ln.Addr().String()+"/scim", func(_ *Options, r *Route) {
		r.Target.Timeout = 100 * time.Millisecond
	})
	start := time.Now()
	p.ask(head("GET", "/scim/v2/Users")+"\r\n").isError(t, 504)
	if took := time.Since(start); took > 500*time.Millisecond {
		t.Errorf("answered after %v", took)
	}
}
