package guard

import (
	"cmp"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"scimshim/rewrite/state"
)

// room is where the store has the holds, by their sorts.
const room = "holds"

// kept is for how long the store has a hold that nobody ends.
const kept = 100 * 365 * 24 * time.Hour

// A Hold is that changes of a sort are refused.
type Hold struct {
	Since    time.Time `json:"since"`
	Count    int       `json:"count"` // how many there would have been
	Bound    int       `json:"bound"` // of so many
	Rejected bool      `json:"rejected,omitempty"`
	Until    time.Time `json:"until,omitzero"` // of one that is rejected; zero for no end
}

// holds reports whether there is a hold that is not over.
func (h *Hold) holds(now time.Time) bool {
	return h != nil && (!h.Rejected || h.Until.IsZero() || now.Before(h.Until))
}

// Held is why a change is refused.
type Held struct {
	Sort   Sort
	Hold   Hold
	Window time.Duration
}

// Within returns the window as people write it: 1h, not 1h0m0s.
func (h *Held) Within() string { return brief(h.Window) }

func brief(d time.Duration) string {
	s := strings.Replace(d.String(), "m0s", "m", 1)
	return strings.Replace(s, "h0m", "h", 1)
}

// load returns the hold that a store has. What cannot be read may be one: it is taken for one.
func load(store state.Store, s Sort) *Hold {
	data, found, err := store.Get(room, string(s))
	if err == nil && !found {
		return nil
	}
	h := &Hold{}
	if err != nil || json.Unmarshal(data, h) != nil {
		return &Hold{Since: time.Now()}
	}
	return h
}

// begin holds a sort. If the store cannot keep that, which it counts and logs, the hold ends with
// the process.
func (g *Guard) begin(s Sort, h Hold) {
	g.sorts[s].hold = &h
	_ = g.keep(s, h)
}

func (g *Guard) keep(s Sort, h Hold) error {
	data, err := json.Marshal(h)
	if err != nil {
		return err
	}
	until := cmp.Or(h.Until, time.Now().Add(kept))
	return g.store.Put(room, state.Entry{Key: string(s), Value: data, Until: until})
}

// The errors of an administrator.
var (
	ErrNotHeld = errors.New("nothing is held")
	ErrUnkept  = errors.New("the state could not be written, so that nothing has changed; see the log")
)

// Release ends the holds of some sorts, or of all for none, and returns which there were. Their
// counts start anew, and one request may have as many changes as the largest that was held.
func (g *Guard) Release(sorts ...Sort) ([]Sort, error) {
	return g.decide(sorts, func(s Sort) error {
		if err := g.store.Delete(room, string(s)); err != nil {
			return ErrUnkept
		}
		of := g.sorts[s]
		if of.largest > of.hold.Bound {
			of.extra = extra{of.largest, time.Now().Add(g.settings.Window)}
		}
		of.hold, of.largest = nil, 0
		of.forget()
		return nil
	})
}

// Reject has what is held refused for good: for a time, or for 0 until it is released.
func (g *Guard) Reject(length time.Duration, sorts ...Sort) ([]Sort, error) {
	return g.decide(sorts, func(s Sort) error {
		h := *g.sorts[s].hold
		h.Rejected, h.Until = true, time.Time{}
		if length > 0 {
			h.Until = time.Now().Add(length)
		}
		if g.keep(s, h) != nil {
			return ErrUnkept
		}
		g.sorts[s].hold = &h
		return nil
	})
}

// decide does something with the sorts that are held.
func (g *Guard) decide(sorts []Sort, do func(Sort) error) (done []Sort, err error) {
	if len(sorts) == 0 {
		sorts = Sorts()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, s := range sorts {
		if !g.sorts[s].hold.holds(time.Now()) {
			continue
		}
		if err := do(s); err != nil {
			return done, err
		}
		done = append(done, s)
	}
	if len(done) == 0 {
		return nil, ErrNotHeld
	}
	return done, nil
}
