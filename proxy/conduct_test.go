package proxy

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// strayTarget answers each query with a list that names it, and a share of the queries
// with another list behind it, up to 3 ms later.
func strayTarget(t *testing.T, share float64) *scriptedTarget {
	return startTarget(t, func(c net.Conn, r *seen) bool {
		list := func(of string) string {
			return httpAnswer(200, fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],`+
				`"totalResults":0,"of":%q,"Resources":[]}`, of))
		}
		io.WriteString(c, list(r.URL.Query().Get("filter")))
		if rand.Float64() < share {
			time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond)
			io.WriteString(c, list("nobody"))
		}
		return true
	})
}

// hammer sends queries from several clients at once, until there were enough or a client
// got another answer than that to its query; it returns the numbers of both.
func (r *running) hammer(clients int, until func(n int64) bool) (asked, wrong int64) {
	var n, bad atomic.Int64
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			c, err := net.Dial("tcp", r.Addr().String())
			if err != nil {
				r.t.Error(err)
				return
			}
			defer c.Close()
			buf := make([]byte, 4096)
			for {
				i := n.Add(1)
				if until(i) {
					return
				}
				filter := fmt.Sprintf("userName eq %d", i)
				io.WriteString(c, head("GET", "/scim/v2/Users?filter="+strings.ReplaceAll(filter, " ", "+"))+"\r\n")
				k, err := c.Read(buf)
				if err != nil {
					r.t.Error(err)
					return
				}
				if !strings.Contains(string(buf[:k]), fmt.Sprintf(`"of":%q`, filter)) {
					bad.Add(1)
				}
			}
		})
	}
	wg.Wait()
	return n.Load(), bad.Load()
}

// A target with a few late answers that nobody asked for is found out before a connection
// to it is used at once. Afterwards no connection serves two requests, also with other
// rules, which is said once.
func TestStrayAnswersEndReuse(t *testing.T) {
	target := strayTarget(t, 0.02)
	p := startProxy(t, target.url())
	asked, wrong := p.hammer(8, func(n int64) bool { return n > 2000 })
	if wrong > 0 {
		t.Errorf("%d wrong answers to %d queries", wrong, asked)
	}
	p.showsReuse("0")
	p.Use(mustSet(t, "second", testRoute(target.url())))
	target.took()
	if _, wrong := p.hammer(2, func(n int64) bool { return n > 100 }); wrong > 0 {
		t.Errorf("%d wrong answers after a reload", wrong)
	}
	for _, s := range target.took() {
		if s.nth != 1 || !s.Close {
			t.Fatalf("request %d of a connection, which is to close: %v", s.nth, s.Close)
		}
	}
	p.showsReuse("0")
	const said = "sent bytes that nobody had asked for: until the process starts anew"
	if n := strings.Count(p.logs.String(), said); n != 1 {
		t.Errorf("said %d times", n)
	}
	if _, text := p.get("/metrics"); !strings.Contains(text, `scimshim_stray_connections_total{route="test"} `) ||
		strings.Contains(text, `scimshim_stray_connections_total{route="test"} 0`) {
		t.Error("the stray answers were not counted")
	}
}

// showsReuse holds the metric that tells whether connections are used again.
func (r *running) showsReuse(want string) {
	r.t.Helper()
	if _, text := r.get("/metrics"); !strings.Contains(text, `scimshim_connection_reuse{route="test"} `+want+"\n") {
		r.t.Errorf("scimshim_connection_reuse is not %s", want)
	}
}

// A sound target passes its trial also where there are more requests than connections,
// and its connections are used again then. There are never more than may be, but for those
// that are being closed for another, one for each request.
func TestSoundTargetPassesTheTrial(t *testing.T) {
	const most, clients = 64, 8
	dialed := &dialCount{}
	p := dialed.pool(t, most, ReuseAuto)
	var wg sync.WaitGroup
	end := time.Now().Add(20 * time.Second)
	for range clients {
		wg.Go(func() {
			for p.onTrial() && time.Now().Before(end) {
				c, err := p.take(end)
				if err != nil {
					t.Error(err)
					return
				}
				c.uses++
				time.Sleep(time.Millisecond)
				p.give(c, true)
			}
		})
	}
	wg.Wait()
	if p.onTrial() {
		t.Fatal("the trial does not end")
	}
	if n := dialed.most.Load(); n > most+clients {
		t.Errorf("%d connections at once, want at most %d, and %d that are being closed", n, most, clients)
	}
	p.flush()
	before := dialed.all.Load()
	for range 100 {
		c, err := p.take(end)
		if err != nil {
			t.Fatal(err)
		}
		p.give(c, true)
	}
	if n := dialed.all.Load() - before; n != 1 {
		t.Errorf("%d connections for 100 exchanges after the trial, want 1", n)
	}
}

// A dialCount counts the connections of a pool to a target that says nothing.
type dialCount struct {
	all, open, most, stale, stray, ends atomic.Int64

	mu    sync.Mutex
	peers []net.Conn // the target's ends
}

// pool returns a pool of which the connections are counted.
func (d *dialCount) pool(t *testing.T, size int, how Reuse) *pool {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	egress, err := NewEgress(EgressSettings{Proxy: ProxyNone}, nil)
	if err != nil {
		t.Fatal(err)
	}
	to := &url.URL{Scheme: "http", Host: ln.Addr().String()}
	dial := func(deadline time.Time) (*conn, error) {
		c, err := dial(egress, to, nil, 4096, deadline)
		if err != nil {
			return nil, err
		}
		peer, err := ln.Accept()
		if err != nil {
			return nil, err
		}
		t.Cleanup(func() { peer.Close() })
		d.mu.Lock()
		d.peers = append(d.peers, peer)
		d.mu.Unlock()
		d.all.Add(1)
		for n, most := d.open.Add(1), d.most.Load(); n > most && !d.most.CompareAndSwap(most, n); {
			most = d.most.Load()
		}
		c.Conn = &countedConn{Conn: c.Conn, count: d}
		return c, nil
	}
	p := newPool(size, how, new(conduct), poolEvents{
		stale:   func() { d.stale.Add(1) },
		stray:   func() { d.stray.Add(1) },
		noReuse: func(string) { d.ends.Add(1) },
	}, dial)
	t.Cleanup(p.close)
	return p
}

// saw holds what the pool told of its connections.
func (d *dialCount) saw(t *testing.T, stale, stray, ends int64) {
	t.Helper()
	if a, b, c := d.stale.Load(), d.stray.Load(), d.ends.Load(); a != stale || b != stray || c != ends {
		t.Errorf("%d stale, %d stray, %d ends of reuse; want %d, %d, %d", a, b, c, stale, stray, ends)
	}
}

// A countedConn is one of a dialCount.
type countedConn struct {
	net.Conn
	count *dialCount
	once  sync.Once
}

func (c *countedConn) Close() error {
	c.once.Do(func() { c.count.open.Add(-1) })
	return c.Conn.Close()
}

// What came on a connection while it was idle counts also if the connection is not used
// again: when it is swept, and when the pool is closed.
func TestIdleConnectionsAreLookedAtWhenClosed(t *testing.T) {
	f := func(name string, end func(*pool)) {
		t.Run(name, func(t *testing.T) {
			d := &dialCount{}
			p := d.pool(t, 8, ReuseAuto)
			var taken []*conn
			for range 3 {
				c, err := p.take(time.Now().Add(time.Second))
				if err != nil {
					t.Fatal(err)
				}
				taken = append(taken, c)
			}
			for _, c := range taken {
				p.give(c, true)
			}
			io.WriteString(d.peers[0], "H")
			d.peers[1].Close()
			eventually(t, "the byte and the end arrive", func() bool {
				return taken[0].look() == strays && taken[1].look() == ended
			})
			end(p)
			d.saw(t, 1, 1, 1)
			if n := d.open.Load(); n != 0 {
				t.Errorf("%d connections stay open", n)
			}
		})
	}
	f("closed", (*pool).close)
	f("flushed", (*pool).flush)
	f("swept", func(p *pool) {
		p.mu.Lock()
		for _, c := range p.idle {
			c.idle = c.idle.Add(-idleLife)
		}
		p.mu.Unlock()
		p.sweep()
	})
}

// What reuse says holds whatever the target sends, but for auto.
func TestReuseByConfiguration(t *testing.T) {
	f := func(how Reuse, ends int64, want bool) {
		t.Helper()
		d := &dialCount{}
		p := d.pool(t, 8, how)
		c, err := p.take(time.Now().Add(time.Second))
		if err != nil {
			t.Fatal(err)
		}
		c.stray = true
		p.give(c, false)
		d.saw(t, 0, 1, ends)
		if p.reuses() != want {
			t.Errorf("%v reuses connections: %v", how, !want)
		}
	}
	f(ReuseAuto, 1, false)
	f(ReuseAlways, 0, true)
	f(ReuseNever, 0, false)
}

// An answer of another request, on a connection that had served before, is taken for one
// that nobody asked for.
func TestContradictionEndsReuse(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		if strings.HasSuffix(r.URL.Path, "/wrong") {
			io.WriteString(c, httpAnswer(200, `{"id":"another"}`))
			return true
		}
		return answerSCIM(c, r)
	})
	p := startProxy(t, target.url())
	p.passTrial()
	p.ask(head("GET", "/scim/v2/Users/wrong")+"\r\n").isError(t, 502)
	p.showsReuse("1")
	p.ask(head("GET", "/scim/v2/Users/1") + "\r\n")
	p.ask(head("GET", "/scim/v2/Users/wrong")+"\r\n").isError(t, 502)
	p.showsReuse("0")
}

// Over TLS the notice that the target closes a connection is told from bytes that nobody
// asked for.
func TestLookOverTLS(t *testing.T) {
	f := func(name string, after func(net.Conn) bool, stale, stray string) {
		t.Run(name, func(t *testing.T) {
			told := make(chan bool)
			target, secure := startTLSTarget(t, func(c net.Conn, r *seen) bool {
				answerSCIM(c, r)
				defer func() {
					if r.total == 1 {
						told <- true
					}
				}()
				return after(c)
			})
			p := startProxy(t, target.url(), secure, reuse(ReuseAlways))
			p.ask(head("GET", "/scim/v2/Users/1") + "\r\n")
			<-told
			eventually(t, "it is counted", func() bool {
				p.ask(head("GET", "/scim/v2/Users/1") + "\r\n")
				_, text := p.get("/metrics")
				return strings.Contains(text, `scimshim_stale_connections_total{route="test"} `+stale) &&
					strings.Contains(text, `scimshim_stray_connections_total{route="test"} `+stray)
			})
		})
	}
	f("closed", func(net.Conn) bool { return false }, "", "0")
	f("stray", func(c net.Conn) bool { io.WriteString(c, "H"); return true }, "0", "")
}
