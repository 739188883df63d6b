package query

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
	"scimshim/rules/kind"
)

// A filterRule replaces a part of the filter by another filter. Both are patterns: {name}
// stands for a literal, {name:attr} for an attribute, {name:op} for an operator. The filter is
// matched as it was written, and if that fails, as what it means in the grammar of RFC 7644,
// at any node or only as a whole. Under a not only an equivalent pattern is replaced.
//
// Where to selects more than match, each answered resource is checked against the filter as
// it was: one that does not satisfy it is taken out of a list of one page, and else the answer
// is refused. Where to may select less, the rule is refused unless it states of the data that
// no resource that match selects is missed. A resource that then does not satisfy the filter
// is a 502 that names the rule. Without to the rule states that nothing can match, and answers
// an empty list.
//
// A statement about the data holds until something contradicts it: a resource that a client
// writes or the target shows, in whatever answer, which match selects, with that resource's
// own values in the holes, and to does not; or one that was found and does not satisfy the
// filter. From then on the statement has lapsed for the route: each filter that needs the rule
// is answered with 503, which says why, until the rules are loaded anew; the log and
// scimshim_assumption_broken have it. What is not shown contradicts nothing.
//
// That to selects no less, or no more, is proven by the laws of filters. Where it is not,
// scimshim check looks for a resource that shows the difference, made of the literals of the
// two patterns and their neighbours, and prints it: in the refusal, or beside assume: complete
// as what the data must not have. That none is found is no proof.
type filterRule struct {
	name     string
	match    *plan.Pattern
	to       *plan.Pattern // nil: nothing can match
	options  plan.ReplaceOptions
	relation plan.Relation
	assumed  bool
	witness  *plan.Witness // what contradicts the assumption; nil if nothing can be seen of it
	about    []filter.Path // what the witness looks at
	unshown  bool          // whether answers show nothing of what the witness looks at
}

// readFilter reads the options of a rule.
func readFilter(b *kind.Build, n *tree.Node) *filterRule {
	r := &filterRule{name: b.Name, match: b.Pattern(n.Need("match"))}
	assume := ""
	if a := n.Key("assume"); a != nil {
		assume = a.OneOf("complete", "no_match")
	}
	r.assumed = assume != ""
	r.options.Whole = n.Key("whole").Bool()
	if assume == "no_match" {
		if n.Has("to") {
			n.Key("to").Errorf("with assume: no_match the target is not asked; remove this")
		}
		r.relation = plan.Other
	} else if r.to = b.Pattern(n.Need("to")); r.match != nil && r.to != nil {
		r.judge(b, n)
	}
	n.Rest()
	r.options.NotUnderNot = r.relation != plan.Equivalent
	return r
}

// asked is what a filter rule keeps of a request.
type asked struct {
	filter filter.Expr
	sent   filter.Expr   // what the rule made of it
	shown  rewrite.Shown // what the projection was
}

// Assumes reports whether the rule states more of the data than is proven.
func (r *filterRule) Assumes() bool { return r.relation == plan.Other }

// Touches returns the names of the attributes in what is matched, as rewrite.Toucher has it. They stand in
// each filter that has it, and in each resource that contradicts the assumption.
func (r *filterRule) Touches() []string {
	if r.match == nil {
		return nil
	}
	var names []string
	for _, p := range r.match.Paths() {
		if filter.IsHole(p.Name) {
			continue
		}
		names = append(names, rewrite.TouchedBy(p)...)
		if p.Schema != "" && p.Sub != "" {
			names = append(names, p.Sub) // with a dot for the colon behind a URN
		}
	}
	return names
}

// Occasions says what is looked at, as rewrite.Occasional has it.
func (r *filterRule) Occasions() rewrite.Occasions {
	var o rewrite.Occasions
	if r.witness == nil || r.unshown {
		o.Answer = rewrite.OnMemory
	}
	return o
}

