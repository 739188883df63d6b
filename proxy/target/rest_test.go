package target

import (
	"io"
	"sync"
	"testing"
	"time"
)

// crowd uses all places of a pool, and gives each back to take it again at once, until an
// end.
func crowd(t *testing.T, p *Pool, ended func() bool) {
	t.Helper()
	var all sync.WaitGroup
	for range cap(p.turns) {
		all.Go(func() {
			for !ended() {
				c, err := p.Take(time.Now().Add(10 * time.Second))
				if err != nil {
					t.Error(err)
					return
				}
				p.Give(c, true, time.Now())
			}
		})
	}
	all.Wait()
}

// A trial ends also where as many requests come at all times as there may be connections,
// and there are no more of those meanwhile.
func TestTrialEndsUnderFullLoad(t *testing.T) {
	const size = 8
	d := &dialCount{}
	p := d.pool(t, size, ReuseAuto)
	p.conduct.rests.Store(trialRests - 20)
	late := time.Now().Add(10 * time.Second)
	crowd(t, p, func() bool { return !p.onTrial() || time.Now().After(late) })
	if p.onTrial() {
		t.Errorf("after %d connections there were %d rests", d.all.Load(), p.conduct.rests.Load())
	}
	if most := d.most.Load(); most > size {
		t.Errorf("%d connections were open at once, of %d", most, size)
	}
}

// full returns a pool all of whose connections are in use, but for one that rests.
func (d *dialCount) full(t *testing.T) (p *Pool, rests *Conn) {
	t.Helper()
	p = d.pool(t, awaitedShare, ReuseAuto)
	for range awaitedShare {
		c, err := p.Take(time.Now().Add(time.Second))
		if err != nil {
			t.Fatal(err)
		}
		rests = c
	}
	p.Give(rests, true, time.Now())
	return p, rests
}

// What comes in a rest that a request waits for ends the reuse, and the request has a
// connection of its own.
func TestAwaitedRestIsLookedAt(t *testing.T) {
	d := &dialCount{}
	p, rests := d.full(t)
	io.WriteString(d.peers[awaitedShare-1], "H")
	if c, err := p.Take(time.Now().Add(10 * time.Second)); err != nil || c == rests {
		t.Errorf("the request has the connection on which a byte came: %v, %v", c == rests, err)
	}
	d.saw(t, 0, 1, 1)
}

// Who has no time for a rest does not wait for its end.
func TestNoRestBeyondTheDeadline(t *testing.T) {
	d := &dialCount{}
	p, rests := d.full(t)
	by := time.Now().Add(trialRest / 2)
	if c, err := p.Take(by); err != nil || c == rests || time.Now().After(by) {
		t.Errorf("got the one that rests: %v, %v", c == rests, err)
	}
}
