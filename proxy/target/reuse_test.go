package target_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/target"
)

// Bytes that nobody asked for are not taken for the answer to the next
// request, whether they come with the answer, later, or as a farewell.
func TestStrayBytes(t *testing.T) {
	stray := proxytest.HTTPAnswer(200, `{"id":"stray"}`)
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
		script := func(c net.Conn, r *proxytest.Seen) bool {
			defer func() { written <- true }()
			id := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
			if write == nil {
				io.WriteString(c, proxytest.HTTPAnswer(200, fmt.Sprintf(`{"id":%q}`, id))+stray)
				return true
			}
			io.WriteString(c, proxytest.HTTPAnswer(200, fmt.Sprintf(`{"id":%q}`, id)))
			return write(c)
		}
		t.Run(name, func(t *testing.T) {
			to := proxytest.StartTarget(t, script)
			askForTen(t, proxytest.Start(t, to.URL(), proxytest.Reuse(target.ReuseAlways)), to, written)
		})
		t.Run(name+" over TLS", func(t *testing.T) {
			to, secure := proxytest.StartTLSTarget(t, script)
			askForTen(t, proxytest.Start(t, to.URL(), secure, proxytest.Reuse(target.ReuseAlways)), to, written)
		})
	}
}

// askForTen asks for ten users, each when the target has written all that it does after
// the one before.
func askForTen(t *testing.T, p *proxytest.Running, target *proxytest.Target, written chan bool) {
	t.Helper()
	for i := range 10 {
		a := p.Ask(proxytest.Head("GET", fmt.Sprintf("/scim/v2/Users/%d", i)) + "\r\n")
		if want := fmt.Sprintf(`{"id":"%d"}`, i); a.Code != 200 || a.Body != want {
			t.Errorf("got %d %s, want %s", a.Code, a.Body, want)
		}
		<-written
		time.Sleep(10 * time.Millisecond) // for what was written to arrive
	}
	if n := len(target.Took()); n != 10 {
		t.Errorf("%d requests reached the target, want 10", n)
	}
}

// A second answer may come in the same TLS record as the first, and the first
// end where the reader's buffer does. The second is then decrypted already, and
// both the buffer and the socket look quiet.
func TestStrayBytesInTheSameRecord(t *testing.T) {
	const buffer = 4096
	to, secure := proxytest.StartTLSTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		start := fmt.Sprintf(`{"id":"%d","x":"`, r.Total)
		spare := buffer - len(proxytest.HTTPAnswer(200, strings.Repeat("x", 2000))) + 2000 - len(start) - len(`"}`)
		first := proxytest.HTTPAnswer(200, start+strings.Repeat("x", spare)+`"}`)
		if len(first) != buffer {
			t.Errorf("the answer has %d bytes", len(first))
		}
		io.WriteString(c, first+proxytest.HTTPAnswer(200, `{"id":"stray"}`))
		return true
	})
	p := proxytest.Start(t, to.URL(), secure, proxytest.Reuse(target.ReuseAlways), func(o *proxy.Options, _ *proxy.Route) { o.MaxHeader = buffer })
	for i := 1; i <= 10; i++ {
		a := p.Ask(proxytest.Head("GET", fmt.Sprintf("/scim/v2/Users/%d", i)) + "\r\n")
		if want := fmt.Sprintf(`{"id":"%d"`, i); a.Code != 200 || !strings.HasPrefix(a.Body, want) {
			t.Errorf("got %d %.80s, want %s", a.Code, a.Body, want)
		}
	}
}

// Sound connections are used again, over TLS as well, at once where the target has passed
// its trial.
func TestConnectionsAreReused(t *testing.T) {
	f := func(t *testing.T, target *proxytest.Target, p *proxytest.Running, conns int) {
		for i := range 20 {
			if a := p.Ask(proxytest.Head("GET", fmt.Sprintf("/scim/v2/Users?count=%d", i)) + "\r\n"); a.Code != 200 {
				t.Fatalf("got %d %s", a.Code, a.Body)
			}
		}
		all, used := target.Took(), map[int]bool{}
		for _, s := range all {
			used[s.Conn] = true
		}
		if got := len(used); got != conns {
			t.Errorf("%d connections for %d requests, want %d", got, len(all), conns)
		}
	}
	t.Run("plain", func(t *testing.T) {
		to := proxytest.StartTarget(t, nil)
		f(t, to, proxytest.Start(t, to.URL(), proxytest.Reuse(target.ReuseAlways)), 1)
	})
	t.Run("TLS", func(t *testing.T) {
		to, secure := proxytest.StartTLSTarget(t, nil)
		f(t, to, proxytest.Start(t, to.URL(), secure, proxytest.Reuse(target.ReuseAlways)), 1)
	})
	t.Run("after the trial", func(t *testing.T) {
		target := strayTarget(t, 0)
		p := proxytest.Start(t, target.URL())
		passTrial(p, target)
		f(t, target, p, 1)
	})
	t.Run("no reuse", func(t *testing.T) {
		to := proxytest.StartTarget(t, nil)
		f(t, to, proxytest.Start(t, to.URL(), proxytest.Reuse(target.ReuseNever)), 20)
	})
}

