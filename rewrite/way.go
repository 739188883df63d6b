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

// An Occasion says by what a message may be one that a rule has to do with: by any of the things
// that are in it. The zero value is what a Toucher says by its names, or else any message.
//
// A rule is asked all the same about a request that may name any attribute, about an answer that
// is no success, and about one to a request of which it remembers something, but where it says Never.
type Occasion uint32

// OnOdd is the occasion of something that is odd: of the filter of a request, as OddFilter says of it,
// or of the resources in an answer.
func OnOdd(what Odd) Occasion { return Occasion(what) }

// The other occasions.
const (
	OnNames      Occasion = 1 << (16 + iota) // the message names what the Toucher is about
	OnBody                                   // the request has a body
	OnFilter                                 // the request has a filter
	OnProjection                             // the request has attributes or excludedAttributes
	OnSort                                   // the request has sortBy or sortOrder
	OnPage                                   // the request has startIndex or count
	OnLenience                               // the filter or an operation is not in the grammar
	OnLocation                               // the answer has a Location
	OnFailure                                // the answer to be repaired is an error
	OnList                                   // the answer to be repaired is that to a query
	OnMemory                                 // the rule remembers something of the request
	Never                                    // there is nothing that the rule does

	occasionBits = 32
	onOdd        = Occasion(allOdd)
)

// Occasions are those of a request, of its answer, and of an answer that is to be repaired.
type Occasions struct{ Request, Answer, Repair Occasion }

// An Occasional is a Rule that says on which occasions it has to do with messages.
type Occasional interface {
	Rule
	Occasions() Occasions
}

// A Rule may say by a method that it leaves all requests as they are, or all answers but where it is a
// Repairer or a Translator.
type (
	requestKeeper interface{ KeepsRequests() }
	answerKeeper  interface{ KeepsAnswers() }
)

// occasionsOf returns the occasions on which a step is asked. Those of Request and Answer are not zero.
func occasionsOf(s *Step) Occasions {
	var o Occasions
	if r, ok := s.Rule.(Occasional); ok {
		o = r.Occasions()
	}
	if _, ok := s.Rule.(requestKeeper); ok {
		o.Request = Never
	}
	if _, ok := s.Rule.(answerKeeper); ok {
		o.Answer = Never
	}
	if _, ok := s.Rule.(Reader); ok {
		o.Request, o.Answer = OnLenience, Never
	}
	if _, ok := s.Rule.(Conductor); ok && o.Request == Never {
		o.Request = 0 // it is asked whether it takes the request over
	}
	return Occasions{o.Request.orNames(s), o.Answer.orNames(s), o.Repair}
}

// onAny is the occasion of all messages.
const onAny = ^Never

// orNames returns what the zero Occasion of a step is.
func (o Occasion) orNames(s *Step) Occasion {
	switch {
	case o&OnNames != 0 && len(aboutOf(s)) == 0, o == 0 && len(aboutOf(s)) == 0:
		return onAny
	case o == 0:
		return OnNames
	}
	return o
}

// A set of steps, or of names, has a bit for each.
type set []uint64

func (s set) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s set) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

// and returns what is in both of two sets.
func (s set) and(o set) set {
	both := make(set, len(s))
	for i := range s {
		both[i] = s[i] & o[i]
	}
	return both
}

// join adds the members of another.
func (s set) join(other []uint64) {
	for i, word := range other {
		s[i] |= word
	}
}

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
	holds            set             // the steps that are for them
	asked            set             // those of them that have something to do with requests
	allowed          filter.Lenience // what the readers among them let the reader accept
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
	w.asked = c.lookup().requests.may.and(w.holds)
	for _, i := range c.lookup().readers {
		if s := &c.Steps[i]; w.holds.has(i) && s.Mode == Enforce {
			w.allowed |= s.Rule.(Reader).Lenience()
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

// touched tells which steps are about which names, and are asked on which occasions.
type touched struct {
	byName            []set // the steps, by the ids of the names
	touching          set   // the names that steps are about
	requests, answers occasioned
}

// occasioned are steps by the occasions on which they are asked.
type occasioned struct {
	may    set               // all but those that never are
	always set               // those that are about all messages
	named  set               // those that are if something is named
	by     [occasionBits]set // the others, by the bits of Occasion; nil for none
	odd    bool              // whether some are if something is odd
}

func newOccasioned(words int) occasioned {
	return occasioned{may: make(set, words), always: make(set, words), named: make(set, words)}
}

// add adds a step.
func (o *occasioned) add(step int, on Occasion) {
	switch on {
	case Never:
		return
	case onAny:
		o.may.add(step)
		o.always.add(step)
		return
	}
	o.may.add(step)
	if on&OnNames != 0 {
		o.named.add(step)
	}
	o.odd = o.odd || on&onOdd != 0
	for bit := range o.by {
		if on&(1<<bit) != 0 {
			if o.by[bit] == nil {
				o.by[bit] = make(set, len(o.may))
			}
			o.by[bit].add(step)
		}
	}
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
	l.touched = touched{byName: make([]set, l.names.Len()+1), touching: make(set, l.names.Len()/64+1),
		requests: newOccasioned(words), answers: newOccasioned(words)}
	for i := range steps {
		on := occasionsOf(&steps[i])
		l.requests.add(i, on.Request)
		l.answers.add(i, on.Answer)
		for _, name := range aboutOf(&steps[i]) {
			id := l.names.ID(name)
			if l.byName[id] == nil {
				l.byName[id] = make(set, words)
				l.touching.add(int(id))
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
	o := &l.answers
	if m.IsRequest() {
		o = &l.requests
	}
	seen, sound := m.seen()
	if !m.IsRequest() && (m.Status > 299 || m.local) || m.namesAll || m.Body != "" && !sound {
		s.steps = append(s.steps[:0], of...)
		return s.steps
	}
	s.steps = append(s.steps[:0], o.always...)
	l.occasions(m, o, s.steps, seen)
	for _, n := range m.notes {
		s.steps.add(n.step)
	}
	for i := range s.steps {
		s.steps[i] &= of[i]
	}
	return s.steps
}

// occasions adds the steps that are asked on the occasions of a message, of whose body some names are.
func (l *lookup) occasions(m *Message, o *occasioned, steps, seen set) {
	if m.IsRequest() {
		l.gather(steps, m.scratch.named, o.named)
	}
	l.gather(steps, seen, o.named)
	for on := m.occasions(o.odd); on != 0; on &= on - 1 {
		for i, word := range o.by[bits.TrailingZeros32(uint32(on))] {
			steps[i] |= word
		}
	}
}

// gather adds those of some steps that are about some names.
func (l *lookup) gather(steps, names, of set) {
	for w, word := range names {
		for word &= l.touching[w]; word != 0; word &= word - 1 {
			for i, about := range l.byName[w*64+bits.TrailingZeros64(word)] {
				steps[i] |= about & of[i]
			}
		}
	}
}
