package rewrite

import (
	"slices"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
)

// An Outcome is what became of a message at one rule.
type Outcome byte

// The outcomes, the weaker before the stronger.
const (
	Skipped     Outcome = iota // the rule's when did not hold
	Kept                       // the rule looked and changed nothing
	Warned                     // the rule found what it warns of and changed nothing
	Changed                    // the rule changed the message
	WouldChange                // the rule, in shadow, would have changed the message
	WouldRefuse                // the rule, in shadow, would have refused the message
	Refused                    // the rule refused the message
	Failed                     // the rule failed, which is a fault of ours
	outcomes
)

var outcomeNames = [outcomes]string{
	"skipped", "kept", "warned", "changed", "would_change", "would_refuse", "refused", "failed",
}

// String returns the outcome's name, as metrics and cases have it.
func (o Outcome) String() string { return outcomeNames[o] }

// Outcomes returns all outcomes.
func Outcomes() []Outcome {
	all := make([]Outcome, outcomes)
	for i := range all {
		all[i] = Outcome(i)
	}
	return all
}

// A Visit is what one rule did with one message.
type Visit struct {
	Request, Response Outcome
	Dropped           int // PATCH operations, and parts of their values and of bodies, that the rule took out
}

// Outcome returns the stronger of the request's and the response's outcome.
func (v Visit) Outcome() Outcome { return max(v.Request, v.Response) }

// A Trace is what each rule of a chain did with one message.
// Metrics count it, explain prints it, and tests compare it.
type Trace struct {
	Plan  string     // what became of the filter: one of plan.Ways, or refused; empty without filter
	Asked *plan.Plan // the plan, if it is not one request; otherwise nil

	// Warrant says on whose word the client is told that there are no results.
	Warrant Warrant

	// Lapsed are the steps whose assumption lapsed by this exchange, as the first to
	// show that it is wrong.
	Lapsed []int

	// Unmatched counts the resources that the target answered and that did not
	// satisfy the client's filter, so that they were left out.
	Unmatched int

	// Unverified says that the answer did not show enough to tell whether it
	// belongs to the request.
	Unverified bool

	// Spoke says that the target gave an answer in SCIM.
	Spoke bool

	// Record, if set, has Changes kept: what each step made of the message, in the order
	// in which it happened. Nothing is allocated for it otherwise.
	Record  bool
	Changes []Change

	// Decisions are what steps decided, if Record is set.
	Decisions []Decision

	visits []Visit   // of the steps; those that are not noted did nothing
	noted  set       // the steps of whose visits there is more to say than passed does
	passed []passage // the steps that the request went past, or came to
	others []Visit   // of requests that steps sent; nil for none

	last  *Message // as it was at the last look
	back  bool     // whether that was on the way back
	parts []int    // the steps that have a part in what the chain does before the next look
}

// reset makes t the empty trace of a chain of n steps.
func (t *Trace) reset(n int) {
	t.resetVisits(n)
	t.Plan, t.Asked, t.Warrant, t.Unmatched = "", nil, NoWarrant, 0
	t.Unverified, t.Spoke, t.others = false, false, nil
	t.Lapsed = t.Lapsed[:0]
	t.Changes, t.Decisions, t.last, t.parts = nil, nil, nil, nil
}

// A Change is what one step made of a message in one of its visits. Before and After are
// the message as it would be sent if no step followed; they are nobody's to change, and
// hold as long as the message that went through the chain.
type Change struct {
	Step          int
	Back          bool // whether it was on the way back, and not on the way to the target
	Sent          bool // whether After is a request that the step sent in place of Before
	Before, After *Message
}

// A step's changes stay in the parsed form until the message is sent, so that one look at
// each step is needed to tell them apart. Who does not ask for them pays for a comparison
// with false. What is nobody's is between two looks: begin takes the second.

// A Decision is what a step decided of a request beyond what its changes show: which of
// several forms it chose, and what it took for granted for that.
type Decision struct {
	Step int
	Text string
}

