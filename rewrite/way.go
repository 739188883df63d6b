package rewrite

import (
	"iter"
	"math/bits"
	"slices"

	"scimshim/rewrite/filter"
)

// A Toucher is a Rule that is about some attributes only: it does nothing to a message
// that names none of them. Names are those of members of the body, of attributes in the
// filter, in sortBy and in PATCH paths, and all parts of names that are paths. It may have
// to do with a request all the same that has a projection, or writes an extension as a
// whole, and with an answer that is no success.
type Toucher interface {
	Rule
	// Touches returns the names; none if the rule may have to do with any message.
	Touches() []string
}

// TouchedBy returns the names for a Toucher that is about some attributes: of each the one
// in its path, and of a sub-attribute that of what it is a part of.
func TouchedBy(attributes ...filter.Path) []string {
	var names []string
	for _, p := range attributes {
		if p.Name == "" {
			return nil // the whole of an extension
		}
		names = append(names, p.Name)
		if p.Schema != "" {
			names = append(names, p.Schema+":"+p.Name) // p may be an extension as a whole
		}
	}
	return names
}

// A set of steps, or of names, has a bit for each.
type set []uint64

func (s set) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s set) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

// from returns the first member from i, or -1.
func (s set) from(i int) int {
	for w := i / 64; w < len(s); w++ {
		word := s[w]
		if w == i/64 {
			word &= ^uint64(0) << (i % 64)
		}
		if word != 0 {
			return w*64 + bits.TrailingZeros64(word)
		}
	}
	return -1
}

// downTo returns the last member up to i, or -1.
func (s set) downTo(i int) int {
	if i < 0 {
		return -1
	}
	for w := i / 64; w >= 0; w-- {
		word := s[w]
		if w == i/64 {
			word &= ^uint64(0) >> (63 - i%64)
		}
		if word != 0 {
			return w*64 + 63 - bits.LeadingZeros64(word)
		}
	}
	return -1
}

// A Way is the way of the messages of one method and one endpoint through a chain.
type Way struct {
	method, resource string
	holds            set // the steps that are for them
}

// Steps ranges over the steps that the messages are for.
func (w *Way) Steps() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := w.holds.from(0); i >= 0 && yield(i); i = w.holds.from(i + 1) {
		}
	}
}

// Has reports whether the messages are for a step.
func (w *Way) Has(i int) bool { return w.holds.has(i) }

// maxWays bounds the ways that are kept: a client can think of any number of endpoints.
const maxWays = 64

// way returns the way of a message.
func (c *Chain) way(m *Message) *Way {
	var known []*Way
	if list := c.kept.Load(); list != nil {
		known = *list
	}
	for _, w := range known {
		if w.method == m.Method && w.resource == m.Resource {
			return w
		}
	}
	w := &Way{method: m.Method, resource: m.Resource, holds: make(set, len(c.Steps)/64+1)}
	for i := range c.Steps {
		if c.Steps[i].When.Holds(m) {
			w.holds.add(i)
		}
	}
	if len(known) < maxWays {
		list := append(slices.Clip(known), w)
		c.kept.Store(&list) // one that another stores meanwhile is made again
	}
	return w
}

// pass notes that a message goes past some steps of its way, which keep it as it is unless
// something else was noted.
func (c *Chain) pass(m *Message, t *Trace, w *Way, from, to int) {
	t.pass(w, from, to)
	if !distrust {
		return
	}
	for i := from; i < to; i++ {
		if w.holds.has(i) {
			c.mustKeep(i, m, Rule.Request)
		}
	}
}

// distrustResponses looks at the steps between two that an answer goes past.
func (c *Chain) distrustResponses(m *Message, t *Trace, after, before int) {
	for i := before - 1; i > after; i-- {
		if !t.skipped(i) {
			c.mustKeep(i, m, Rule.Response)
		}
	}
}

// mustKeep holds a step to its word that a message does not concern it.
func (c *Chain) mustKeep(i int, m *Message, run func(Rule, *Message) error) {
	on := m.clone()
	on.step, on.dropped, on.warned = i, 0, false
	err := run(c.Steps[i].Rule, on)
	if err != nil || on.edits != m.edits || on.dropped > 0 || on.warned || len(on.notes) > len(m.notes) {
		panic("BUG: step " + c.Steps[i].Name + " has to do with a message that it says does not concern it")
	}
}

// touched tells which steps are about which names.
type touched struct {
	all    set   // all steps
	always set   // the steps that are about all messages
	byName []set // the others, by the ids of the names
}

// aboutOf returns the names that a step is about; none for all messages.
func aboutOf(s *Step) []string {
	if t, ok := s.Rule.(Toucher); ok {
		return t.Touches()
	}
	return nil
}

func (l *lookup) touch(steps []Step) {
	words := len(steps)/64 + 1
	l.touched = touched{all: make(set, words), always: make(set, words), byName: make([]set, l.names.Len()+1)}
	for i := range steps {
		l.all.add(i)
		names := aboutOf(&steps[i])
		if len(names) == 0 {
			l.always.add(i)
		}
		for _, name := range names {
			id := l.names.ID(name)
			if l.byName[id] == nil {
				l.byName[id] = make(set, words)
			}
			l.byName[id].add(i)
		}
	}
}

// concerned returns those of some steps that a message concerns. The set is the message's
// own, good until the next call.
func (c *Chain) concerned(m *Message, of set) set {
	s := m.room()
	l := c.lookup()
	s.steps = append(s.steps[:0], l.always...)
	switch {
	case !m.IsRequest() && (m.Status > 299 || m.local), m.namesAll:
		copy(s.steps, of)
		return s.steps
	case m.IsRequest():
		l.gather(s.steps, s.named)
	}
	for _, n := range m.notes {
		s.steps.add(n.step)
	}
	if m.sound() {
		l.gather(s.steps, m.tape().Seen())
	} else if m.Body != "" {
		copy(s.steps, of)
	}
	for i := range s.steps {
		s.steps[i] &= of[i]
	}
	return s.steps
}

// gather adds the steps that are about some names.
func (l *lookup) gather(steps, names set) {
	for id := names.from(0); id >= 0; id = names.from(id + 1) {
		for i, word := range l.byName[id] {
			steps[i] |= word
		}
	}
}
