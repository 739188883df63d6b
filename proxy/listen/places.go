package listen

import (
	"cmp"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// places are the connections that a listener has open: no more than it has room for.
//
// The one too many takes the place of another, of which no client loses a request: first
// those that have shown no client's credential, from the source that has most of them
// and the oldest of these first; then the one that has been idle for longest. A request
// with a credential that is under way is never cut.
type places struct {
	mu        sync.Mutex
	most      int // connections at once
	perSource int // connections at once from one source; 0 for any number
	reading   int // requests without a credential, as yet, that are read at once; 0 for any number
	conns     []*Conn
	sources   map[netip.Addr]*source
	found     []candidate // kept for its room
	looked    time.Time   // when giveUpSlow looked last

	begun   atomic.Int64 // requests without a credential, as yet, that have begun
	delayed atomic.Bool  // whether trim will be called
	parking atomic.Bool  // whether parkIdle will be called
	waits   func(*Conn)  // waits for the next request of a parked connection
	closed  func(cause string, conns []*Conn)
}

// What a connection was refused or ended for: the values of the label cause.
const (
	causeFull      = "full"      // no place, and none to be freed
	causeSource    = "source"    // too many from its source
	causeReplaced  = "replaced"  // its place was given to another
	causeSlow      = "slow"      // its request was one of too many that did not come to their end
	causeSilent    = "silent"    // it sent nothing in time
	causeHandshake = "handshake" // no TLS
	causeAccept    = "accept"    // the system could not give it to the proxy
)

// Causes are the values of the label cause.
var Causes = [...]string{
	causeFull, causeSource, causeReplaced, causeSlow, causeSilent, causeHandshake, causeAccept,
}

// newPlaces returns a table that has no place until it is resized. What is given to it is
// told of the connections that were given up, which it has to cut.
func newPlaces(closed func(cause string, conns []*Conn)) *places {
	return &places{sources: map[netip.Addr]*source{}, closed: closed}
}

// kept is how many places only sources have that have authenticated lately.
func (p *places) kept() int { return p.most / 8 }

// batch is how many places of strangers are freed at once, so that the search for them
// costs a flood more than it costs the proxy.
func (p *places) batch() int { return max(1, p.most/64) }

// sourceBatch is the same of a source that has as many as one may have.
func (p *places) sourceBatch() int { return max(1, p.perSource/32) }

// resize sets how many connections there may be, and how many from one source.
func (p *places) resize(most, perSource int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.most, p.perSource = most, perSource
}

// add gives a connection a place, or returns why it has none.
func (p *places) add(c *Conn) (cause string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := sourceOf(c.from.Addr())
	s := p.sources[key]
	if s == nil {
		s = &source{}
	}
	if !c.own {
		if cause := p.makeRoom(s, time.Now()); cause != "" {
			return cause
		}
	}
	p.sources[key] = s
	s.conns++
	c.source, c.at = s, len(p.conns)
	p.conns = append(p.conns, c)
	return ""
}

// tight reports whether the next connection may take the place of another.
func (p *places) tight() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.conns) >= p.most-p.kept()-p.batch()
}

// makeRoom frees places for a connection from a source if it has to, or returns why it
// cannot.
func (p *places) makeRoom(s *source, now time.Time) (cause string) {
	if p.perSource > 0 && s.conns >= p.perSource {
		of := func(c *Conn) bool { return c.source == s }
		if !p.free(causeSource, p.strangers(of), p.sourceBatch()) && !p.free(causeSource, p.idle(of), 1) {
			return causeSource
		}
	}
	unknown := func(c *Conn) bool { return !c.source.isKnown(now) }
	if !s.isKnown(now) && len(p.conns) >= p.most-p.kept() {
		p.free(causeReplaced, p.strangers(unknown), p.batch())
	}
	every := func(*Conn) bool { return true }
	if len(p.conns) < p.most || p.free(causeReplaced, p.strangers(unknown), p.batch()) ||
		p.free(causeReplaced, p.strangers(every), p.batch()) || p.free(causeReplaced, p.idle(every), 1) {
		return ""
	}
	return causeFull
}

// A candidate is a connection whose place may be given to another.
type candidate struct {
	*Conn
	waits time.Time // its since, which may change meanwhile
}

// longest orders candidates by how long they have been what they are.
func longest(a, b candidate) int { return a.waits.Compare(b.waits) }

// strangers returns the connections whose request, or last request, has not shown a
// client's credential, those that go first in front.
func (p *places) strangers(which func(*Conn) bool) []candidate {
	return p.find(func(c *Conn) bool { return !c.known && which(c) }, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.source.conns, a.source.conns), longest(a, b))
	})
}

// idle returns the connections that wait for another request, the longest idle in front.
func (p *places) idle(which func(*Conn) bool) []candidate {
	return p.find(func(c *Conn) bool { return c.stage == connIdle && which(c) }, longest)
}

