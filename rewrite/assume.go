package rewrite

import (
	"errors"
	"slices"
	"sync/atomic"

	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/response"
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

// A Warrant says on whose word a query is answered with an empty list. A client
// creates what it does not find, so that nobody may be said not to exist without
// one.
type Warrant string

// The warrants, the stronger before the weaker. An answer that rests on two has
// the weaker one.
const (
	NoWarrant Warrant = "" // the answer is not an empty list
	// ByTarget: the target says so, by an empty list, or by an error of which a rule
	// (empty-on) knows that it says nothing else.
	ByTarget Warrant = "target"
	// ByIndex: the index is whole, and has nobody.
	ByIndex Warrant = "index"
	// ByStatement: a rule's assumption about the data, which no exchange has
	// contradicted yet.
	ByStatement Warrant = "assumption"
)

// Rely notes that the answer to the request rests on the assumption of the running
// rule.
func (m *Message) Rely() { m.warrant = ByStatement }

// relyOnIndex notes that the answer rests on what the index has.
func (m *Message) relyOnIndex() {
	if m.warrant == NoWarrant {
		m.warrant = ByIndex
	}
}

// warranted returns the warrant of the answer.
func (m *Message) warranted() Warrant {
	switch {
	case !m.IsQuery() || m.Status != 200 || m.showsSome() || !response.SaysNobody(m.doc()):
		return NoWarrant
	case m.warrant == NoWarrant:
		return ByTarget
	}
	return m.warrant
}

// An Effect is what is known of a request that was to change something.
type Effect byte

// The effects.
const (
	NoEffect      Effect = iota // it was not carried out
	Done                        // it was, and the answer is the target's
	UnknownEffect               // nobody knows
)

// EffectOf returns what is known of a request's effect. A target that answers 408
// or 5xx, or not at all, may have carried it out. There is neither an answer nor an
// error where the proxy itself failed.
func EffectOf(m *Message, err error) Effect {
	switch {
	case err != nil:
		return effectOfFailure(err)
	case m.IsRequest(), m.Status >= 500, m.Status == 408, !m.Stated():
		return UnknownEffect
	case m.Status >= 200 && m.Status <= 299:
		return Done
	}
	return NoEffect
}

func effectOfFailure(err error) Effect {
	var r *Refusal
	if errors.As(err, &r) && (r.Unsent || r.Reason == TargetCredential) {
		return NoEffect
	}
	return UnknownEffect
}
