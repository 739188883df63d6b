package rewrite

import (
	"slices"

	"scimshim/rewrite/filter"
)

// A Conductor is a Rule that may take a request to its answer by several requests. Each goes
// through the steps after the conductor to the target, and its answer back to there; so they
// are rewritten, traced and counted as those of clients are. The steps before the conductor
// see the answer that it comes to, and nothing of the others.
type Conductor interface {
	Rule
	// Conducts reports whether the conductor takes a request over. Of one that it does not,
	// Request and Response are called as those of any rule.
	Conducts(m *Message) bool

	// Conduct makes m its answer. next sends m itself, which may be done once, or Another
	// request. What it returns is the request's error; a conductor that knows that something
	// was done before returns an error that says so.
	//
	// A conductor sends a number of requests that it bounds itself, and none again whose
	// effect it does not know.
	Conduct(m *Message, next Next) error
}

// takesOver reports whether step i takes a request over. One in shadow says so, and does not.
func (c *Chain) takesOver(i int, m *Message, t *Trace) bool {
	if !c.lookup().conductors.has(i) {
		return false
	}
	s := &c.Steps[i]
	on := m
	if s.Mode == Shadow {
		on = m.clone()
	}
	on.step = i
	if !s.Rule.(Conductor).Conducts(on) {
		return false
	}
	if s.Mode == Shadow {
		t.at(i).Request = WouldChange
		return false
	}
	return true
}

// shown is what an answer shows.
type shown struct {
	status         int
	location, body string
}

// conduct has step i take a request to its answer.
func (c *Chain) conduct(i int, m *Message, t *Trace, next Next) error {
	m.step, m.dropped, m.warned = i, 0, false
	before := m.edits // by others than step i
	var inner error   // of the last request
	var came shown    // the answer to m, if it was sent
	changed := false  // whether m was sent, and changed before
	send := func(sub *Message) error {
		edits := m.edits
		if changed = changed || sub == m && edits != before; changed {
			t.at(i).Request = max(t.at(i).Request, Changed)
		}
		if inner = c.sendFor(i, m, sub, t, next); sub == m {
			came = shown{m.Status, m.Location, m.Body}
		}
		before += m.edits - edits
		return inner
	}
	err := c.Steps[i].Rule.(Conductor).Conduct(m, send)
	v := t.at(i)
	v.Dropped += m.dropped
	switch {
	case err != nil && err == inner: //nolint:errorlint // the very one that a later step, or the target, made
		v.Request = max(v.Request, Kept)
	case err != nil && changed:
		v.Response = max(v.Response, failed(err)) // the request had gone its way
	case err != nil:
		v.Request = max(v.Request, failed(err))
	case m.IsRequest():
		panic("BUG: step " + c.Steps[i].Name + " took a request over and did not answer it")
	default:
		v.settled(m, m.edits != before, came)
	}
	if err == nil {
		t.note(i, m)
	}
	return err
}

// settled notes what a conductor did that has answered m, to which came came if it was sent.
func (v *Visit) settled(m *Message, edited bool, came shown) {
	switch {
	case edited && came.status != 0 && came != (shown{m.Status, m.Location, m.Body}):
		v.Request, v.Response = max(v.Request, Kept), max(v.Response, Changed) // m had gone its way
	case edited:
		v.Request = max(v.Request, Changed)
	case m.warned:
		v.Request = max(v.Request, Warned)
	default:
		v.Request = max(v.Request, Kept)
	}
}

// sendFor sends a request for step i, which has taken m over: m itself, or another.
func (c *Chain) sendFor(i int, m, sub *Message, t *Trace, next Next) error {
	if sub == m {
		dropped, warned := m.dropped, m.warned
		t.note(i, m)
		err := c.onward(m, t, i+1, next)
		m.step, m.dropped, m.warned = i, dropped, warned
		return err
	}
	own := c.traceFor(sub, t, i)
	if m.IsRequest() {
		own.last = t.last // sub stands in the place of m
	}
	err := c.sendAnother(i, sub, own, next)
	c.lapse(sub, own)
	if sub.Method != "GET" {
		m.effect = max(m.effect, sub.effect)
	}
	t.join(own)
	return err
}

