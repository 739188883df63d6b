package proxy

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

// A pool holds the connections to one target.
type pool struct {
	dial    func(deadline time.Time) (*conn, error)
	reuse   Reuse
	conduct *conduct
	tell    poolEvents
	turns   chan struct{} // a place for each connection that may be in use
	queue   poolQueue
	cert    atomic.Pointer[x509.Certificate] // that the target showed last

	mu     sync.Mutex
	idle   []*conn // the one used last at the end; on trial the last ones rest
	sweeps bool    // whether a sweep is due
	closed bool
}

// A poolSettings is what a pool is made of.
type poolSettings struct {
	Egress    *Egress     // the way to the target
	To        *url.URL    // the target's base URL
	TLS       *tls.Config // for a URL of https; may be nil
	MaxHeader int         // bytes of an answer's header
	Size      int         // connections that may be in use at once
	Reuse     Reuse
	Conduct   *conduct // what was seen of what is at the URL
	poolEvents
}

// poolEvents are called for what a pool meets.
type poolEvents struct {
	Stale   func()           // an idle connection that the target had closed
	Stray   func()           // a connection with bytes that nobody had asked for
	NoReuse func(why string) // the end of the reuse of connections
}

// newPoolTo returns a pool without a connection.
func newPoolTo(s poolSettings) *pool {
	egress, to, header := s.Egress, s.To, s.MaxHeader
	var secure *tlsSettings // none for plain HTTP
	if to.Scheme == "https" {
		secure = egress.tls(to.Hostname(), s.TLS, s.Size)
	}
	return newPool(s.Size, s.Reuse, s.Conduct, s.poolEvents,
		func(deadline time.Time) (*conn, error) { return dial(egress, to, secure, header, deadline) })
}

func newPool(size int, reuse Reuse, c *conduct, tell poolEvents, dial func(time.Time) (*conn, error)) *pool {
	return &pool{dial: dial, reuse: reuse, conduct: c, tell: tell, turns: make(chan struct{}, size)}
}

// reuses reports whether connections are used again.
func (p *pool) reuses() bool {
	return p.reuse == ReuseAlways || p.reuse == ReuseAuto && !p.conduct.strayed.Load()
}

// onTrial reports whether connections rest before they are used again.
func (p *pool) onTrial() bool { return p.reuse == ReuseAuto && p.conduct.onTrial() }

// take returns a connection for one exchange: an idle one that is quiet, else a new one.
// The caller gives it back.
func (p *pool) take(deadline time.Time) (*conn, error) {
	if err := p.wait(deadline); err != nil {
		return nil, err
	}
	for c := p.pop(); c != nil; c = p.pop() {
		if p.look(c) == quiet && c.isYoung() && p.reuses() {
			c.taken = time.Now()
			return c, nil
		}
		c.Close()
	}
	return p.open(deadline)
}

// takeNew returns a new connection for one exchange.
func (p *pool) takeNew(deadline time.Time) (*conn, error) {
	if err := p.wait(deadline); err != nil {
		return nil, err
	}
	return p.open(deadline)
}

// open returns a new connection, for which the caller has a place.
func (p *pool) open(deadline time.Time) (*conn, error) {
	p.makeRoom()
	start := time.Now()
	c, err := p.dial(deadline)
	if err != nil {
		<-p.turns
		p.queue.returns(start)
		return nil, err
	}
	c.taken = start
	if c.cert != nil {
		p.cert.Store(c.cert)
	}
	return c, nil
}

// give ends the use of a connection. It is closed unless it may be used again.
func (p *pool) give(c *conn, reusable bool) {
	taken := c.taken // afterwards it may be in use again
	defer func() {
		<-p.turns
		p.queue.returns(taken)
	}()
	if c.stray {
		p.strayed()
	}
	if !reusable || !p.keep(c) {
		c.Close()
	}
}

// keep puts a connection among the idle ones, and reports whether it may be there.
func (p *pool) keep(c *conn) bool {
	if !p.reuses() {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	c.idle = time.Now()
	p.idle = append(p.idle, c)
	if !p.sweeps {
		p.sweeps = true
		time.AfterFunc(idleLife, p.sweep)
	}
	return true
}

// look looks at an idle connection, and notes what it shows.
func (p *pool) look(c *conn) sight {
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
func (p *pool) strayed() {
	p.tell.Stray()
	p.endReuse("the target sent bytes that nobody had asked for")
}

// endReuse ends the use of connections for more than one request, if it goes by the
// target's conduct.
func (p *pool) endReuse(why string) {
	if p.reuse != ReuseAuto {
		return
	}
	if p.conduct.strayed.CompareAndSwap(false, true) {
		p.tell.NoReuse(why)
	}
	p.flush()
}

// distrust is told that an answer was another request's: what else the connections hold
// belongs to nobody. On a connection that had served before, the likeliest cause is an
// answer that nobody had asked for.
func (p *pool) distrust(c *conn) {
	if c != nil && !c.isFirst() {
		p.endReuse("an answer of the target was another request's")
	}
	p.flush()
}

// pop returns the idle connection that was used last, of those that need no rest, or nil.
func (p *pool) pop() *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.idle)
	if p.onTrial() {
		rested := time.Now().Add(-trialRest)
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
// rest, however many requests there are: else no trial would end under load.
func (p *pool) makeRoom() {
	p.mu.Lock()
	n := len(p.idle)
	n -= min(n, max(0, len(p.turns)+n-cap(p.turns)))
	p.drop(p.cut(n, len(p.idle)))
}

// sweep closes the connections that were idle for too long.
func (p *pool) sweep() {
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

// flush closes the idle connections.
func (p *pool) flush() {
	p.mu.Lock()
	p.drop(p.cut(0, len(p.idle)))
}

// cut takes idle connections out. The lock is held.
func (p *pool) cut(from, to int) []*conn {
	if from == to {
		return nil
	}
	gone := slices.Clone(p.idle[from:to])
	p.idle = slices.Delete(p.idle, from, to)
	return gone
}

// drop gives the lock back, and closes connections after a last look: bytes that came
// while they were idle count, too.
func (p *pool) drop(gone []*conn) {
	p.mu.Unlock()
	for _, c := range gone {
		p.look(c)
		c.Close()
	}
}

// shown returns the certificate that the target showed last; nil if it showed none.
func (p *pool) shown() *x509.Certificate { return p.cert.Load() }

// count returns how many connections are in use, and how many idle.
func (p *pool) count() (active, idle int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.turns), len(p.idle)
}

// close closes the idle connections now, and the others as they come back.
func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	p.drop(p.cut(0, len(p.idle)))
}
