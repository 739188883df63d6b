// Package reload makes one reload of many that are asked for at once.
package reload

import (
	"errors"
	"sync"
)

// Reloads are those that were asked for. The zero Reloads is ready for use.
type Reloads struct {
	mu   sync.Mutex
	next *reloading // has not begun, so that who asks now may share it; nil if there is none
	last *reloading
}

// A reloading is a reload, and what came of it once done is closed.
type reloading struct {
	done chan struct{}
	err  error
}

var errReloadPanicked = errors.New("the reload met a fault of the proxy's own")

// Do returns what comes of a reload that began after the call of Do.
func (r *Reloads) Do(load func() error) error {
	r.mu.Lock()
	mine, before := r.next, r.last
	leads := mine == nil
	if leads {
		mine = &reloading{done: make(chan struct{}), err: errReloadPanicked}
		r.next, r.last = mine, mine
	}
	r.mu.Unlock()
	if leads {
		r.lead(mine, before, load)
	}
	<-mine.done
	return mine.err
}

// lead reloads once the reload before is done.
func (r *Reloads) lead(mine, before *reloading, load func() error) {
	defer close(mine.done)
	if before != nil {
		<-before.done
	}
	r.mu.Lock()
	r.next = nil
	r.mu.Unlock()
	mine.err = load()
}
