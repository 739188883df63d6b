package rewrite

import (
	"slices"
	"sync/atomic"

	"scimshim/rewrite/filter/plan"
)

// An Assumer is a Rule that may take something for granted of the data, which an
// exchange can show to be wrong. From then on the assumption has lapsed: the rule
// refuses what rests on it, until its chain is compiled anew.
type Assumer interface {
	Rule
	// Assumes reports whether it does.
	Assumes() bool
}

// lapses are the steps of a chain whose assumption has lapsed. The zero value is
// none. They belong to the chain, and so to its route: exchanges at the same time
// share them, and a reload, which compiles another chain, begins without.
type lapses struct{ steps atomic.Pointer[[]int] }

func (l *lapses) has(step int) bool {
	list := l.steps.Load()
	return list != nil && slices.Contains(*list, step)
}

// add adds a step, and reports whether it is the first to do so.
func (l *lapses) add(step int) bool {
	for {
		old := l.steps.Load()
		var list []int
		if old != nil {
			list = slices.Clone(*old)
		}
		if slices.Contains(list, step) {
			return false
		}
		list = append(list, step)
		if l.steps.CompareAndSwap(old, &list) {
			return true
		}
	}
}

// Lapsed reports whether the assumption of a step has lapsed.
func (c *Chain) Lapsed(step int) bool { return c.lapses.has(step) }

// Renew makes the chain as if it had just been compiled: for plays, each of which
// stands for a route of its own.
func (c *Chain) Renew() { c.lapses.steps.Store(nil) }

// ResolvesLoosely reports whether a pattern compares what the target of an endpoint
// resolves in a way of its own: a resource then does not show what that selects.
func (c *Chain) ResolvesLoosely(resource string, p *plan.Pattern) bool {
	m := Message{Resource: resource, chain: c}
	return slices.ContainsFunc(p.Paths(), m.isLoose)
}

// Lapsed reports whether the assumption of the running rule has lapsed.
func (m *Message) Lapsed() bool { return m.chain.lapses.has(m.step) }

// Contradict notes that the message shows the assumption of the running rule to be
// wrong. It lapses: at once if an answer shows it, and if a request does, unless
// the target does not carry that out or Confirm says that its answer shows better.
// A rule in shadow rests on nothing, and nothing lapses.
func (m *Message) Contradict() {
	switch {
	case m.shadow:
	case m.IsRequest():
		m.doubted = append(m.doubted, m.step)
	default:
		m.broken = append(m.broken, m.step)
	}
}

// Confirm notes that the answer shows the assumption of the running rule to be
// right for the resource, whatever the request looked like.
func (m *Message) Confirm() {
	m.doubted = slices.DeleteFunc(m.doubted, func(step int) bool { return step == m.step })
}

// lapse lets the assumptions lapse that the exchange has shown to be wrong.
func (c *Chain) lapse(m *Message, t *Trace) {
	if m.effect != NoEffect {
		m.broken = append(m.broken, m.doubted...)
	}
	for _, step := range m.broken {
		if c.lapses.add(step) {
			t.Lapsed = append(t.Lapsed, step)
		}
	}
}