// Decide notes what the running rule decided. text is asked for only if somebody wants to
// know.
func (m *Message) Decide(text func() string) {
	if m.decisions != nil {
		*m.decisions = append(*m.decisions, Decision{m.step, text()})
	}
}

// begin looks at a message that something else than a step has made what it is: the
// client, the target, the proxy itself.
func (t *Trace) begin(m *Message) {
	if t.Record {
		t.last, t.back = m.look(anyLenience), !m.IsRequest()
	}
}

// note notes what a step has made of a message.
func (t *Trace) note(step int, m *Message) {
	if t.Record {
		t.change(m.look(anyLenience), step)
	}
}

// sends notes that a step sends a request in place of the one that the trace saw last.
func (t *Trace) sends(step int, m *Message) {
	now := m.look(anyLenience)
	t.Changes = append(t.Changes, Change{Step: step, Before: t.last, After: now, Sent: true})
	t.last = now
}

// change notes that steps have, together, made of the message what it is now.
func (t *Trace) change(now *Message, steps ...int) {
	if !t.last.looksLike(now) {
		for _, step := range steps {
			t.Changes = append(t.Changes, Change{Step: step, Back: t.back, Before: t.last, After: now})
		}
		t.last = now
	}
}

// noteReading notes what reading has made of the filter and the operations. All readers
// work at once: of each it shows what had not been read without it and those before it.
func (t *Trace) noteReading(c *Chain, m *Message) {
	if !t.Record {
		return
	}
	var allowed filter.Lenience
	for _, i := range c.lookup().readers {
		if l, ok := c.lenience(i, m); ok {
			if allowed |= l; m.used&l != 0 {
				t.change(m.look(allowed), i)
			}
		}
	}
	t.begin(m)
}

// credited notes that a step has a part in what the chain does with a message between two
// looks.
func (t *Trace) credited(step int) {
	if t.Record && !slices.Contains(t.parts, step) {
		t.parts = append(t.parts, step)
	}
}

// noteParts notes that the credited steps have made of a message what it is now: of a
// request what is sent, and if that is several the first, of an answer what is left of it.
func (t *Trace) noteParts(m *Message) {
	if t.Record && len(t.parts) > 0 {
		t.change(m.look(anyLenience), t.parts...)
		t.parts = nil
	}
}

const anyLenience = ^filter.Lenience(0)

// look returns the message as it would be sent if no step followed. What the reader read
// by other leniencies than those is as it came.
func (m *Message) look(by filter.Lenience) *Message {
	c := m.clone()
	if c.IsRequest() {
		c.spell(by)
	}
	return &Message{Method: c.Method, Resource: c.Resource, ID: c.ID, Query: c.Query, Header: c.Header, Body: c.Body,
		Route: c.Route, Status: c.Status, Location: c.Location, Media: c.Media, local: c.local}
}

// spell is flush for a look: it reads nothing anew and refuses nothing.
func (m *Message) spell(by filter.Lenience) {
	if m.parsed && m.usedFilter&^by == 0 {
		_ = m.flushFilter() // of one that cannot be printed the text is left
	}
	switch {
	case m.Method != "PATCH" || !m.hasOps:
	case len(m.ops) == 0:
		m.Reply(204, "")
	case m.newOps:
		for i := range m.ops {
			if m.ops[i].used&^by != 0 {
				m.ops[i].edited = false
			}
		}
		_ = m.flushOps() // which fails for operations that were not read
	}
}

// looksLike reports whether two messages are the same on the wire.
func (m *Message) looksLike(o *Message) bool {
	if !m.IsRequest() && !o.IsRequest() {
		return m.Status == o.Status && m.Location == o.Location && m.Body == o.Body
	}
	return m.Method == o.Method && m.Resource == o.Resource && m.ID == o.ID && m.Body == o.Body &&
		m.Status == o.Status && m.Location == o.Location && m.local == o.local &&
		slices.Equal(m.Query, o.Query) && slices.Equal(m.Header, o.Header)
}
