package limit

import (
	"errors"
	"runtime"
	"sync"
	"time"
)

// How many requests wait for a turn: as many as are served within turnWait if each takes as
// long as those of late, and queuedTurns in any case. A body of 1 MiB can take a second
// (P5), and most take a tenth of it. Those beyond learn at once that the proxy is busy.
const (
	turnWait    = 5 * time.Second
	queuedTurns = 8
)

// errNoTurn says that a large body has to wait for too long.
var errNoTurn = errors.New("too many large bodies are being processed")

// Turns let few large bodies through the rules at a time, in the order of their coming.
// They keep processors busy for long: were all worked on at once, none would be done in
// time, and small requests would wait for all of them. Answers go before requests: the
// target has done its part, and they are held in memory.
type Turns struct {
	mu    sync.Mutex
	free  int
	size  int            // turns there are
	mean  time.Duration  // of how long they took lately; 0 before the first
	queue [2][]chan bool // answers, requests; each is told whether it has the turn
}

// TurnsFor returns for how many bodies of a size at once there is memory to work on, on half
// of the processors.
func TurnsFor(memory int64, size int) int {
	return int(max(1, min(int64(runtime.GOMAXPROCS(0)/2), memory/(largeWork*int64(size)))))
}

// NewTurns returns n turns.
func NewTurns(n int) *Turns { return &Turns{free: n, size: n} }

// Take waits for a turn until the deadline. back says that the body is an answer's.
func (t *Turns) Take(back bool, deadline time.Time) error {
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
	if !back && t.isFull(len(t.queue[i])) {
		t.mu.Unlock()
		return errNoTurn
	}
	mine := make(chan bool, 1)
	t.queue[i] = append(t.queue[i], mine)
	t.mu.Unlock()
	late := time.NewTimer(time.Until(deadline))
	defer late.Stop()
	select {
	case ok := <-mine:
		return turnIf(ok)
	case <-late.C:
		return turnIf(!t.leave(i, mine) && <-mine)
	}
}

func turnIf(ok bool) error {
	if !ok {
		return errNoTurn
	}
	return nil
}

// isFull reports whether a request after n others would wait for too long. The lock is
// held.
func (t *Turns) isFull(n int) bool {
	return n >= queuedTurns*t.size && time.Duration(n)*t.mean > turnWait*time.Duration(t.size)
}

// Give passes the turn on, which was taken then.
func (t *Turns) Give(since time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	took := time.Since(since)
	if t.mean == 0 {
		t.mean = took
	}
	t.mean += (took - t.mean) / 8
	t.shorten()
	for i := range t.queue {
		if len(t.queue[i]) > 0 {
			t.queue[i][0] <- true
			t.queue[i] = t.queue[i][1:]
			return
		}
	}
	t.free++
}

// shorten tells the last requests that they wait in vain, where turns take longer than
// when they came. The lock is held.
func (t *Turns) shorten() {
	q := &t.queue[1]
	for n := len(*q); n > 0 && t.isFull(n-1); n = len(*q) {
		(*q)[n-1] <- false
		*q = (*q)[:n-1]
	}
}

// leave takes who waits out of a queue. It reports false if it was told something
// meanwhile.
func (t *Turns) leave(i int, mine chan bool) bool {
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

// Waiting returns how many wait.
func (t *Turns) Waiting() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.queue[0]) + len(t.queue[1])
}
