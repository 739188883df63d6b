package plan

import (
	"slices"
	"strings"
	"sync"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// A Witness finds in resources what refutes that a pattern selects all that
// another does. It is not modified once made, and serves any number of goroutines.
type Witness struct {
	from, to *Pattern // to may be nil: then nothing is selected
	holes    []string
	places   [][]filter.Path // where a resource has what a hole may stand for
	trials   sync.Pool       // of those that were ended
}

// maxFillings bounds in how many ways the holes are filled for one resource, and how
// many values of it are looked at for each.
const maxFillings = 16

// NewWitness returns the Witness of two patterns, or nil if resources do not show
// what they compare: where they have holes for more than literals, or compare what
// is not declared.
func NewWitness(from, to *Pattern, s *filter.Scope) *Witness {
	w := &Witness{from: from, to: to}
	for _, h := range from.holes {
		if strings.Contains(h.text, ":") {
			return nil
		}
		if !slices.Contains(w.holes, h.text) {
			w.holes = append(w.holes, h.text)
		}
	}
	w.places = make([][]filter.Path, len(w.holes))
	known := true
	look := func(at filter.Path, c *filter.Compare) {
		_, declared := s.Types.Find(s.Resource, at)
		known = known && declared
		i := slices.Index(w.holes, string(c.Value))
		if i >= 0 && satisfiedByItself(c.Op) && !slices.Contains(w.places[i], at) {
			w.places[i] = append(w.places[i], at)
		}
	}
	eachComparison(from.expr, s, look)
	if to != nil {
		eachComparison(to.expr, s, func(at filter.Path, c *filter.Compare) {
			_, declared := s.Types.Find(s.Resource, at)
			known = known && declared
		})
	}
	if !known || slices.ContainsFunc(w.places, func(p []filter.Path) bool { return p == nil }) {
		return nil
	}
	return w
}

// satisfiedByItself reports whether a value compared with itself is a match.
func satisfiedByItself(op filter.Op) bool {
	switch op {
	case filter.Eq, filter.Co, filter.Sw, filter.Ew, filter.Ge, filter.Le:
		return true
	}
	return false
}

// Refutes tells whether a resource refutes that to selects all that from does: with
// its own values in the holes, from is True of it and to False. It is False if from
// and to are both True of it, and Unknown where it shows too little. What it does
// not show may be there.
func (w *Witness) Refutes(resource json.Value, types *filter.Types, endpoint string) filter.Truth {
	t := w.trial(types, endpoint)
	defer t.end()
	result, unsure := filter.Unknown, false
	for more := t.look(resource); more; more = t.next() {
		if t.judge.Holds(t.from, resource) != filter.True {
			continue
		}
		switch t.selected(resource) {
		case filter.False:
			return filter.True
		case filter.True:
			result = filter.False
		case filter.Unknown:
			unsure = true
		}
	}
	if unsure {
		return filter.Unknown
	}
	return result
}
