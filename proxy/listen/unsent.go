package listen

import (
	"sync"
	"time"

	"scimshim/proxy/limit"
)

// SmallReply is the size up to which a reply counts as sent: the kernel takes as much.
const SmallReply = 4 << 10

// restsUnread is how long a client may take nothing of its reply before its connection is
// closed to make room.
const restsUnread = time.Second

// Unsent are the replies that were not written to their clients yet.
type Unsent struct {
	budget *limit.Budget
	pool   sync.Pool

	mu  sync.Mutex
	all map[*unsentReply]struct{}
}

// An unsentReply is a reply that a client has not taken yet.
type unsentReply struct {
	client *Conn
	n      int64
	sent   func() // called when it has left
}

// NewUnsent returns one whose replies have room in a budget.
func NewUnsent(b *limit.Budget) *Unsent {
	u := &Unsent{budget: b, all: map[*unsentReply]struct{}{}}
	u.pool.New = func() any {
		r := new(unsentReply)
		r.sent = func() { u.remove(r) }
		return r
	}
	return u
}

// Add notes a reply of n bytes, for which room is reserved. The room is returned when the
// reply has left, or its connection has ended.
func (u *Unsent) Add(c *Conn, n int64) {
	r := u.pool.Get().(*unsentReply)
	r.client, r.n = c, n
	c.progress.Store(time.Now().UnixNano())
	u.mu.Lock()
	u.all[r] = struct{}{}
	u.mu.Unlock()
	c.WhenReplied(r.sent)
}

func (u *Unsent) remove(r *unsentReply) {
	u.mu.Lock()
	delete(u.all, r)
	u.mu.Unlock()
	u.budget.Give(r.n)
	r.client = nil
	u.pool.Put(r)
}

// CloseSlowest closes the connection whose client has taken nothing for the longest time,
// if that is long. It reports whether there was one.
func (u *Unsent) CloseSlowest() bool {
	var slowest *Conn
	since := time.Now().Add(-restsUnread).UnixNano()
	u.mu.Lock()
	for r := range u.all {
		if at := r.client.progress.Load(); at < since {
			slowest, since = r.client, at
		}
	}
	u.mu.Unlock()
	if slowest == nil {
		return false
	}
	slowest.progress.Store(time.Now().UnixNano()) // or it is chosen twice
	slowest.cut()
	return true
}
