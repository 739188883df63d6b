// Package guard holds mass changes back: when a route's clients have deleted or disabled more
// users, or taken more members out of groups, than they may in a window, what they send of that
// sort is refused until an administrator releases it, or rejects it.
//
// What counts is the thing that is changed, once in a window: a client that tries again, and a
// rule that takes a request apart, count once. A change is counted before it is sent, so that
// requests at one time do not slip past the bound, and no more if the target has refused it.
package guard

import (
	"hash/maphash"
	"math"
	"sync"
	"time"

	"scimshim/rewrite/state"
)

// A Sort is what is bounded. The set is closed, since it is a metric's label.
type Sort string

// The sorts.
const (
	Deletes  Sort = "deletes"  // a resource is deleted
	Disables Sort = "disables" // a user is written with active false
	Removals Sort = "removals" // a member leaves a group
)

// Sorts returns all sorts.
func Sorts() []Sort { return []Sort{Deletes, Disables, Removals} }

// Settings say how much there may be in a window. A sort without a Bound is not looked at.
type Settings struct {
	Window time.Duration
	Bounds map[Sort]Bound
}

// A Bound is how many changes there may be.
type Bound struct {
	Count int
	Share float64 // of the resources that the target has, from 0 to 1; 0 for no word
}

// of returns how many there may be at a target that has so many resources; 0 for not known.
func (b Bound) of(total int) int {
	if b.Share == 0 || total == 0 {
		return b.Count
	}
	return min(b.Count, max(1, int(math.Ceil(b.Share*float64(total)))))
}

// A Guard is that of a route. Its methods may be called by many goroutines.
type Guard struct {
	seed maphash.Seed

	mu       sync.Mutex
	settings Settings
	store    state.Store
	sorts    map[Sort]*sort
	totals   map[string]total

	asking sync.Mutex // held while the target is asked how much it has
}

// A sort is what there was of a sort of changes, and the hold if there is one.
type sort struct {
	events  []*event        // of the window, the oldest first
	past    []*event        // likewise, before a release: they count no more
	known   map[uint64]bool // of both, by their keys
	by      map[string]int  // how many events of each endpoint
	hold    *Hold
	largest int // of the requests that were held
	extra   extra
	counted int // since the process has started
	refused int // likewise, requests
}

// extra is what one request may have beyond the bound, since it was released.
type extra struct {
	size  int
	until time.Time
}

// An event is a change that was counted.
type event struct {
	at       time.Time
	key      uint64 // 0 for one that cannot be told from others
	resource string
	gone     bool // whether it was taken back
}

// A Change is what a request changes, of one sort.
type Change struct {
	Sort     Sort
	Resource string   // the endpoint
	Things   []string // what is changed; an empty text is none that is known by a name
}

// New returns a Guard with the holds that its store has.
func New(s Settings, store state.Store) *Guard {
	g := &Guard{seed: maphash.MakeSeed(), sorts: map[Sort]*sort{}, totals: map[string]total{}}
	for _, name := range Sorts() {
		g.sorts[name] = &sort{known: map[uint64]bool{}, by: map[string]int{}, hold: load(store, name)}
	}
	g.Set(s, store)
	return g
}

// Set has other settings hold. What was counted stays, and so do holds.
func (g *Guard) Set(s Settings, store state.Store) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.settings, g.store = s, store
}

// Bounds reports whether a sort is bounded; of no Guard none is.
func (g *Guard) Bounds(s Sort) bool {
	if g == nil {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	_, ok := g.settings.Bounds[s]
	return ok
}

// A Pass is leave to send a change.
type Pass struct {
	guard  *Guard
	sort   *sort
	events []*event
}

// Enter counts a change, or returns that it is held. began says that it is the first that is.
func (g *Guard) Enter(c Change) (p Pass, held *Held, began bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	bound, ok := g.settings.Bounds[c.Sort]
	if !ok {
		return Pass{}, nil, false
	}
	s, now := g.sorts[c.Sort], time.Now()
	s.prune(now.Add(-g.settings.Window))
	fresh := g.fresh(s, c, now)
	if s.hold.holds(now) {
		return Pass{}, g.refuse(c.Sort, len(fresh)), false
	}
	s.hold = nil // one that was rejected for a time that is over
	most := bound.of(g.totals[c.of()].n)
	if n := len(fresh); len(s.events)+n > bound.Count || s.by[c.Resource]+n > most {
		if n > s.extra.size || now.After(s.extra.until) {
			g.begin(c.Sort, Hold{Since: now, Count: s.by[c.Resource] + n, Bound: most})
			return Pass{}, g.refuse(c.Sort, n), true
		}
		s.extra = extra{}
	}
	for _, e := range fresh {
		s.add(e)
	}
	return Pass{g, s, fresh}, nil, false
}

// refuse counts a request that is held, and returns why.
func (g *Guard) refuse(name Sort, changes int) *Held {
	s := g.sorts[name]
	s.refused++
	s.largest = max(s.largest, changes)
	return &Held{Sort: name, Hold: *s.hold, Window: g.settings.Window}
}

// fresh returns the events of a change that were not counted in the window.
func (g *Guard) fresh(s *sort, c Change, now time.Time) (list []*event) {
	here := map[uint64]bool{}
	for _, thing := range c.Things {
		key := uint64(0)
		if thing != "" {
			key = max(1, maphash.String(g.seed, c.Resource+"\x00"+thing))
			if s.known[key] || here[key] {
				continue
			}
			here[key] = true
		}
		list = append(list, &event{at: now, key: key, resource: c.Resource})
	}
	return list
}

// Done ends the change: not carried out, it does not count.
func (p Pass) Done(carriedOut bool) {
	if p.guard == nil {
		return
	}
	p.guard.mu.Lock()
	defer p.guard.mu.Unlock()
	if carriedOut {
		p.sort.counted += len(p.events)
		return
	}
	for _, e := range p.events {
		p.sort.takeBack(e)
	}
}

func (s *sort) add(e *event) {
	s.events = append(s.events, e)
	s.by[e.resource]++
	if e.key != 0 {
		s.known[e.key] = true
	}
}

// drop ends that an event counts.
func (s *sort) drop(e *event) {
	e.gone = true
	s.by[e.resource]--
	delete(s.known, e.key)
}

func (s *sort) takeBack(e *event) {
	if e.gone {
		return
	}
	s.drop(e)
	for i := len(s.events) - 1; i >= 0; i-- {
		if s.events[i] == e {
			s.events = append(s.events[:i], s.events[i+1:]...)
			return
		}
	}
}

// prune drops the events before a time.
func (s *sort) prune(before time.Time) {
	n := 0
	for n < len(s.events) && s.events[n].at.Before(before) {
		s.drop(s.events[n])
		n++
	}
	s.events = s.events[n:]
	for n = 0; n < len(s.past) && s.past[n].at.Before(before); n++ {
		delete(s.known, s.past[n].key)
	}
	s.past = s.past[n:]
}

// forget has counts start anew. What was let through stays known: a request that was done in part,
// and is repeated, goes on where it was held.
func (s *sort) forget() {
	for _, e := range s.events {
		e.gone = true
		s.by[e.resource]--
	}
	s.past = append(s.past, s.events...)
	s.events = nil
}
