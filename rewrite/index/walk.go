package index

import (
	"context"
	"errors"
	"fmt"
	"time"

	"scimshim/rewrite"
)

// Bounds of a walk.
const (
	maxAttempts = 3 // walks from the beginning, if the pages do not fit together
	maxTries    = 4 // requests for one page, if it cannot be had
)

// An outcome is what became of a walk.
type outcome byte

// The outcomes.
const (
	complete outcome = iota // it read all there is
	unsteady                // the pages did not fit together, as often as it began again
	failed                  // a page could not be had, or could not be read
	tooLarge                // there is more than the index may hold
	tooSlow                 // it would take longer than max_age
	outcomes
)

var outcomeNames = [outcomes]string{"complete", "unsteady", "failed", "too_large", "too_slow"}

func (o outcome) String() string { return outcomeNames[o] }

// Outcomes returns the names of what can become of a walk, as metrics have them.
func Outcomes() []string { return outcomeNames[:] }

// A walkError is why a walk was not whole.
type walkError struct {
	outcome outcome
	error
}

func (e *walkError) Unwrap() error { return e.error }

func fault(o outcome, format string, args ...any) *walkError {
	return &walkError{o, fmt.Errorf(format, args...)}
}

// errUnsteady says that pages do not fit together: what was read of them could
// look whole and lack somebody.
var errUnsteady = &walkError{unsteady, errors.New("the pages that the target answers do not fit together: its " +
	"directory changes while it is read, or it does not keep to startIndex")}

// A walk reads all pages of an endpoint (RFC 7644, section 3.4.2.4; RFC 9865).
type walk struct {
	*directory
	next  rewrite.Next
	began time.Time
	pace  func(ctx context.Context) error // waits for the turn of the next page

	at      rewrite.Pages
	total   int     // results that there were; -1 before the first page
	before  traffic // when the last page was asked for
	asked   traffic // when this one was
	repeats int     // resources that may have been shown twice, for what clients did
	pages   int
}

// walkAll walks until a walk is whole, or may not begin again, and puts what it
// made in use. Until then the last one stays.
func (d *directory) walkAll(ctx context.Context, next rewrite.Next) error {
	var err error
	for range maxAttempts {
		began := d.now()
		d.mu.Lock()
		d.coming, d.read, d.expected = newTable(d.seed, d.spec.MaxResources), 0, 0
		doubts := d.doubts
		w := &walk{directory: d, next: next, began: began, pace: d.paced(), total: -1, before: d.traffic,
			at: rewrite.Pages{Size: d.spec.PageSize, Start: 1}}
		d.mu.Unlock()
		err = w.run(ctx)
		d.end(w, doubts, err)
		if !errors.Is(err, errUnsteady) {
			return err
		}
	}
	return err
}

// end puts the table of a walk in use, if it is whole.
func (d *directory) end(w *walk, doubts int, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err == nil {
		d.coming.walked = nil
		d.table, d.asOf, d.settled = d.coming, w.began, doubts
	}
	d.coming = nil
}

// paced returns what waits for the turns of the pages of a walk.
func (d *directory) paced() func(context.Context) error {
	var last time.Time
	return func(ctx context.Context) error {
		err := sleep(ctx, time.Until(last.Add(d.interval())))
		last = time.Now()
		return err
	}
}

// sleep waits, at most until ctx ends, which is an error.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run reads all pages.
func (w *walk) run(ctx context.Context) error {
	for {
		m, err := w.fetch(ctx)
		if err != nil {
			return err
		}
		more, err := w.page(m)
		if err != nil || !more {
			return err
		}
		if w.now().Sub(w.began) > w.spec.MaxAge {
			return w.slow()
		}
	}
}

func (w *walk) slow() error {
	return fault(tooSlow, "to read %d %s by %d pages in a second takes longer than max_age; raise one of the two",
		w.total, w.spec.Resource, w.spec.Rate)
}

// fetch gets the next page. What fails is tried again: a page can be had late
// without harm.
func (w *walk) fetch(ctx context.Context) (*rewrite.Message, error) {
	pause := w.pause
	for try := 1; ; try++ {
		if err := w.pace(ctx); err != nil {
			return nil, err
		}
		w.mu.RLock()
		w.asked = w.traffic
		w.mu.RUnlock()
		m := w.request()
		err := w.next(m)
		if err == nil && m.Status == 200 {
			return m, nil
		}
		if err == nil {
			err = fmt.Errorf("the target answered it with %d", m.Status)
		}
		if try == maxTries || ctx.Err() != nil {
			return nil, &walkError{failed, fmt.Errorf("a page of %s could not be had: %w", w.spec.Resource, err)}
		}
		if err := sleep(ctx, pause); err != nil {
			return nil, err
		}
		pause *= 2
	}
}

// request returns the request for the next page. It asks for whole resources: few
// targets keep to a projection to the letter.
func (w *walk) request() *rewrite.Message {
	return &rewrite.Message{Method: "GET", Resource: w.spec.Resource, Query: w.at.Query()}
}