// find returns connections in an order. What it returns is good until the next call.
func (p *places) find(which func(*Conn) bool, order func(a, b candidate) int) []candidate {
	p.found = p.found[:0]
	for _, c := range p.conns {
		c.mu.Lock()
		if !c.ending && !c.own && which(c) {
			p.found = append(p.found, candidate{c, c.since})
		}
		c.mu.Unlock()
	}
	slices.SortFunc(p.found, order)
	return p.found
}

// free gives up as many of the connections as are asked for, or can be, and reports
// whether there was one.
func (p *places) free(cause string, from []candidate, n int) bool {
	var gone []*Conn
	for _, c := range from {
		if len(gone) == n {
			break
		}
		if c.giveUp(cause == causeSlow) {
			p.drop(c.Conn)
			gone = append(gone, c.Conn)
		}
	}
	if len(gone) > 0 {
		p.closed(cause, gone)
	}
	return len(gone) > 0
}

// remove takes a connection out of the table, if it is there.
func (p *places) remove(c *Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.drop(c)
}

func (p *places) drop(c *Conn) {
	if c.at < 0 {
		return
	}
	last := len(p.conns) - 1
	p.conns[c.at] = p.conns[last]
	p.conns[c.at].at = c.at
	p.conns[last] = nil
	p.conns, c.at = p.conns[:last], -1
	c.source.conns--
	if c.source.conns == 0 {
		p.forget(c)
	}
}

// forget takes a source without a connection out of memory, or the one in its place
// that authenticated longest ago.
func (p *places) forget(c *Conn) {
	if !c.source.isKnown(time.Now()) {
		delete(p.sources, sourceOf(c.from.Addr()))
		return
	}
	if len(p.sources) <= mostSources+len(p.conns) {
		return
	}
	var oldest netip.Addr
	for a, s := range p.sources {
		if s.conns == 0 && (!oldest.IsValid() || s.last.Load() < p.sources[oldest].last.Load()) {
			oldest = a
		}
	}
	delete(p.sources, oldest)
}

// slowRequest is how long a request may take to be read while it keeps others out.
const slowRequest = 500 * time.Millisecond

// strangerBegins notes that a request is being read of which nothing is known yet. Such
// requests hold memory, so those that have taken long are given up if there are too many.
func (p *places) strangerBegins() {
	if p.reading > 0 && p.begun.Add(1)%int64(max(1, p.reading/8)) == 0 {
		p.trim()
	}
}

func (p *places) trim() {
	p.mu.Lock()
	defer p.mu.Unlock()
	slow := p.strangers(func(c *Conn) bool { return c.stage != connNew && c.stage != connIdle })
	excess, now := len(slow)-p.reading, time.Now()
	if excess <= 0 {
		return
	}
	slow = slices.DeleteFunc(slow, func(c candidate) bool { return now.Sub(c.waits) < slowRequest })
	p.free(causeSlow, slow, excess)
	if excess > len(slow) && p.delayed.CompareAndSwap(false, true) {
		time.AfterFunc(slowRequest, func() { p.delayed.Store(false); p.trim() })
	}
}

// shed frees places because descriptors are used up. Those who have just come, or just
// had an answer, stay: accept fails for want of a descriptor also if nobody waits for it.
func (p *places) shed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	old := time.Now().Add(-slowRequest)
	stale := func(c *Conn) bool { return c.since.Before(old) }
	if !p.free(causeReplaced, p.strangers(stale), p.batch()) {
		p.free(causeReplaced, p.idle(stale), p.batch())
	}
}

// slowPause is how long nobody looks for slow requests after somebody has: all who find no
// room do, and each look is at all connections.
const slowPause = 5 * time.Millisecond

// GiveUpSlow gives up connections whose requests take longest to be read: what is reserved
// for their bodies is room for others.
func (p *places) giveUpSlow() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if now.Sub(p.looked) < slowPause {
		return
	}
	p.looked = now
	old := now.Add(-slowRequest)
	slow := func(c *Conn) bool { return c.stage == connReading && c.since.Before(old) }
	p.free(causeSlow, p.find(slow, longest), p.batch())
}

// GiveUpIdle gives up all connections on which no request is under way.
func (p *places) giveUpIdle() {
	p.giveUp(func(c *Conn) bool { return c.stage == connNew || c.stage == connIdle })
}

// giveUpParked gives up the connections that wait for a request and are not with the server.
func (p *places) giveUpParked() {
	p.giveUp(func(c *Conn) bool { return c.stage == connIdle && c.parking == parked })
}

// GiveUpStrangers gives up all connections whose request has not shown a credential.
func (p *places) giveUpStrangers() { p.giveUp(func(c *Conn) bool { return !c.known }) }

func (p *places) giveUp(which func(*Conn) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free("", p.find(which, longest), len(p.conns))
}

// count returns how many connections there are in each state, by what metrics call it.
func (p *places) count() (waiting, active, idle, most int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		c.mu.Lock()
		switch c.stage {
		case connNew:
			waiting++
		case connIdle:
			idle++
		default:
			active++
		}
		c.mu.Unlock()
	}
	return waiting, active, idle, p.most
}
