package rewrite

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
)

// take adds a resource that was found by a plan, if it is one that the plan is
// looking for.
func (g *gathering) take(resource string, p plan.Plan) error {
	id, ok := Lookup(resource, filter.Path{Name: "id"})
	if !ok {
		return BadAnswer(AnswerUnreadable, "the target answered a query with a resource that has no id")
	}
	switch g.holds(resource, p) {
	case filter.False:
		g.t.Unmatched++
		return nil
	case filter.Unknown:
		if g.judge.Spent() {
			return tooMuchWork()
		}
		g.inDoubt = true
		return BadAnswer(AnswerContradicts, "the target answered with a resource that does not show whether it "+
			"satisfies the client's filter, which the target does not take as it is")
	}
	g.taken++
	if !g.seen[id] {
		g.seen[id] = true
		g.found = append(g.found, resource)
	}
	return nil
}

// tooMuchWork is the refusal of a query whose Judge has done all that it does, which
// need not take many requests: many terms over large pages are enough.
func tooMuchWork() error {
	return Refuse(TooMany, "tooMany", "the target does not take this filter, and to check what it answers instead "+
		"takes more work than the proxy does for one request; ask with fewer terms, or with a narrower filter")
}

// holds tells whether a resource is one that a plan is looking for. Of what it does
// not show, the word of the target stands, if that is what the target was asked.
func (g *gathering) holds(resource string, p plan.Plan) filter.Truth {
	switch {
	case p.Check != nil:
	case p.Filter == nil:
		return filter.True
	case g.judged.Holds(p.Filter, resource) == filter.False: // found by a loose attribute
		return filter.False
	default:
		return filter.True
	}
	if p.Wider && g.shown().Holds(p.Filter, resource) == filter.Unknown {
		return filter.Unknown // the target's word is none
	}
	truth := g.judge.Holds(p.Check, resource)
	if truth != filter.Unknown || p.Filter == nil || p.Wider {
		return truth
	}
	var open []filter.Expr
	for _, term := range filter.Terms(p.Filter) {
		if g.judge.Holds(term, resource) == filter.Unknown {
			open = append(open, term)
		}
	}
	truth = g.judge.Holds(plan.Granted(p.Check, open, g.m.Scope()), resource)
	g.t.Unverified = g.t.Unverified || truth == filter.True
	return truth
}

// shown returns what judges by what is shown alone: what is not may be anything.
func (g *gathering) shown() *filter.Judge {
	if g.showing == nil {
		s := *g.m.Scope()
		s.Stored, s.Hidden, s.Partial = true, func(filter.Path) bool { return true }, g.m.partial()
		g.showing = filter.NewJudge(s)
	}
	return g.showing
}
