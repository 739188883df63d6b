package listen_test

import (
	"io"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
	"scimshim/rewrite/racetest"
)

// afterParking is when a connection that has been idle is parked for certain.
const afterParking = time.Second

// A connection that has been idle for a while serves as before, whoever served on it.
func TestIdleServesAgain(t *testing.T) {
	t.Parallel()
	p := proxytest.Start(t, proxytest.StartTarget(t, nil).URL())
	c, stranger := p.Keep(), p.Dial("")
	for range 3 {
		c.Works(t, "after a while")
		io.WriteString(stranger, "GET /scim/v2/Users/1 HTTP/1.1\r\nHost: x\r\n\r\n")
		b := make([]byte, 2<<10)
		if n, err := stranger.Read(b); err != nil || !strings.HasPrefix(string(b[:n]), "HTTP/1.1 401 ") {
			t.Fatalf("a stranger is answered %s, %v", b[:n], err)
		}
		time.Sleep(afterParking)
	}
	roomtest.Eventually(t, "the requests to be counted", func() bool { return p.Gauge("scimshim_requests_in_flight") == 0 })
}

// A connection that was parked ends when it has been idle for as long as one may be, not
// sooner, and when the process ends.
func TestParkedEnds(t *testing.T) {
	t.Parallel()
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL(), func(o *proxy.Options, _ *proxy.Route) { o.IdleTimeout = 2 * time.Second })
	c := p.Keep()
	c.Works(t, "at first")
	start := time.Now()
	c.Conn.SetReadDeadline(start.Add(10 * time.Second))
	_, err := c.Conn.Read(make([]byte, 1))
	if took := time.Since(start); err != io.EOF || took < 1900*time.Millisecond || took > 5*time.Second {
		t.Errorf("an idle connection ends after %s with %v, want 2 s", took, err)
	}

	patient := proxytest.Start(t, target.URL())
	kept := patient.Keep()
	kept.Works(t, "at first")
	time.Sleep(afterParking)
	go patient.Shutdown(t.Context())
	kept.Conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := kept.Conn.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("at the end of the process: %v", err)
	}
}

// What an idle connection holds, its client's end in this process included: bytes of the
// heap, of stacks and of what the runtime keeps for a socket.
func TestIdleHoldsLittle(t *testing.T) {
	const most, conns = 8 << 10, 1000
	target := proxytest.StartTarget(t, nil)
	f := func(what string, ask string) {
		t.Helper()
		p := proxytest.Start(t, target.URL(), func(o *proxy.Options, _ *proxy.Route) { o.Requests = nil })
		p.Keep().Works(t, what)
		before := held()
		for range conns {
			c := p.Dial("")
			if ask == "" {
				continue
			}
			io.WriteString(c, ask)
			if n, err := c.Read(make([]byte, 2<<10)); n < 12 || err != nil {
				t.Fatalf("%d bytes, %v", n, err)
			}
		}
		time.Sleep(2 * afterParking)
		if n := withServer(); n > 0 {
			t.Errorf("%s: %d connections are still with the server", what, n)
		}
		each := (held() - before) / conns
		t.Logf("%s: %d bytes", what, each)
		if each > most && !racetest.On { // which keeps bytes of its own for each goroutine
			t.Errorf("%s: a connection holds %d bytes, want %d at most", what, each, most)
		}
	}
	f("silent", "")
	f("idle after a request", proxytest.Head("GET", "/scim/v2/Nothing")+"\r\n") // the target would keep it
}

// withServer returns how many connections the server waits for a request on.
func withServer() int {
	var all strings.Builder
	pprof.Lookup("goroutine").WriteTo(&all, 2)
	return strings.Count(all.String(), "fasthttp.acquireByteReader(")
}

// held returns how many bytes are held, garbage and its stacks left out.
func held() int {
	runtime.GC()
	runtime.GC() // of what pools keep
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc + m.StackInuse + m.OtherSys)
}
