package index

import (
	"hash/maphash"
	"log/slog"
	"strings"
	"sync"
	"time"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// maxUnread bounds the resources of which it is known only that they changed.
const maxUnread = 1000

// A directory is what is known of the resources of one endpoint.
//
// What is true of a value at any time since the last whole walk began is in the
// table: what the walk saw, and what clients' requests showed since. Only what
// others than this proxy's clients do at the target is not, and that is what the
// age bounds.
type directory struct {
	hasher
	spec  Spec
	log   *slog.Logger
	now   func() time.Time
	pause time.Duration // before the first repetition of what failed

	wanted  chan struct{} // tells that a walk is wanted now
	changed chan struct{} // tells that there is something in unread

	mu      sync.RWMutex
	table   *table         // what the last whole walk made; nil before
	asOf    time.Time      // when that walk began
	coming  *table         // what the walk under way makes; nil for none
	unread  map[string]int // ids of which a write did not show what became of them, and the write's number
	writes  int            // that put an id into unread
	doubts  int            // times that something may have come about which nobody was shown
	settled int            // how many of them the last whole walk came after
	traffic traffic

	read, expected int // resources, of the walk under way
	walks          [outcomes]int
	fault          error // why the last walk was not whole
}

func newDirectory(s Spec, log *slog.Logger) *directory {
	return &directory{
		hasher: hasher{seed: maphash.MakeSeed(), attributes: s.Attributes}, spec: s, log: log, now: time.Now,
		pause: time.Second, wanted: make(chan struct{}, 1), changed: make(chan struct{}, 1),
		unread: map[string]int{},
	}
}

// attribute returns the place of an attribute in the list, or -1.
func (h *hasher) attribute(p filter.Path) int {
	for i, a := range h.attributes {
		if a.Is(p) {
			return i
		}
	}
	return -1
}

// signal leaves a sign in a channel for one, if there is none.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// learn notes what a resource shows. A table that cannot take it does not know
// all any more.
func (d *directory) learn(id string, resource json.Value) (whole bool) {
	keys, whole := d.keys(nil, resource)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.note(id, keys)
	return whole
}

// note adds keys to both tables. The lock is held.
func (d *directory) note(id string, keys []uint64) {
	if len(keys) > maxValues {
		d.doubt()
		return
	}
	for _, t := range [...]*table{d.table, d.coming} {
		if t != nil && t.add(id, keys) != nil {
			d.doubt()
		}
	}
}

// doubt notes that something may have come about which nobody was shown: until
// another walk was whole, nobody can be said to have no value. The lock is held.
func (d *directory) doubt() {
	d.doubts++
	signal(d.wanted)
}

// mark notes that a resource is to be read. The lock is held.
func (d *directory) mark(id string) {
	d.writes++
	if _, known := d.unread[id]; !known && len(d.unread) >= maxUnread {
		d.doubt()
		return
	}
	d.unread[strings.Clone(id)] = d.writes // it may be a part of a body
	signal(d.changed)
}

// age returns how old what the table has of others' changes is. The lock is held.
func (d *directory) age() time.Duration { return d.now().Sub(d.asOf) }

// whole reports whether nobody has a value that the table has not. The lock is
// held.
func (d *directory) whole() bool {
	return d.table != nil && d.doubts == d.settled && d.age() <= d.spec.MaxAge
}

func (d *directory) status() rewrite.IndexStatus {
	d.mu.RLock()
	defer d.mu.RUnlock()
	s := rewrite.IndexStatus{
		Resource: d.spec.Resource, Complete: d.whole() && len(d.unread) == 0, Age: -1,
		Walking: d.coming != nil, Read: d.read, Total: d.expected, Walks: map[string]int{},
	}
	for _, t := range [...]*table{d.table, d.coming} {
		if t != nil {
			s.Resources, s.Bytes = max(s.Resources, t.len()), s.Bytes+t.bytes()
		}
	}
	if d.table != nil {
		s.Age = d.age().Seconds()
	}
	for id := range d.unread {
		s.Bytes += len(id) + 32 // and what a map takes for it
	}
	for o := range outcomes {
		s.Walks[o.String()] = d.walks[o]
	}
	if d.fault != nil {
		s.Fault = d.fault.Error()
	}
	return s
}
