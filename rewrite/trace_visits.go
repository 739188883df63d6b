package rewrite

import (
	"iter"
	"slices"
)

// A passage is a part of a way that a request has gone: the steps of the way from one on and up to
// another keep the request as it is, unless more is noted of them.
type passage struct {
	way      *Way
	from, to int
}

// resetVisits makes the visits those of a chain of n steps that has seen nothing. It takes no
// longer for a long chain than for a short one.
func (t *Trace) resetVisits(n int) {
	for i := t.noted.from(0); i >= 0; i = t.noted.from(i + 1) {
		t.visits[i] = Visit{}
	}
	clear(t.noted)
	if words := n/64 + 1; len(t.noted) < words {
		t.noted = make(set, words)
	}
	if cap(t.visits) < n {
		t.visits = make([]Visit, n)
	}
	t.visits = t.visits[:n]
	clear(t.passed)
	t.passed = t.passed[:0]
}

// at returns the visit of a step, to be changed.
func (t *Trace) at(i int) *Visit {
	t.noted.add(i)
	return &t.visits[i]
}

// pass notes that a request has gone a part of a way.
func (t *Trace) pass(w *Way, from, to int) {
	if n := len(t.passed) - 1; n >= 0 && t.passed[n].way == w && t.passed[n].to == from {
		t.passed[n].to = to
	} else if from < to {
		t.passed = append(t.passed, passage{w, from, to})
	}
}

// Visit returns what a step did.
func (t *Trace) Visit(i int) Visit {
	v := t.visits[i]
	if v.Request == Skipped && t.isPast(i) {
		v.Request = Kept
	}
	return v
}

func (t *Trace) isPast(i int) bool {
	return slices.ContainsFunc(t.passed, func(p passage) bool { return p.from <= i && i < p.to && p.way.holds.has(i) })
}

// skipped reports whether a request was not for a step, or has not come to it.
func (t *Trace) skipped(i int) bool { return t.visits[i].Request == Skipped && !t.isPast(i) }

// Visits returns what each step of the chain did.
func (t *Trace) Visits() []Visit {
	all := make([]Visit, len(t.visits))
	for i := range all {
		all[i] = t.Visit(i)
	}
	return all
}

// Noted ranges over the steps of which there is more to say than that they have kept the
// message: over all that did something, and some that did not.
func (t *Trace) Noted() iter.Seq2[int, Visit] {
	return func(yield func(int, Visit) bool) {
		for i := t.noted.from(0); i >= 0; i = t.noted.from(i + 1) {
			if !yield(i, t.Visit(i)) {
				return
			}
		}
	}
}

// Whole returns the way of which the request has gone all, so that each of its steps has kept
// the message at least; nil if there is none.
func (t *Trace) Whole() *Way {
	if len(t.passed) == 1 && t.passed[0].from == 0 && t.passed[0].to == len(t.visits) {
		return t.passed[0].way
	}
	return nil
}
