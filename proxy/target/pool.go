// Package target makes and keeps the connections to targets, and knows what a target is shown.
//
// A Pool holds the connections to one target and gives out Conns, each of which serves one
// exchange at a time; a Conduct is what was seen of how the target keeps to them, by which it
// is decided whether they may be used again. An Egress is the way out: forward proxies, whom to
// trust, and which certificate to show. A Credential is what the target is shown; that of an
// OAuth 2 client is renewed in the background. The package exchanges HTTP and knows no SCIM,
// no rules and no client. All its types may be used by many goroutines, but for a Conn.
package target

import (
	"crypto/tls"
	"crypto/x509"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Lives of connections to a target.
const (
	idleLife = 30 * time.Second // of a connection that nobody uses
	connLife = 3 * time.Minute  // of any connection, so that a change of address is noticed
)

// A Pool holds the connections to one target.
type Pool struct {
	dial    func(deadline time.Time) (*Conn, error)
	reuse   Reuse
	conduct *conduct
	tell    PoolEvents
	turns   chan struct{} // a place for each connection that may be in use
	queue   poolQueue
	awaited atomic.Int64                     // rests that requests wait for the end of
	cert    atomic.Pointer[x509.Certificate] // that the target showed last

	mu     sync.Mutex
	idle   []*Conn // the one used last at the end; on trial the last ones rest
	sweeps bool    // whether a sweep is due
	closed bool
}

// A PoolSettings is what a pool is made of.
type PoolSettings struct {
	Egress    *Egress     // the way to the target
	To        *url.URL    // the target's base URL
	TLS       *tls.Config // for a URL of https; may be nil
	MaxHeader int         // bytes of an answer's header
	Size      int         // connections that may be in use at once
	Reuse     Reuse
	Conduct   *conduct // what was seen of what is at the URL
	PoolEvents
}

// PoolEvents are called for what a pool meets.
type PoolEvents struct {
	Stale   func()           // an idle connection that the target had closed
	Stray   func()           // a connection with bytes that nobody had asked for
	NoReuse func(why string) // the end of the reuse of connections
}

// NewPool returns a pool without a connection.
func NewPool(s PoolSettings) *Pool {
	egress, to, room := s.Egress, s.To, newBufferRoom(s.MaxHeader)
	var secure *tlsSettings // none for plain HTTP
	if to.Scheme == "https" {
		secure = egress.tls(to.Hostname(), s.TLS, s.Size)
	}
	return makePool(s.Size, s.Reuse, s.Conduct, s.PoolEvents,
		func(deadline time.Time) (*Conn, error) { return dial(egress, to, secure, room, deadline) })
}

func makePool(size int, reuse Reuse, c *conduct, tell PoolEvents, dial func(time.Time) (*Conn, error)) *Pool {
	return &Pool{dial: dial, reuse: reuse, conduct: c, tell: tell, turns: make(chan struct{}, size)}
}

// Reuses reports whether connections are used again.
func (p *Pool) Reuses() bool {
	return p.reuse == ReuseAlways || p.reuse == ReuseAuto && !p.conduct.strayed.Load()
}

// onTrial reports whether connections rest before they are used again.
func (p *Pool) onTrial() bool { return p.reuse == ReuseAuto && p.conduct.onTrial() }

// Take returns a connection for one exchange: an idle one that is quiet, or a new one.
// The caller gives it back.
func (p *Pool) Take(deadline time.Time) (*Conn, error) {
	now, err := p.wait(deadline)
	if err != nil {
		return nil, err
	}
	for {
		c := p.pop(now)
		if c == nil {
			if c = p.afterRest(deadline); c == nil {
				return p.open(deadline)
			}
			now = time.Now()
		}
		if p.look(c) == quiet && c.isYoung(now) && p.Reuses() {
			c.taken = now
			return c, nil
		}
		c.Close()
	}
}

// TakeNew returns a new connection for one exchange.
func (p *Pool) TakeNew(deadline time.Time) (*Conn, error) {
	if _, err := p.wait(deadline); err != nil {
		return nil, err
	}
	return p.open(deadline)
}

// open returns a new connection, for which the caller has a place.
func (p *Pool) open(deadline time.Time) (*Conn, error) {
	p.makeRoom()
	start := time.Now()
	c, err := p.dial(deadline)
	if err != nil {
		<-p.turns
		p.queue.returns(start, time.Now())
		return nil, err
	}
	c.taken = start
	if c.cert != nil {
		p.cert.Store(c.cert)
	}
	return c, nil
}

// Give ends the use of a connection now. It is closed unless it may be used again.
func (p *Pool) Give(c *Conn, reusable bool, now time.Time) {
	taken := c.taken // afterwards it may be in use again
	defer func() {
		<-p.turns
		p.queue.returns(taken, now)
	}()
	if c.stray {
		p.strayed()
	}
	if !reusable || !p.keep(c, now) {
		c.Close()
	}
}

// keep puts a connection among the idle ones, and reports whether it may be there.
func (p *Pool) keep(c *Conn, now time.Time) bool {
	if !p.Reuses() {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	c.idle = now
	p.idle = append(p.idle, c)
	if !p.sweeps {
		p.sweeps = true
		time.AfterFunc(idleLife, p.sweep)
	}
	return true
}

// look looks at an idle connection, and notes what it shows.
func (p *Pool) look(c *Conn) sight {
	seen := c.look()
	switch seen {
	case ended:
		p.tell.Stale()
	case strays:
		p.strayed()
	case quiet:
		if p.onTrial() && time.Since(c.idle) >= trialRest {
			p.conduct.rests.Add(1)
		}
	}
	return seen
}

// strayed notes that bytes came that nobody had asked for.
func (p *Pool) strayed() {
	p.tell.Stray()
	p.endReuse("the target sent bytes that were not an answer to a request")
}

// endReuse ends the use of connections for more than one request, if it goes by the
// target's conduct.
func (p *Pool) endReuse(why string) {
	if p.reuse != ReuseAuto {
		return
	}
	if p.conduct.strayed.CompareAndSwap(false, true) {
		p.tell.NoReuse(why)
	}
	p.Flush()
}

// Distrust notes that an answer was another request's: what else the connections hold
// belongs to nobody. On a connection that had served before, the likeliest cause is an
// answer that nobody had asked for.
func (p *Pool) Distrust(c *Conn) {
	if c != nil && !c.IsFirst() {
		p.endReuse("an answer of the target was another request's")
	}
	p.Flush()
}

// pop returns the idle connection that was used last, of those that need no rest now, or nil.
func (p *Pool) pop(now time.Time) *Conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.idle)
	if p.onTrial() {
		rested := now.Add(-trialRest)
		for n > 0 && p.idle[n-1].idle.After(rested) {
			n--
		}
	}
	if n == 0 {
		return nil
	}
	c := p.idle[n-1]
	p.idle = slices.Delete(p.idle, n-1, n)
	return c
}