func (r *filterRule) Request(m *rewrite.Message) error {
	if err := r.watchRequest(m); err != nil {
		return err
	}
	before, err := m.Filter()
	if before == nil || err != nil || !m.IsQuery() {
		return err
	}
	if r.to == nil {
		if r.isImpossible(before, m.Scope()) {
			if m.Lapsed() {
				return kind.Lapsed(r.name)
			}
			m.Rely()
			m.Reply(200, response.EmptyList)
		}
		return nil
	}
	after, n := r.replace(before, m.Scope())
	if n == 0 {
		return nil
	}
	if r.Assumes() {
		if m.Lapsed() {
			return kind.Lapsed(r.name)
		}
		m.Rely()
	}
	if r.relation != plan.Equivalent {
		m.Remember(asked{before, after, m.Reveal(before)})
	}
	return m.MapFilter(func(filter.Expr) (filter.Expr, error) { return after, nil })
}

// Forestalls says that a later rule for the same filter never sees it.
func (r *filterRule) Forestalls(later rewrite.Rule, _ []rewrite.Step) string {
	l, ok := later.(*filterRule)
	if ok && r.match.String() == l.match.String() && (!r.options.Whole || l.options.Whole) {
		return "step %s can never act: %s replaces the same filter before it"
	}
	return ""
}

// isImpossible reports whether a filter selects nothing because the pattern
// does: it is the pattern, or has it as one of the terms joined by and.
func (r *filterRule) isImpossible(e filter.Expr, s *filter.Scope) bool {
	if !r.match.Concerns(e) {
		return false
	}
	terms := []filter.Expr{e}
	if and, ok := e.(*filter.And); ok {
		terms = append(terms, and.List...)
	}
	whole := plan.ReplaceOptions{Whole: true}
	for _, term := range terms {
		for _, x := range [...]filter.Expr{term, filter.Strict(term)} {
			if _, n := plan.Replace(x, r.match, r.match, s, whole); n > 0 {
				return true
			}
		}
	}
	return false
}

// replace replaces the pattern in a filter as the client wrote it, or else in
// what that means in the grammar of RFC 7644.
func (r *filterRule) replace(e filter.Expr, s *filter.Scope) (filter.Expr, int) {
	if !r.match.Concerns(e) {
		return e, 0
	}
	out, n := plan.Replace(e, r.match, r.to, s, r.options)
	if n == 0 {
		out, n = plan.Replace(filter.Strict(e), r.match, r.to, s, r.options)
	}
	return out, n
}

func (r *filterRule) Response(m *rewrite.Message) error {
	r.watchAnswer(m)
	a, ok := m.Remembered().(asked)
	if !ok || m.Local() || !m.IsQuery() || m.Status > 299 {
		return nil
	}
	judge := m.Judge(false)
	err := m.KeepResources(func(resource json.Value) (bool, error) {
		switch a.holds(m, judge, resource) {
		case filter.True:
			return true, nil
		case filter.False:
			if !r.assumed {
				return false, nil
			}
			m.Contradict()
			return false, r.broken("answered with a resource that does not satisfy the client's filter")
		}
		return false, r.broken("answered with a resource that does not show whether it satisfies the client's filter")
	})
	switch {
	case err != nil:
		return err
	case r.Assumes() && m.Lapsed(): // while the target was asked
		return kind.Lapsed(r.name)
	}
	return m.Trim(a.shown)
}

// holds tells whether a resource satisfies the filter as it was. Of a term that the
// rule left alone and that the resource does not show, the word of the target stands.
func (a asked) holds(m *rewrite.Message, judge *filter.Judge, resource json.Value) filter.Truth {
	truth := judge.Holds(a.filter, resource)
	if truth != filter.Unknown {
		return truth
	}
	var open []filter.Expr
	for _, term := range filter.Terms(a.sent) {
		if judge.Holds(term, resource) == filter.Unknown {
			open = append(open, term)
		}
	}
	return judge.Holds(plan.Granted(a.filter, open, m.Scope()), resource)
}

// broken is the refusal of an answer that shows that the rule does not fit.
func (r *filterRule) broken(what string) error {
	if r.assumed {
		return rewrite.BadAnswer(rewrite.AssumptionBroken,
			"the target %s: the assumption of rule %s does not hold for this resource", what, r.name)
	}
	return rewrite.BadAnswer(rewrite.AnswerContradicts, "the target %s, which rule %s must check", what, r.name)
}
