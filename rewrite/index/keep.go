package index

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// maxBackoff is the longest wait between two walks that fail, in pauses.
const maxBackoff = 64

// keepWalking walks at the start, before the table is too old, and when somebody
// asked for what it cannot tell, one walk at a time.
func (d *directory) keepWalking(ctx context.Context, next rewrite.Next) {
	backoff := 1
	for ctx.Err() == nil {
		err := d.walkAll(ctx, next)
		if ctx.Err() != nil {
			return
		}
		d.conclude(err)
		wait := d.pause * time.Duration(backoff)
		if err == nil {
			backoff = 1
			d.await(ctx)
			continue
		}
		backoff = min(2*backoff, maxBackoff)
		_ = sleep(ctx, wait) // ctx is looked at above
	}
}

// await waits until another walk is due. The half of max_age that is left then is
// for the walk, and for trying again.
func (d *directory) await(ctx context.Context) {
	for {
		d.mu.RLock()
		due := d.spec.MaxAge/2 - d.age()
		stale := d.doubts != d.settled
		d.mu.RUnlock()
		if stale || due <= 0 {
			// Clients that keep on making doubts do not make walks without a pause.
			_ = sleep(ctx, d.pause)
			return
		}
		t := time.NewTimer(due)
		select {
		case <-t.C:
		case <-d.wanted:
		case <-ctx.Done():
			t.Stop()
			return
		}
		t.Stop()
	}
}

// conclude counts a walk, and tells why it was not whole.
func (d *directory) conclude(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	took := d.now().Sub(d.asOf).Seconds()
	if d.fault = err; err == nil {
		d.walks[complete]++
		d.log.Info("index complete", "resource", d.spec.Resource, "resources", d.table.len(),
			"bytes", d.table.bytes(), "seconds", took)
		return
	}
	o := failed
	var w *walkError
	if errors.As(err, &w) {
		o = w.outcome
	}
	d.walks[o]++
	d.log.Warn("index not complete", "resource", d.spec.Resource, "outcome", o.String(), "error", err.Error())
}

// keepReading reads the resources of which a write did not show what became of
// them.
func (d *directory) keepReading(ctx context.Context, next rewrite.Next) {
	backoff := 1
	for {
		wait := d.pause * time.Duration(backoff)
		if d.readMarked(ctx, next) {
			backoff = 1
			select {
			case <-d.changed:
			case <-ctx.Done():
				return
			}
			continue
		}
		backoff = min(2*backoff, maxBackoff)
		if sleep(ctx, wait) != nil {
			return
		}
	}
}

// readMarked reads all that are marked, and reports whether it could.
func (d *directory) readMarked(ctx context.Context, next rewrite.Next) bool {
	d.mu.RLock()
	marked := maps.Clone(d.unread)
	d.mu.RUnlock()
	all := true
	for id, write := range marked {
		if ctx.Err() != nil {
			return false
		}
		if err := d.readOne(id, write, next); err != nil {
			all = false
		}
	}
	return all
}

// readOne reads one resource. Its mark goes, unless it was written again
// meanwhile: the answer may be from before that.
func (d *directory) readOne(id string, write int, next rewrite.Next) error {
	m := &rewrite.Message{Method: "GET", Resource: d.spec.Resource, ID: id}
	if err := next(m); err != nil {
		return err
	}
	switch {
	case m.Status == 200:
		d.learn(id, m.Get(filter.Path{}))
	case m.Status == 404 && !m.Foreign(): // it is there no more
	default:
		return fmt.Errorf("the target answered %d", m.Status)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.unread[id] == write {
		delete(d.unread, id)
	}
	return nil
}
