package plan

import (
	"slices"
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// A trial is what a Witness needs to look at a resource: its two filters, whose holes are
// filled in place. An answer may have a thousand resources, so that it is used again and
// again.
type trial struct {
	of       *Witness
	judge    *filter.Judge
	types    *filter.Types // by which the judge judges
	endpoint string
	from, to filter.Expr // to is nil where nothing is selected
	holes    []trialHole // as the Witness has them
}

// A trialHole is a hole of the filters of a trial.
type trialHole struct {
	from, to []*filter.Literal // where it stands
	values   []filter.Literal  // what it may stand for
	at       int               // of values
}

// trial returns a trial of the Witness, to be ended.
func (w *Witness) trial(types *filter.Types, endpoint string) *trial {
	t, ok := w.trials.Get().(*trial)
	if !ok {
		t = &trial{of: w, holes: make([]trialHole, len(w.holes))}
		var itself Bindings
		for _, h := range w.holes {
			itself = itself.with(binding{hole: h, literal: filter.Literal(h)})
		}
		t.from = itself.fill(w.from.expr)
		t.eachHole(t.from, func(h *trialHole, l *filter.Literal) { h.from = append(h.from, l) })
		if w.to != nil {
			t.to = itself.fill(w.to.expr)
			t.eachHole(t.to, func(h *trialHole, l *filter.Literal) { h.to = append(h.to, l) })
		}
	}
	if t.judge == nil || t.types != types || t.endpoint != endpoint {
		hidden := func(filter.Path) bool { return true }
		t.types, t.endpoint = types, endpoint
		t.judge = filter.NewJudge(filter.Scope{Types: types, Resource: endpoint, Hidden: hidden})
	}
	t.judge.Again()
	return t
}

// eachHole calls f with each place of a filter where a hole stands.
func (t *trial) eachHole(e filter.Expr, f func(h *trialHole, l *filter.Literal)) {
	place := func(l *filter.Literal) {
		if i := slices.Index(t.of.holes, string(*l)); i >= 0 {
			f(&t.holes[i], l)
		}
	}
	filter.Walk(e, func(x filter.Expr) {
		switch x := x.(type) {
		case *filter.Compare:
			place(&x.Value)
		case *filter.Select:
			place(&x.Value)
		}
	})
}

// end gives a trial back, without a value of the resource.
func (t *trial) end() {
	for i := range t.holes {
		h := &t.holes[i]
		clear(h.values)
		h.values, h.at = h.values[:0], 0
		put(filter.Literal(t.of.holes[i]), h.from, h.to)
	}
	t.of.trials.Put(t)
}

// put puts a literal in some places.
func put(l filter.Literal, lists ...[]*filter.Literal) {
	for _, places := range lists {
		for _, place := range places {
			*place = l
		}
	}
}

// look finds what a resource has for the holes, and fills them with the first of it. It
// reports whether there is something for each.
func (t *trial) look(resource json.Value) bool {
	ways := 1
	for i := range t.holes {
		h := &t.holes[i]
		for _, p := range t.of.places[i] {
			t.judge.Values(p, resource, func(l filter.Literal) {
				if len(h.values) < maxFillings && !slices.Contains(h.values, l) {
					h.values = append(h.values, l)
				}
			})
		}
		ways *= len(h.values)
	}
	if ways > maxFillings {
		t.trim()
	}
	t.fill()
	return ways > 0
}

// trim leaves so many values that there are no more than maxFillings ways to fill the holes.
func (t *trial) trim() {
	lists := make([][]filter.Literal, len(t.holes))
	for i := range t.holes {
		lists[i] = t.holes[i].values
	}
	for i, list := range trimmed(lists, maxFillings) {
		t.holes[i].values = list
	}
}

// fill fills the holes with the values that they are at.
func (t *trial) fill() {
	for i := range t.holes {
		if h := &t.holes[i]; len(h.values) > 0 {
			put(h.values[h.at], h.from, h.to)
		}
	}
}

// next fills the holes in the next way, and reports whether there is one.
func (t *trial) next() bool {
	for i := len(t.holes) - 1; i >= 0; i-- {
		h := &t.holes[i]
		if h.at++; h.at < len(h.values) {
			t.fill()
			return true
		}
		h.at = 0
	}
	return false
}

// selected tells whether to selects the resource. Blanks at the ends of a value are
// no evidence: clients and targets cut them.
func (t *trial) selected(resource json.Value) filter.Truth {
	if t.to == nil {
		return filter.False
	}
	truth := t.judge.Holds(t.to, resource)
	if truth == filter.False && t.cut() && t.judge.Holds(t.to, resource) != filter.False {
		return filter.Unknown
	}
	return truth
}

// cut fills the holes of to without the blanks at the ends of the values, and reports
// whether there were some.
func (t *trial) cut() (cut bool) {
	for i := range t.holes {
		h := &t.holes[i]
		text, ok := h.values[h.at].Text()
		if bare := strings.TrimSpace(text); ok && bare != text {
			cut = true
			put(filter.Quote(bare), h.to)
		}
	}
	return cut
}
