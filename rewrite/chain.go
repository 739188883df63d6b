package rewrite

import (
	"errors"
	"slices"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
)

// A Chain is a compiled rule set. It is not modified once in use and serves
// any number of goroutines.
type Chain struct {
	Steps  []Step
	Accept []Accepted // the target's accept lists
	Loose  []Loose
	Bounds []Bounds      // how far the proxy may go for a filter that the target does not take
	Index  Index         // nil for none
	Types  *filter.Types // attribute definitions; nil means RFC 7643's; see Definitions

	targets filter.TargetCache
	lapses  lapses
	lazyLookup
}

// An Accepted is the accept list of one endpoint.
type Accepted struct {
	Resource string
	List     *plan.Accept
	Last     string // the rule that a refusal is counted for: the list's last
	Shadow   bool   // the list is counted, not applied
}

// A Loose attribute is one that the target of an endpoint resolves or stores
// in a way of its own: not shown in an answer it proves nothing. Who shows another
// value than a filter asks for is left out of the answer.
type Loose struct {
	Resource string
	Path     filter.Path
	Source   string // the rule that says so
	Refuse   bool   // an answer that shows another value is refused
}

// Next sends a request to the target and makes the Message its response.
// An error means that there is no answer.
type Next func(*Message) error

// Do takes m through the chain to the target and back. t records what each
// rule did, also when Do fails.
//
// The error is a *Refusal where the message was refused; the request then has
// not been sent if m.IsRequest() still holds. Any other error is next's own,
// or an error of a rule.
func (c *Chain) Do(m *Message, t *Trace, next Next) error {
	t.reset(len(c.Steps))
	m.chain = c
	if t.Record {
		m.decisions = &t.Decisions
	}
	err := c.do(m, t, next)
	c.lapse(m, t)
	t.merge()
	return err
}

// do is Do without what the exchange shows of assumptions.
func (c *Chain) do(m *Message, t *Trace, next Next) error {
	if err := c.begin(m, t); err != nil {
		return err
	}
	if err := c.onward(m, t, 0, next); err != nil {
		return err
	}
	t.Warrant = m.warranted()
	return nil
}

// onward takes a request that was read through the steps from one on to the target, and the
// answer back to there.
func (c *Chain) onward(m *Message, t *Trace, from int, next Next) error {
	last, err := c.forward(m, t, from)
	if err != nil {
		return err
	}
	switch {
	case m.local:
	case last < len(c.Steps):
		err = c.conduct(last, m, t, next)
	default:
		err = c.reach(m, t, next)
	}
	if err != nil {
		return err
	}
	t.begin(m)
	return c.response(m, t, from, last)
}

// reach takes a request that all steps have seen to the target.
func (c *Chain) reach(m *Message, t *Trace, next Next) error {
	if err := c.close(m, t); err != nil {
		return err
	}
	if err := c.follow(m, t); err != nil {
		return err
	}
	switch {
	case m.local:
		return nil
	case m.plan != nil:
		return c.gather(m, t, len(c.Steps), next)
	}
	return c.ask(m, t, len(c.Steps), next)
}

// ask sends m to the target, and notes in t whether its answer proves itself.
func (c *Chain) ask(m *Message, t *Trace, last int, next Next) error {
	sure, err := c.send(m, t, last, next)
	m.effect = EffectOf(m, err)
	t.Unverified = err == nil && !sure
	return err
}

// send sends m to the target, and decides whether its answer may be believed.
// The index learns of it, before anybody is answered.
func (c *Chain) send(m *Message, t *Trace, last int, next Next) (sure bool, err error) {
	if c.Index != nil {
		c.Index.Sent(m)
		defer func() { c.Index.Answered(m, err) }()
	}
	return c.fetch(m, t, last, next)
}

// fetch is send without the index.
func (c *Chain) fetch(m *Message, t *Trace, last int, next Next) (sure bool, err error) {
	t.noteParts(m)
	if err := next(m); err != nil {
		return false, err
	}
	t.begin(m)
	if err := c.repair(m, t, last); err != nil {
		return false, err
	}
	if err := c.translate(m, t, last); err != nil {
		return false, err
	}
	spoke := m.Body != ""
	sure, err = m.verify()
	t.Spoke = t.Spoke || spoke && m.Body != "" && err == nil && !m.Foreign()
	if err == nil {
		c.creditLoose(m, t)
	} else if u := unsettledBy(err); u != nil {
		return c.lookAgain(m, t, last, next, u)
	}
	return sure, err
}

// Own sends a request of the proxy's own, for which no client waits. It goes
// through the rules as a client's would, so that the target sees what it is used
// to. The answer is repaired and judged, and then left as the target gave it: in
// its names, not in the client's.
func (c *Chain) Own(m *Message, next Next) error {
	var t Trace
	t.reset(len(c.Steps))
	m.chain = c
	last, err := 0, c.begin(m, &t)
	if err == nil {
		last, err = c.forward(m, &t, 0)
	}
	if err == nil && last == len(c.Steps) {
		err = c.close(m, &t)
	}
	switch {
	case err != nil:
		return err
	case m.local || m.plan != nil || last < len(c.Steps):
		return errors.New("a rule keeps a request of the proxy's own from the target")
	}
	_, err = c.fetch(m, &t, last, next)
	return err
}

