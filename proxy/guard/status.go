package guard

import "time"

// A Status is how a sort is.
type Status struct {
	Sort    Sort  `json:"sort"`
	Now     int   `json:"in_window"` // changes of this window
	Count   int   `json:"bound"`
	Counted int   `json:"counted"`        // changes since the process has started
	Refused int   `json:"refused"`        // requests, likewise
	Hold    *Hold `json:"hold,omitempty"` // nil if nothing is held
}

// Status returns how each sort is that has a bound, or a hold from when it had one.
func (g *Guard) Status() (list []Status) {
	if g == nil {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	for _, name := range Sorts() {
		s := g.sorts[name]
		s.prune(now.Add(-g.settings.Window))
		bound, bounded := g.settings.Bounds[name]
		if !bounded && !s.hold.holds(now) {
			continue
		}
		of := Status{Sort: name, Now: len(s.events), Count: bound.Count, Counted: s.counted, Refused: s.refused}
		if s.hold.holds(now) {
			h := *s.hold
			of.Hold = &h
		}
		list = append(list, of)
	}
	return list
}
