package proxy

import (
	"errors"
	"strings"
	"sync"
)

// reloads makes one reload of many that are asked for at once. The zero reloads is
// ready for use.
type reloads struct {
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

// do returns what comes of a reload that began after the call of do.
func (r *reloads) do(load func() error) error {
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
func (r *reloads) lead(mine, before *reloading, load func() error) {
	defer close(mine.done)
	if before != nil {
		<-before.done
	}
	r.mu.Lock()
	r.next = nil
	r.mu.Unlock()
	mine.err = load()
}

// A LossError is the error of a reload that would lose part of what is in force, as a
// file does that is cut or half written. It is carried out when it is asked for twice.
type LossError struct{ Losses []string }

// Error says what would be lost, one a line, and how to have it nonetheless.
func (e *LossError) Error() string {
	return "these would be lost:\n  " + strings.Join(e.Losses, "\n  ") +
		"\nif that is meant, ask again: POST /-/reload?force=true, or SIGHUP a second time"
}

func isLoss(err error) bool {
	var loss *LossError
	return errors.As(err, &loss)
}
