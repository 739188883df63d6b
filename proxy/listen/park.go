package listen

import (
	"time"

	"scimshim/proxy/fault"
)

// parkTime is how long a connection is idle before it is parked, and how often it is looked
// for such.
const parkTime = 250 * time.Millisecond

// An idle connection holds what waits for its next request, and a goroutine that has served
// one has grown to 32 KiB. So one that has been idle for a moment is parked: the server is
// made to believe that it has ended, which frees all that the server holds for it, and it
// waits on a goroutine that needs no more than a goroutine begins with. With the first byte
// of a request it is given to the server again, like a new one.

// A parking says whether a connection is with the server or parked.
type parking int

const (
	served  parking = iota // with the server
	called                 // the server's read is ended, so that it leaves the connection
	leaving                // the server's read has ended; the server will close the connection, which is not done
	parked                 // waits on a goroutine of its own
)

// parksIdle sees to it that idle connections are parked, until there is none with the server.
func (p *places) parksIdle() {
	if !p.parking.Load() && p.parking.CompareAndSwap(false, true) {
		time.AfterFunc(parkTime, p.parkIdle)
	}
}

// parkIdle calls the connections that have been idle for a moment away from the server.
func (p *places) parkIdle() {
	p.parking.Store(false)
	old, more := time.Now().Add(-parkTime), false
	p.mu.Lock()
	for _, c := range p.conns {
		if c.callAway(old) {
			more = true
		}
	}
	p.mu.Unlock()
	if more {
		p.parksIdle()
	}
}

// callAway has the server leave a connection that has been idle since a time or longer. It
// reports whether the connection is one to look at again.
func (c *Conn) callAway(since time.Time) (again bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.ending || !c.parks || c.parking == leaving || c.parking == parked:
		return false
	case c.stage == connIdle && !c.since.After(since):
		c.parking = called
		_ = c.tellReadBy(past) // if it fails, the server's read fails too
	}
	return true
}

// past is a deadline that has passed.
var past = time.Unix(1, 0)

// leaves reports whether an error of the server's read is that it was called away.
func (c *Conn) leaves(err error) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.parking != called {
		return false
	}
	c.parking = served
	if fault.IsTimeout(err) && c.stage == connIdle && !c.ending {
		c.parking = leaving
	}
	return c.parking == leaving
}

// park has a connection that the server has left wait on its own, and reports whether it was
// one to park.
func (c *Conn) park() bool {
	c.mu.Lock()
	ok := c.parking == leaving && !c.ending
	if ok {
		c.parking = parked
	}
	c.mu.Unlock()
	if ok {
		c.buf, c.unread = nil, nil
		go c.places.waits(c)
	}
	return ok
}

// idlesOn has a parked connection end when the server would have closed it.
func (c *Conn) idlesOn() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tellReadBy(c.idleUntil)
}

// waitParked waits for the next request of a parked connection, and hands it to the server.
func (l *Listener) waitParked(c *Conn) {
	if c.idlesOn() != nil || c.await() != nil {
		_ = c.Close()
		return
	}
	l.greeted.Add(1) // before the connection counts as one that is in use
	l.hand(c)
}
