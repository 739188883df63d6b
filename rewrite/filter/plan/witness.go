package plan

import (
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// A Witness finds in resources what refutes that a pattern selects all that
// another does. It is not modified once made, and serves any number of goroutines.
type Witness struct {
	from, to *Pattern // to may be nil: then nothing is selected
	holes    []string
	places   [][]filter.Path // where a resource has what a hole may stand for
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
func (w *Witness) Refutes(resource string, types *filter.Types, endpoint string) filter.Truth {
	s := filter.Scope{Types: types, Resource: endpoint, Hidden: func(filter.Path) bool { return true }}
	judge := filter.NewJudge(s)
	result, unsure := filter.Unknown, false
	for _, filled := range w.fillings(&s, resource) {
		if judge.Holds(filled.fill(w.from.expr), resource) != filter.True {
			continue
		}
		switch w.selected(judge, filled, resource) {
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

// selected tells whether to selects the resource. Blanks at the ends of a value are
// no evidence: clients and targets cut them.
func (w *Witness) selected(judge *filter.Judge, filled Bindings, resource string) filter.Truth {
	if w.to == nil {
		return filter.False
	}
	t := judge.Holds(filled.fill(w.to.expr), resource)
	if t != filter.False {
		return t
	}
	bare := Bindings{}
	for b := filled.last; b != nil; b = b.next {
		x := *b
		if text, ok := x.literal.Text(); ok {
			x.literal = filter.Quote(strings.TrimSpace(text))
		}
		bare = bare.with(x)
	}
	if judge.Holds(bare.fill(w.to.expr), resource) != filter.False {
		return filter.Unknown
	}
	return filter.False
}

// fillings returns the ways to fill the holes with values of the resource.
func (w *Witness) fillings(s *filter.Scope, resource string) []Bindings {
	lists := make([][]filter.Literal, len(w.holes))
	for i, places := range w.places {
		lists[i] = valuesAt(places, s, resource)
	}
	list := []Bindings{{}}
	for i, literals := range trimmed(lists, maxFillings) {
		var longer []Bindings
		for _, b := range list {
			for _, l := range literals {
				longer = append(longer, b.with(binding{hole: w.holes[i], literal: l}))
			}
		}
		list = longer
	}
	return list
}

// valuesAt returns the plain values that a resource has at some paths, each once.
func valuesAt(places []filter.Path, s *filter.Scope, resource string) []filter.Literal {
	var list []filter.Literal
	for _, p := range places {
		s.Values(p, resource, func(l filter.Literal) {
			if len(list) < maxFillings && !slices.Contains(list, l) {
				list = append(list, l)
			}
		})
	}
	return list
}
