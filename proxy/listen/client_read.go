package listen

import (
	"time"

	"scimshim/proxy/fault"
)

// reading is when a Read of a connection has to have ended. The system is told of that only where it
// is sooner than what it was told before: to move a timer of the runtime takes long, and of a hundred
// requests that follow each other each would do so twice. A Read that ends too early goes on.
type reading struct {
	readBy    time.Time // what the server says; zero for no end
	readSet   time.Time // what the system was told; zero for no end
	idleUntil time.Time // when an idle one is closed, as the server says
}

// strangerIdle is how long a connection is kept whose last request had no credential of
// a client. Somebody who looks for what is here needs no more.
const strangerIdle = 5 * time.Second

// SetReadDeadline sets when a Read has to have ended. For the next request of a stranger
// that is sooner, and of one that was gathered it is not put off.
func (c *Conn) SetReadDeadline(t time.Time) error {
	var most time.Time
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.stage == connIdle && !c.known:
		most = c.since.Add(strangerIdle)
	case c.stage == connReading:
		most = c.until
	}
	if !most.IsZero() && (t.IsZero() || most.Before(t)) {
		t = most
	}
	if c.stage == connIdle {
		c.idleUntil = t
	}
	c.readBy = t
	if !c.readSet.IsZero() && (t.IsZero() || !t.Before(c.readSet)) {
		return nil
	}
	return c.tellReadBy(t)
}

// tellReadBy tells the system when a Read has to have ended. The lock is held.
func (c *Conn) tellReadBy(t time.Time) error {
	c.readSet = t
	return c.Conn.SetReadDeadline(t)
}

// read reads what the client sent.
func (c *Conn) read(p []byte) (n int, err error) {
	for {
		n, err = c.Conn.Read(p)
		if n > 0 || !fault.IsTimeout(err) || !c.goesOn() {
			return n, err
		}
	}
}

// goesOn puts the end of a Read off that ended before the server wants it to, and reports whether
// there was such.
func (c *Conn) goesOn() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	early := !c.readSet.Equal(c.readBy) && (c.readBy.IsZero() || time.Now().Before(c.readBy))
	return early && c.parking != called && c.tellReadBy(c.readBy) == nil
}
