package proxy

import (
	"errors"
	"slices"
	"sync"
	"time"
)

// Lives of connections to a target.
const (
	poolWait = 2 * time.Second  // for a connection to become free
	idleLife = 30 * time.Second // of a connection that nobody uses
	connLife = 3 * time.Minute  // of any connection, so that a change of address is noticed
)

// errPoolFull says that all connections of a pool stayed in use.
var errPoolFull = errors.New("all connections are in use")

// A pool holds the connections to one target.
type pool struct {
	dial  func(deadline time.Time) (*conn, error)
	stale func()        // told of each idle connection that could not be used again
	turns chan struct{} // a place for each connection that may be in use
	reuse bool

	mu     sync.Mutex
	idle   []*conn // the one used last at the end
	sweeps bool    // whether a sweep is due
	closed bool
}

func newPool(size int, reuse bool, dial func(time.Time) (*conn, error), stale func()) *pool {
	return &pool{dial: dial, stale: stale, reuse: reuse, turns: make(chan struct{}, size)}
}

// take returns a connection for one exchange: an idle one that is quiet, else
// a new one. Since nothing has been sent on it, this is the only retry that a
// write needs (RFC 9110, section 9.2.2). The caller gives it back.
func (p *pool) take(deadline time.Time) (*conn, error) {
	if err := p.wait(deadline); err != nil {
		return nil, err
	}
	for c := p.pop(); c != nil; c = p.pop() {
		now := time.Now()
		if now.Sub(c.idle) < idleLife && now.Sub(c.born) < connLife {
			if !c.isStale() {
				return c, nil
			}
			p.stale()
		}
		c.Close()
	}
	c, err := p.dial(deadline)
	if err != nil {
		<-p.turns
		return nil, err
	}
	return c, nil
}

// give ends the use of a connection. It is closed unless it may be used again.
func (p *pool) give(c *conn, reusable bool) {
	defer func() { <-p.turns }()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !reusable || !p.reuse || p.closed {
		c.Close()
		return
	}
	c.idle = time.Now()
	p.idle = append(p.idle, c)
	if !p.sweeps {
		p.sweeps = true
		time.AfterFunc(idleLife, p.sweep)
	}
}

// wait waits for a place.
func (p *pool) wait(deadline time.Time) error {
	select {
	case p.turns <- struct{}{}:
		return nil
	default:
	}
	t := time.NewTimer(min(poolWait, time.Until(deadline)))
	defer t.Stop()
	select {
	case p.turns <- struct{}{}:
	case <-t.C:
		return errPoolFull
	}
	if !time.Now().Before(deadline) { // too late to send anything
		<-p.turns
		return errPoolFull
	}
	return nil
}

func (p *pool) pop() *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.idle)
	if n == 0 {
		return nil
	}
	c := p.idle[n-1]
	p.idle[n-1] = nil
	p.idle = p.idle[:n-1]
	return c
}

// sweep closes the connections that were idle for too long.
func (p *pool) sweep() {
	p.mu.Lock()
	defer p.mu.Unlock()
	old := time.Now().Add(-idleLife)
	p.idle = slices.DeleteFunc(p.idle, func(c *conn) bool {
		if c.idle.After(old) {
			return false
		}
		c.Close()
		return true
	})
	if p.sweeps = len(p.idle) > 0; p.sweeps {
		time.AfterFunc(idleLife, p.sweep)
	}
}

// flush closes the idle connections.
func (p *pool) flush() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.idle {
		c.Close()
	}
	clear(p.idle)
	p.idle = p.idle[:0]
}

// close closes the idle connections now, and the others as they come back.
func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.flush()
}