// begin reads a request, as the steps let it be read.
func (c *Chain) begin(m *Message, t *Trace) error {
	if err := m.open(); err != nil {
		return err
	}
	t.begin(m)
	if err := c.openers(m, t); err != nil {
		return err
	}
	return c.read(m, t)
}

// forward runs the steps that the request concerns, in their order, from one on. It returns
// how many of all it has come past: less than all if one has answered the request, or if the
// next takes it over.
func (c *Chain) forward(m *Message, t *Trace, from int) (int, error) {
	c.names(m)
	w := c.way(m)
	steps := c.concerned(m, w.asked)
	passed := from
	for i := steps.from(from); i >= 0; i = steps.from(i + 1) {
		c.pass(m, t, w, passed, i)
		if c.takesOver(i, m, t) {
			return i, nil
		}
		t.pass(w, i, i+1)
		passed = i + 1
		before := m.edits
		outcome, err := c.visit(i, m, t, forward)
		if outcome > Kept {
			v := t.at(i)
			v.Request = max(v.Request, outcome)
		}
		if err != nil {
			return i, err
		}
		if m.local {
			return i + 1, nil
		}
		if m.edits != before {
			if m.Method != w.method || m.Resource != w.resource {
				w = c.way(m)
			}
			steps = c.concerned(m, w.asked)
		}
	}
	if passed == from { // no step has asked
		if err := m.due(); err != nil {
			return from, err
		}
	}
	c.pass(m, t, w, passed, len(c.Steps))
	return len(c.Steps), nil
}

// openers gives the request to the rules that make it readable.
func (c *Chain) openers(m *Message, t *Trace) error {
	for _, i := range c.lookup().openers {
		r := c.Steps[i].Rule.(Opener)
		if m.Body == "" || !c.Steps[i].When.Holds(m) {
			continue
		}
		outcome, err := c.visit(i, m, t, func(_ Rule, m *Message) error { return r.Open(m) })
		t.at(i).Request = outcome
		if err != nil {
			return err
		}
	}
	return nil
}

// read reads the filter and the operations before any rule does, with the
// leniencies of all readers in the chain, so that what cannot be read is no
// rule's fault, and the place of a reader does not matter.
func (c *Chain) read(m *Message, t *Trace) error {
	m.allowed |= c.way(m).allowed
	if len(c.Steps) == 0 {
		m.passFilter()
	} else {
		m.ignoreQuery()
	}
	err := m.read()
	t.noteReading(c, m)
	for _, i := range c.lookup().shadowed {
		if s := &c.Steps[i]; s.When.Holds(m) {
			t.at(i).Request = m.readBy(s.Rule.(Reader).Lenience())
		}
	}
	return err
}

// lenience returns what step i lets the reader accept, if it is a reader and in force.
func (c *Chain) lenience(i int, m *Message) (filter.Lenience, bool) {
	s := &c.Steps[i]
	r, ok := s.Rule.(Reader)
	if !ok || s.Mode != Enforce || !s.When.Holds(m) {
		return 0, false
	}
	return r.Lenience(), true
}

// close plans the filter, and writes what rules changed.
func (c *Chain) close(m *Message, t *Trace) error {
	if err := c.plan(m, t); err != nil {
		return err
	}
	if err := c.spellPaths(m, t); err != nil {
		return err
	}
	return m.flush()
}

// repair gives the answer to the repairers among the first n steps, the last of
// which is the next to the target.
func (c *Chain) repair(m *Message, t *Trace, n int) error {
	l := c.lookup()
	for _, i := range slices.Backward(l.repairers) {
		if i >= n || t.skipped(i) || !m.sound() {
			continue
		}
		if !m.needsRepair(l.repairs[i]) {
			if distrust {
				c.mustKeep(i, m, doRepair)
			}
			continue
		}
		outcome, err := c.visit(i, m, t, doRepair)
		v := t.at(i)
		v.Response = max(v.Response, outcome)
		if err != nil {
			return err
		}
	}
	return nil
}

func doRepair(r Rule, m *Message) error { return r.(Repairer).Repair(m) }

// response runs the steps between two backward, those whose when held.
func (c *Chain) response(m *Message, t *Trace, from, n int) error {
	steps := c.concerned(m, c.lookup().answers.may)
	passed := n
	for i := steps.downTo(n - 1); i >= from; i = steps.downTo(i - 1) {
		if distrust {
			c.distrustResponses(m, t, i, passed)
			passed = i
		}
		if t.skipped(i) {
			continue
		}
		before := m.edits
		if last, done := c.restore(m, t, steps, i, from); done {
			i = last
		} else {
			outcome, err := c.visit(i, m, t, Rule.Response)
			v := t.at(i)
			v.Response = max(v.Response, outcome)
			if err != nil {
				return err
			}
		}
		if m.edits != before {
			steps = c.concerned(m, c.lookup().answers.may)
		}
	}
	if distrust {
		c.distrustResponses(m, t, from-1, passed)
	}
	return nil
}

// Definitions returns the attribute definitions of the chain: its Types, or RFC 7643's.
func (c *Chain) Definitions() *filter.Types {
	if c.Types == nil {
		return coreTypes
	}
	return c.Types
}

var coreTypes = filter.Core()
