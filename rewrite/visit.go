package rewrite

import (
	"errors"
	"iter"
	"slices"

	"scimshim/rewrite/filter"
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

// visit runs one direction of step i and says what came of it.
func (c *Chain) visit(i int, m *Message, t *Trace, run func(Rule, *Message) error) (Outcome, error) {
	if err := m.due(); err != nil {
		return Kept, err
	}
	s := &c.Steps[i]
	if c.lookup().reads.has(i) {
		return c.visitReader(i, s.Rule.(Reader).Lenience(), m, t), nil
	}
	on := m
	if s.Mode == Shadow {
		on = m.clone()
		on.shadow = true
	}
	on.step, on.dropped, on.warned = i, 0, false
	before := on.edits
	err := run(s.Rule, on)
	if s.Mode == Shadow {
		m.notes = on.notes
		return shadowed(err, on.edits != before), nil
	}
	if on.dropped != 0 {
		t.at(i).Dropped += on.dropped
	}
	if err != nil {
		return failed(err), err
	}
	t.note(i, on)
	switch {
	case on.edits != before:
		return Changed, nil
	case on.warned:
		return Warned, nil
	}
	return Kept, nil
}

func shadowed(err error, changed bool) Outcome {
	switch {
	case err != nil:
		return WouldRefuse
	case changed:
		return WouldChange
	}
	return Kept
}

// visitReader says what a reader did, which is done already.
func (c *Chain) visitReader(i int, l filter.Lenience, m *Message, t *Trace) Outcome {
	switch {
	case c.Steps[i].Mode == Shadow:
		return t.Visit(i).Request
	case m.IsRequest() && m.used&l != 0:
		return Changed
	}
	return Kept
}

func failed(err error) Outcome {
	var r *Refusal
	if errors.As(err, &r) {
		return Refused
	}
	return Failed
}
