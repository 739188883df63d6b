package target

import (
	"slices"
	"time"
)

// awaitedShare is which part of the connections, as 1 of so many, requests may wait for the
// rest of at once: half, so that of 64 the trial takes two seconds of full load. The other
// requests go on as fast as before, on connections that they open.
const awaitedShare = 2

// afterRest returns the connection that has rested longest when its rest is over. It returns
// nil if there is room to open another, if as many requests wait as may, or if the deadline
// is before the end of the rest.
func (p *Pool) afterRest(deadline time.Time) *Conn {
	if !p.onTrial() {
		return nil
	}
	defer p.awaited.Add(-1)
	if p.awaited.Add(1) > int64(cap(p.turns)/awaitedShare) {
		return nil
	}
	c := p.popCrowded(deadline)
	if c != nil {
		time.Sleep(time.Until(c.idle.Add(trialRest)))
	}
	return c
}

// popCrowded returns the connection that was idle for the longest time, if one would have
// to be closed before another is opened, and its rest ends before the deadline.
func (p *Pool) popCrowded(deadline time.Time) *Conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 || len(p.turns)+len(p.idle) <= cap(p.turns) {
		return nil
	}
	c := p.idle[0]
	if !c.idle.Add(trialRest).Before(deadline) {
		return nil
	}
	p.idle = slices.Delete(p.idle, 0, 1)
	return c
}