// passTrial makes a target of strayTarget one that has passed its trial: with each second
// request of a connection there was a rest in which nothing came.
func passTrial(p *proxytest.Running, target *proxytest.Target) {
	for again := 0; again < 1100; {
		hammer(p, 8, func(n int64) bool { return n > 200 })
		for _, s := range target.Took() {
			if s.Nth > 1 {
				again++
			}
		}
	}
}

// A target that closes idle connections costs no write.
func TestIdleCloseCostsNoPost(t *testing.T) {
	closed := make(chan struct{})
	to := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		proxytest.AnswerSCIM(c, r)
		go func() {
			time.Sleep(5 * time.Millisecond) // it is idle by then
			c.Close()
			closed <- struct{}{}
		}()
		return true
	})
	p := proxytest.Start(t, to.URL(), proxytest.Reuse(target.ReuseAlways))
	for range 15 {
		if a := p.Ask(proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody)); a.Code != 201 {
			t.Fatalf("got %d %s", a.Code, a.Body)
		}
		<-closed
	}
	if n := len(to.Took()); n != 15 {
		t.Errorf("%d requests reached the target, want 15", n)
	}
	if _, text := p.Get("/metrics"); !strings.Contains(text, `scimshim_stale_connections_total{route="test"} 14`) {
		t.Error("the closed connections were not counted")
	}
}

// A target that will close the connection is believed, wherever it says so.
func TestClosingAnswers(t *testing.T) {
	for _, fields := range []string{
		"Connection: close", "Connection: X-Hop, Close", "Connection: X-Hop\r\nconnection: close",
		"Connection: close\r\nConnection: X-Hop",
	} {
		to := proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool {
			io.WriteString(c, "HTTP/1.1 204 X\r\n"+fields+"\r\n\r\n")
			return true
		})
		p := proxytest.Start(t, to.URL(), proxytest.Reuse(target.ReuseAlways))
		for range 2 {
			p.Ask(proxytest.Head("DELETE", "/scim/v2/Users/1") + "\r\n")
		}
		if got := to.Took(); len(got) != 2 || got[1].Conn != 1 {
			t.Errorf("%q: the connection was used again", fields)
		}
	}
}

// Bytes that come with an answer, behind it, end the use of the connection, though none of them
// is left in a buffer for the next answer: the rest of them may be under way.
func TestStrayBytesWithAnAnswer(t *testing.T) {
	to := proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool {
		io.WriteString(c, "HTTP/1.1 204 X\r\n\r\nHTTP/1.1 20")
		return true
	})
	p := proxytest.Start(t, to.URL(), proxytest.Reuse(target.ReuseAlways))
	for range 2 {
		if a := p.Ask(proxytest.Head("DELETE", "/scim/v2/Users/1") + "\r\n"); a.Code != 204 {
			t.Errorf("answered %d", a.Code)
		}
	}
	if got := to.Took(); len(got) != 2 || got[1].Conn != 1 {
		t.Error("the connection was used again")
	}
}

// After an answer that is another request's, its connection and the idle ones
// are closed.
func TestContradictionClosesConnections(t *testing.T) {
	var wg sync.WaitGroup
	to := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		if strings.HasSuffix(r.URL.Path, "/wrong") {
			io.WriteString(c, proxytest.HTTPAnswer(200, `{"id":"another"}`))
			return true
		}
		time.Sleep(20 * time.Millisecond)
		return proxytest.AnswerSCIM(c, r)
	})
	p := proxytest.Start(t, to.URL(), proxytest.Reuse(target.ReuseAlways))
	for range 3 {
		wg.Go(func() { p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n") })
	}
	wg.Wait()
	to.Took()
	p.Ask(proxytest.Head("GET", "/scim/v2/Users/wrong")+"\r\n").IsError(t, 502)
	p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n")
	if got := to.Took(); len(got) != 2 || got[1].Nth != 1 {
		t.Error("a connection was used again after a contradiction")
	}
}

func TestTargetCertificateIsChecked(t *testing.T) {
	target, secure := proxytest.StartTLSTarget(t, nil)
	p := proxytest.Start(t, target.URL(), secure, func(_ *proxy.Options, r *proxy.Route) { r.Target.TLS = nil })
	a := p.Ask(proxytest.Head("GET", "/scim/v2/Users") + "\r\n")
	a.IsError(t, 502)
	if !strings.Contains(a.Body, "certificate") || len(target.Took()) != 0 {
		t.Errorf("got %s", a.Body)
	}
}

// A target that accepts and then says nothing of TLS does not hold a request.
func TestSilentHandshake(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	p := proxytest.Start(t, "https://"+ln.Addr().String()+"/scim", func(_ *proxy.Options, r *proxy.Route) {
		r.Target.Timeout = 100 * time.Millisecond
	})
	start := time.Now()
	p.Ask(proxytest.Head("GET", "/scim/v2/Users")+"\r\n").IsError(t, 504)
	if took := time.Since(start); took > 500*time.Millisecond {
		t.Errorf("answered after %v", took)
	}
}
