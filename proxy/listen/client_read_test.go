package listen

import (
	"net"
	"testing"
	"time"

	"scimshim/proxy/fault"
)

// A Read ends when the server has said last, whether that is later than what it said before, sooner, or
// never.
func TestReadEndsInTime(t *testing.T) {
	const soon, late = 50 * time.Millisecond, 150 * time.Millisecond
	here, there := net.Pipe()
	defer there.Close()
	c := newConn(here, newPlaces(nil))
	defer here.Close()
	c.stage, c.known = connServing, true
	p := make([]byte, 2)
	read := func() (time.Duration, error) {
		start := time.Now()
		_, err := c.Read(p)
		return time.Since(start), err
	}
	now := time.Now()
	c.SetReadDeadline(now.Add(soon))
	c.SetReadDeadline(now.Add(late))
	if took, err := read(); !fault.IsTimeout(err) || took < late-soon || took > time.Second {
		t.Errorf("put off: %v after %v", err, took)
	}
	c.SetReadDeadline(time.Now().Add(time.Hour))
	c.SetReadDeadline(time.Now().Add(soon))
	if took, err := read(); !fault.IsTimeout(err) || took > time.Second {
		t.Errorf("sooner: %v after %v", err, took)
	}
	c.SetReadDeadline(time.Time{})
	time.AfterFunc(late, func() { there.Write(p) })
	if took, err := read(); err != nil || took < soon {
		t.Errorf("without end: %v after %v", err, took)
	}
}

// Of requests that follow each other the system is not told anew when each has to have come.
func TestDeadlineIsSeldomSet(t *testing.T) {
	here, there := net.Pipe()
	defer there.Close()
	counts := &countedDeadlines{Conn: here}
	c := newConn(counts, newPlaces(nil))
	c.stage, c.known = connServing, true
	for range 100 {
		c.SetReadDeadline(time.Now().Add(time.Hour))
		c.SetReadDeadline(time.Now().Add(time.Minute))
	}
	if counts.n > 2 {
		t.Errorf("it was set %d times", counts.n)
	}
}

type countedDeadlines struct {
	net.Conn
	n int
}

func (c *countedDeadlines) SetReadDeadline(t time.Time) error {
	c.n++
	return c.Conn.SetReadDeadline(t)
}