func (c *Chain) sendAnother(i int, sub *Message, t *Trace, next Next) error {
	if err := sub.open(); err != nil {
		return err
	}
	if err := sub.read(); err != nil {
		return err
	}
	if t.last != nil {
		t.sends(i, sub)
	} else {
		t.begin(sub)
	}
	return c.onward(sub, t, i+1, next)
}

// traceFor returns a trace for another request than the client's, that of step i. The steps
// before have no part in it, but for those that make SCIM of what the target answers.
func (c *Chain) traceFor(sub *Message, t *Trace, i int) *Trace {
	own := &Trace{Record: t.Record}
	own.reset(len(c.Steps))
	for _, list := range [...][]int{c.lookup().repairers, c.lookup().translators} {
		for _, step := range list {
			if step < i && c.Steps[step].When.Holds(sub) {
				own.at(step).Request = Kept
			}
		}
	}
	return own
}

// join adds what became of a request that a step sent to the trace of the client's. What steps
// did is added last, by merge: until then it is looked up which steps saw the client's request.
func (t *Trace) join(own *Trace) {
	own.merge()
	if t.others == nil {
		t.others = make([]Visit, len(own.visits))
	}
	for i, v := range own.Visits() {
		t.others[i].add(v)
	}
	t.Unmatched += own.Unmatched
	t.Unverified = t.Unverified || own.Unverified
	t.Spoke = t.Spoke || own.Spoke
	t.Lapsed = append(t.Lapsed, own.Lapsed...)
	t.Changes = append(t.Changes, own.Changes...)
	t.Decisions = append(t.Decisions, own.Decisions...)
}

// Several readies t for several requests at once: what it returns takes each through the chain
// as Do does, and adds to t what became of it.
func (c *Chain) Several(t *Trace, next Next) func(*Message) error {
	t.reset(len(c.Steps))
	return func(m *Message) error {
		own := &Trace{Record: t.Record}
		err := c.Do(m, own, next)
		t.join(own)
		t.merge()
		return err
	}
}

// merge has the trace say what steps did with requests of others beside the client's.
func (t *Trace) merge() {
	for i, v := range t.others {
		if v != (Visit{}) {
			t.at(i).add(v)
		}
	}
	t.others = nil
}

// add adds to what a step did what it did with another message.
func (v *Visit) add(o Visit) {
	v.Request, v.Response = max(v.Request, o.Request), max(v.Response, o.Response)
	v.Dropped += o.Dropped
}

// Another returns a request of the running rule's own, beside m. The body, if there is one,
// must have passed json.Check. It is read as m was.
func (m *Message) Another(method, resource, id, body string) *Message {
	return &Message{Method: method, Resource: resource, ID: id, Body: body, Header: slices.Clone(m.Header),
		Route: m.Route, Due: m.Due, State: m.State, chain: m.chain, allowed: m.allowed, decisions: m.decisions}
}

// Search has a request ask for the resources that satisfy a filter.
func (m *Message) Search(e filter.Expr) {
	m.parsed, m.expr = true, e
	m.Query = append(m.Query, Param{"filter", filter.String(filter.Strict(e))})
}

// Settle makes m, which the running rule has taken over, an answer: that of another request,
// or one that the rule made of several.
func (m *Message) Settle(status int, location, body string) {
	if m.IsRequest() {
		m.answer(status, location, body)
	} else {
		m.Status, m.Location, m.Body, m.origin = status, location, body, scimShape
	}
	m.edited()
}

// Take makes m, which the running rule has taken over, the answer that another request was given.
func (m *Message) Take(sub *Message) {
	m.Settle(sub.Status, sub.Location, sub.Body)
	m.Media, m.ETag, m.origin, m.cured = sub.Media, sub.ETag, sub.origin, sub.cured
}
