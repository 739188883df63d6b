package target

import (
	"sync/atomic"
	"time"

	"scimshim/proxy/fault"
	"scimshim/proxy/limit"
)

// poolWait is how long a request waits for a connection to the target at most. Its client
// is to be answered within a second or so.
const poolWait = time.Second

// A poolQueue knows how fast the connections of a pool come back.
type poolQueue struct {
	waiting atomic.Int64 // requests
	moved   atomic.Int64 // when a connection last came back, or was free; Unix nanoseconds
	held    atomic.Int64 // how long connections are in use, lately, in nanoseconds
}

// moves notes that a place is free, or was.
func (q *poolQueue) moves(now time.Time) { q.moved.Store(now.UnixNano()) }

// returns notes that a connection came back now, which was in use since then.
func (q *poolQueue) returns(since, now time.Time) {
	q.moves(now)
	mean := q.held.Load()
	q.held.Store(mean + (int64(now.Sub(since))-mean)/8) // two at once may count as one
}

// isTooLong reports whether the one who waits as one of so many, for one of size
// connections, will not get it in time, so far as can be told.
func (q *poolQueue) isTooLong(place int64, size int, now time.Time) bool {
	return now.UnixNano()-q.moved.Load() > int64(poolWait) || place*q.held.Load()/int64(size) > int64(poolWait)
}

// wait waits for a place, and returns when there was one. Who waits is served in the order of
// coming, and after a while, if it is still not, looks whether that will be in time: a queue that
// does not move, or is longer than can be served, is left then.
func (p *Pool) wait(deadline time.Time) (since time.Time, err error) {
	q := &p.queue
	select {
	case p.turns <- struct{}{}:
		now := time.Now()
		q.moves(now)
		return now, nil
	default:
	}
	place := q.waiting.Add(1)
	defer q.waiting.Add(-1)
	late := time.NewTimer(min(limit.Patience, time.Until(deadline)))
	defer late.Stop()
	for _, rest := range [...]time.Duration{poolWait - limit.Patience, 0} {
		select {
		case p.turns <- struct{}{}:
			return p.inTime(deadline)
		case now := <-late.C:
			if rest == 0 || q.isTooLong(place, cap(p.turns), now) {
				return since, fault.ErrPoolFull
			}
			late.Reset(min(rest, time.Until(deadline)))
		}
	}
	return since, fault.ErrPoolFull
}

// inTime gives a place back that came too late to send anything.
func (p *Pool) inTime(deadline time.Time) (now time.Time, err error) {
	if now = time.Now(); !now.Before(deadline) {
		<-p.turns
		return now, fault.ErrPoolFull
	}
	return now, nil
}
