// Package limit bounds what is done at one time: a Budget the bytes of bodies that are held,
// Turns the large bodies that are worked on. Both have queues that let go who would wait in
// vain. FindMemory tells how much memory there is. The package knows no request and refuses
// none: who gets neither room nor turn says so itself. All may be used by many goroutines.
package limit

import (
	"sync"
	"sync/atomic"
	"time"
)

// Patience is how long what does not fit waits for room or a place. Then it is refused:
// a client that learns at once that the proxy is busy comes back sooner than one that
// learns it from its own time-out. With the time to say so it knows within 100 ms.
const Patience = 75 * time.Millisecond

// Large is the size from which a body is large: it waits for its turn with other
// large ones, and leaves a part of the budget to small ones, which never wait for it.
const Large = 64 << 10

// A Budget bounds the bytes of bodies that the process holds at one time: requests,
// answers of targets, and replies that were not written yet. They are reserved before
// they are read. That is one atomic operation for what fits, and one when it is
// returned (BenchmarkBudget: 26 ns for both).
type Budget struct {
	most  int64
	large int64  // how much of it large bodies may take in all
	short func() // called when there is no room; it may make some
	calm  func() // called when all is returned after much was in use
	much  int64

	used    atomic.Int64
	waiters atomic.Int64
	loaded  atomic.Bool // whether much was in use since calm was called

	mu    sync.Mutex
	queue [2][]*waiter // small ones before large ones, each in the order of their coming
}

// A waiter waits for room.
type waiter struct {
	n     int64
	large bool
	ready chan struct{} // closed once n is reserved
}

// mostCalm is what is much in use, however much may be: after it memory is given back.
const mostCalm = 8 << 20

// NewBudget returns a budget of so many bytes, a quarter of which is for small bodies only.
func NewBudget(limit int64) *Budget {
	return &Budget{most: limit, large: limit / 4 * 3, much: min(limit/8, mostCalm), short: func() {}, calm: func() {}}
}

// When sets what is called when there is no room, which may make some, and when all is
// returned after much was in use. It comes before the first take.
func (b *Budget) When(short, calm func()) { b.short, b.calm = short, calm }

// Limit returns how many bytes may be reserved.
func (b *Budget) Limit() int64 { return b.most }

// Held returns how many bytes are reserved.
func (b *Budget) Held() int64 { return b.used.Load() }

// Waiting returns how many wait for room.
func (b *Budget) Waiting() int64 { return b.waiters.Load() }

// IsCalm reports whether much was in use, and is no more.
func (b *Budget) IsCalm() bool { return b.used.Load() < b.much && !b.loaded.Load() }

// Take reserves n bytes, and waits for them for so long at most. It reports whether they
// are reserved; give returns them.
func (b *Budget) Take(n int64, large bool, wait time.Duration) bool {
	if (!large || b.waiters.Load() == 0) && b.tryTake(n, large) {
		return true
	}
	return b.queued(n, large, wait)
}

// tryTake reserves n bytes if there is room. What is larger than the whole budget has room
// while nothing else does: it was small enough for the limits of bodies.
func (b *Budget) tryTake(n int64, large bool) bool {
	limit := b.most
	if large {
		limit = b.large
	}
	for {
		used := b.used.Load()
		if used+n > limit && used > 0 {
			return false
		}
		if b.used.CompareAndSwap(used, used+n) {
			if used+n > b.much && !b.loaded.Load() {
				b.loaded.Store(true)
			}
			return true
		}
	}
}

// Add reserves n bytes that are there already, room or not: those that come wait for them.
func (b *Budget) Add(n int64) {
	if n < 0 {
		b.Give(-n)
		return
	}
	b.used.Add(n)
}

// Give returns n bytes.
func (b *Budget) Give(n int64) {
	if n == 0 {
		return
	}
	left := b.used.Add(-n)
	if left == 0 && b.loaded.Load() && b.loaded.CompareAndSwap(true, false) {
		b.calm()
	}
	if b.waiters.Load() > 0 {
		b.mu.Lock()
		b.serve()
		b.mu.Unlock()
	}
}

// queued waits for n bytes in the queue.
func (b *Budget) queued(n int64, large bool, wait time.Duration) bool {
	w := &waiter{n: n, large: large, ready: make(chan struct{})}
	b.mu.Lock()
	q := b.queueOf(large)
	*q = append(*q, w)
	b.waiters.Add(1)
	b.serve() // what was returned meanwhile was returned to nobody
	b.mu.Unlock()
	b.short()
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-w.ready:
		return true
	case <-t.C:
		return !b.leave(w)
	}
}

func (b *Budget) queueOf(large bool) *[]*waiter {
	if large {
		return &b.queue[1]
	}
	return &b.queue[0]
}

// serve reserves what those at the heads of the queues wait for, as far as there is room.
// The lock is held.
func (b *Budget) serve() {
	for i := range b.queue {
		for len(b.queue[i]) > 0 && b.tryTake(b.queue[i][0].n, i == 1) {
			close(b.queue[i][0].ready)
			b.queue[i][0] = nil
			b.queue[i] = b.queue[i][1:]
			b.waiters.Add(-1)
		}
	}
}

// leave takes a waiter out of its queue. It reports false if its bytes were reserved
// meanwhile.
func (b *Budget) leave(w *waiter) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	q := b.queueOf(w.large)
	for i := range *q {
		if (*q)[i] == w {
			*q = append((*q)[:i], (*q)[i+1:]...)
			b.waiters.Add(-1)
			b.serve() // the next one may need less
			return true
		}
	}
	return false
}