// makeRoom closes resting connections, so that with the one to be opened there are no
// more than may be in use. The last ones go, so that the others come to the end of their
// rest, however many requests there are: otherwise no trial would end under load.
func (p *Pool) makeRoom() {
	p.mu.Lock()
	n := len(p.idle)
	n -= min(n, max(0, len(p.turns)+n-cap(p.turns)))
	p.drop(p.cut(n, len(p.idle)))
}

// sweep closes the connections that were idle for too long.
func (p *Pool) sweep() {
	p.mu.Lock()
	old := time.Now().Add(-idleLife)
	n := 0
	for n < len(p.idle) && !p.idle[n].idle.After(old) {
		n++
	}
	gone := p.cut(0, n)
	if p.sweeps = len(p.idle) > 0; p.sweeps {
		time.AfterFunc(idleLife, p.sweep)
	}
	p.drop(gone)
}

// Flush closes the idle connections.
func (p *Pool) Flush() {
	p.mu.Lock()
	p.drop(p.cut(0, len(p.idle)))
}

// cut takes idle connections out. The lock is held.
func (p *Pool) cut(from, to int) []*Conn {
	if from == to {
		return nil
	}
	gone := slices.Clone(p.idle[from:to])
	p.idle = slices.Delete(p.idle, from, to)
	return gone
}

// drop gives the lock back, and closes connections after a last look: bytes that came
// while they were idle count, too.
func (p *Pool) drop(gone []*Conn) {
	p.mu.Unlock()
	for _, c := range gone {
		p.look(c)
		c.Close()
	}
}

// Certificate returns the certificate that the target showed last; nil if it showed none.
func (p *Pool) Certificate() *x509.Certificate { return p.cert.Load() }

// Count returns how many connections are in use, and how many idle.
func (p *Pool) Count() (active, idle int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.turns), len(p.idle)
}

// Close closes the idle connections now, and the others as they come back.
func (p *Pool) Close() {
	p.mu.Lock()
	p.closed = true
	p.drop(p.cut(0, len(p.idle)))
}
