package proxy

import (
	"errors"
	"sync"
	"time"
)

// queuedTurns is how many large bodies wait for each turn. One of 1 MiB can take a second
// (P5), so that the last in the queue is answered before its client gives up. Those beyond
// are told at once that the proxy is busy.
const queuedTurns = 8

// errNoTurn says that a large body has to wait for too long.
var errNoTurn = errors.New("too many large bodies are worked on")

// turns let few large bodies through the rules at a time, in the order of their coming.
// They keep processors busy for long: were all worked on at once, none would be done in
// time, and small requests would wait for all of them. Answers go before requests: the
// target has done its part, and they are held in memory.
type turns struct {
	mu    sync.Mutex
	free  int
	most  int                // requests that may wait
	queue [2][]chan struct{} // answers, requests
}

func newTurns(n int) *turns { return &turns{free: n, most: n * queuedTurns} }

// take waits for a turn until the deadline. back says that the body is an answer's.
func (t *turns) take(back bool, deadline time.Time) error {
	i := 1
	if back {
		i = 0
	}
	t.mu.Lock()
	if t.free > 0 {
		t.free--
		t.mu.Unlock()
		return nil
	}
	if !back && len(t.queue[i]) >= t.most {
		t.mu.Unlock()
		return errNoTurn
	}
	mine := make(chan struct{}, 1)
	t.queue[i] = append(t.queue[i], mine)
	t.mu.Unlock()
	late := time.NewTimer(time.Until(deadline))
	defer late.Stop()
	select {
	case <-mine:
		return nil
	case <-late.C:
		if t.leave(i, mine) {
			return errNoTurn
		}
		return nil
	}
}

// give passes the turn on.
func (t *turns) give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.queue {
		if len(t.queue[i]) > 0 {
			t.queue[i][0] <- struct{}{}
			t.queue[i] = t.queue[i][1:]
			return
		}
	}
	t.free++
}

// leave takes who waits out of a queue. It reports false if it was given the turn meanwhile.
func (t *turns) leave(i int, mine chan struct{}) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for j, other := range t.queue[i] {
		if other == mine {
			t.queue[i] = append(t.queue[i][:j], t.queue[i][j+1:]...)
			return true
		}
	}
	return false
}

// waiting returns how many wait.
func (t *turns) waiting() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.queue[0]) + len(t.queue[1])
}
