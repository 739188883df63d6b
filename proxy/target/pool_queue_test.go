package target

import (
	"net"
	"testing"
	"time"

	"scimshim/proxy/fault"
	"scimshim/proxy/limit"
)

// pooled returns a pool of one connection, which is in use.
func pooled(t *testing.T) (*Pool, *Conn) {
	t.Helper()
	p := makePool(1, ReuseNever, new(conduct), PoolEvents{}, func(time.Time) (*Conn, error) {
		mine, theirs := net.Pipe()
		t.Cleanup(func() { theirs.Close() })
		return &Conn{Conn: mine}, nil
	})
	c, err := p.Take(time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return p, c
}

// A queue that does not move is left after a moment, one that is longer than can be served
// too, and one that moves is waited in.
func TestPoolQueue(t *testing.T) {
	p, c := pooled(t)
	far := time.Now().Add(time.Hour)
	p.queue.moved.Store(0)
	start := time.Now()
	if _, err := p.wait(far); err != fault.ErrPoolFull {
		t.Errorf("it does not move: %v", err)
	}
	if took := time.Since(start); took < limit.Patience || took >= poolWait {
		t.Errorf("left after %v", took)
	}
	p.queue.moves(far)
	p.queue.held.Store(int64(poolWait / 4))
	p.queue.waiting.Store(4)
	if _, err := p.wait(far); err != fault.ErrPoolFull {
		t.Errorf("it is too long: %v", err)
	}
	p.queue.waiting.Store(3)
	waited := make(chan error)
	go func() {
		_, err := p.wait(far)
		waited <- err
	}()
	time.Sleep(2 * limit.Patience)
	p.Give(c, false, time.Now())
	if err := <-waited; err != nil {
		t.Errorf("it moves: %v", err)
	}
	p.queue.waiting.Store(0)
	if _, err := p.wait(time.Now()); err != fault.ErrPoolFull || p.queue.waiting.Load() != 0 {
		t.Errorf("there is no time: %v", err)
	}
}

// How long a connection is in use is the mean of what it was lately.
func TestPoolQueueLearns(t *testing.T) {
	var q poolQueue
	for range 40 {
		q.returns(time.Now().Add(-time.Minute), time.Now())
	}
	if held := time.Duration(q.held.Load()); held < 59*time.Second || held > 70*time.Second {
		t.Errorf("%v", held)
	}
	if now := time.Now(); q.isTooLong(1, 64, now) || !q.isTooLong(2, 64, now) || !q.isTooLong(0, 1, now.Add(2*time.Second)) {
		t.Errorf("%v", time.Duration(q.held.Load()))
	}
}
