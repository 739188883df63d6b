package target

import (
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"scimshim/proxy/roomtest"
)

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
				c, err := p.Take(end)
				if err != nil {
					t.Error(err)
					return
				}
				c.uses++
				time.Sleep(time.Millisecond)
				p.Give(c, true, time.Now())
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
	p.Flush()
	before := dialed.all.Load()
	for range 100 {
		c, err := p.Take(end)
		if err != nil {
			t.Fatal(err)
		}
		p.Give(c, true, time.Now())
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
func (d *dialCount) pool(t *testing.T, size int, how Reuse) *Pool {
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
	room := newBufferRoom(4096)
	dial := func(deadline time.Time) (*Conn, error) {
		c, err := dial(egress, to, nil, room, deadline)
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
	p := makePool(size, how, new(conduct), PoolEvents{
		Stale:   func() { d.stale.Add(1) },
		Stray:   func() { d.stray.Add(1) },
		NoReuse: func(string) { d.ends.Add(1) },
	}, dial)
	t.Cleanup(p.Close)
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
	f := func(name string, end func(*Pool)) {
		t.Run(name, func(t *testing.T) {
			d := &dialCount{}
			p := d.pool(t, 8, ReuseAuto)
			var taken []*Conn
			for range 3 {
				c, err := p.Take(time.Now().Add(time.Second))
				if err != nil {
					t.Fatal(err)
				}
				taken = append(taken, c)
			}
			for _, c := range taken {
				p.Give(c, true, time.Now())
			}
			io.WriteString(d.peers[0], "H")
			d.peers[1].Close()
			roomtest.Eventually(t, "the byte and the end arrive", func() bool {
				return taken[0].look() == strays && taken[1].look() == ended
			})
			end(p)
			d.saw(t, 1, 1, 1)
			if n := d.open.Load(); n != 0 {
				t.Errorf("%d connections stay open", n)
			}
		})
	}
	f("closed", (*Pool).Close)
	f("flushed", (*Pool).Flush)
	f("swept", func(p *Pool) {
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
		c, err := p.Take(time.Now().Add(time.Second))
		if err != nil {
			t.Fatal(err)
		}
		c.stray = true
		p.Give(c, false, time.Now())
		d.saw(t, 0, 1, ends)
		if p.Reuses() != want {
			t.Errorf("%v reuses connections: %v", how, !want)
		}
	}
	f(ReuseAuto, 1, false)
	f(ReuseAlways, 0, true)
	f(ReuseNever, 0, false)
}
