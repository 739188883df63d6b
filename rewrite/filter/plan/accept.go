package plan

import (
	"slices"
	"strings"
	"sync/atomic"

	"scimshim/rewrite/filter"
)

// A Form is a form of filters that a target takes: comparisons of any of
// Attributes with any of Operators, or what Pattern matches.
type Form struct {
	Attributes []filter.Path
	Operators  []filter.Op
	Pattern    *Pattern // instead of the two
	JoinAnd    bool     // it may be one of several terms joined by "and"
	Wider      bool     // the target answers it with more than it selects
	Source     string   // the rule that says so: servicenow/accepted
}

// String returns the form as errors and plans show it: the pattern, or the
// attributes with their operators.
func (f Form) String() string {
	if f.Pattern != nil {
		return f.Pattern.String()
	}
	return strings.Join(f.entries(), ", ")
}

// entries returns what f takes, in pieces for a list.
func (f Form) entries() []string {
	if f.Pattern != nil {
		return []string{f.Pattern.String()}
	}
	var entries []string
	for _, p := range f.Attributes {
		entries = append(entries, f.entry(p))
	}
	return entries
}

func (f Form) entry(p filter.Path) string {
	var ops []string
	for _, op := range f.Operators {
		ops = append(ops, string(op))
	}
	return p.String() + " " + strings.Join(ops, "|")
}

// An Accept is the list of all forms that a target takes for one resource type.
// It never changes, but for what it remembers, and many goroutines may use it at
// once.
type Accept struct {
	forms  []Form
	normal atomic.Pointer[normalForms] // of the last Scope; nil before the first
}

// NewAccept returns the Accept of forms, which it keeps. Where several forms take
// a filter, the first that takes it as written wins, otherwise the first.
func NewAccept(forms []Form) *Accept { return &Accept{forms: forms} }

// Len returns how many forms there are.
func (a *Accept) Len() int { return len(a.forms) }

// Plan returns the filter to send for e: e itself if the target takes it as it
// is written, otherwise one that is the same by the laws of Normal and spelled as the
// forms are. It takes a form for the whole filter, or for each term of an and
// one that may be joined. Its error is an *Unsupported.
func (a *Accept) Plan(e filter.Expr, s *filter.Scope) (Plan, error) { return a.planIn(nil, e, s) }

// planAnew is Plan by what is known of the filter alone.
func (a *Accept) planAnew(f *normalForms, e filter.Expr, s *filter.Scope) (Plan, error) {
	p := planner{forms: f.forms, s: s, written: e}
	normal := Normal(e, s)
	terms, ok := p.terms(normal)
	if !ok {
		return Plan{}, p.refuse(normal)
	}
	return p.plan(terms), nil
}

// plan returns the plan that asks for terms joined by and.
func (p *planner) plan(terms []filter.Expr) Plan {
	plan := Plan{How: EquivalentForm}
	if plan.Filter = terms[0]; len(terms) > 1 {
		plan.Filter = filter.AllOf(terms...)
	}
	if p.written != nil && sameText(plan.Filter, p.written) {
		plan.Filter, plan.How = p.written, AsItIs
	}
	plan.Form, plan.Source = p.names()
	return p.widened(plan)
}

// widened returns the plan with the check that it needs if a form which takes its
// filter is answered with more than the filter selects.
func (p *planner) widened(plan Plan) Plan {
	if slices.ContainsFunc(p.used, func(c candidate) bool { return c.form.Wider }) {
		plan.How, plan.Wider = Checked, true
	}
	return plan
}

// A planner brings one filter into accepted forms.
type planner struct {
	forms   []normalForm
	s       *filter.Scope
	written filter.Expr // the filter as it was written; nil if that does not matter
	used    []candidate // what takes it
}

// names returns the forms that were used, and the rules that they come from.
func (p *planner) names() (forms, sources string) {
	if len(p.used) == 1 {
		return p.used[0].entry(), p.used[0].form.Source
	}
	var entries, rules []string
	for _, c := range p.used {
		entries = append(entries, c.entry())
		if source := c.form.Source; source != "" && !slices.Contains(rules, source) {
			rules = append(rules, source)
		}
	}
	return strings.Join(entries, " and "), strings.Join(rules, ", ")
}

// wasWritten reports whether a filter is the one that was written, or one of its
// terms.
func (p *planner) wasWritten(e filter.Expr) bool {
	if p.written == nil {
		return false
	}
	same := func(written filter.Expr) bool { return sameText(e, written) }
	if and, ok := p.written.(*filter.And); ok && slices.ContainsFunc(and.List, same) {
		return true
	}
	return same(p.written)
}

// sameText reports whether two filters are written alike.
func sameText(a, b filter.Expr) bool {
	switch x := a.(type) {
	case *filter.Compare:
		y, ok := b.(*filter.Compare)
		return ok && *x == *y
	case *filter.Has:
		y, ok := b.(*filter.Has)
		return ok && x.Path == y.Path && sameText(x.Where, y.Where)
	case *filter.Select:
		y, ok := b.(*filter.Select)
		return ok && sameSelect(x, y)
	case *filter.Not:
		y, ok := b.(*filter.Not)
		return ok && sameText(x.X, y.X)
	case *filter.And:
		y, ok := b.(*filter.And)
		return ok && slices.EqualFunc(x.List, y.List, sameText)
	case *filter.Or:
		y, ok := b.(*filter.Or)
		return ok && slices.EqualFunc(x.List, y.List, sameText)
	}
	return a == b
}

// sameSelect is sameText for what follows brackets.
func sameSelect(a, b *filter.Select) bool {
	return a.Path == b.Path && a.Sub == b.Sub && a.Op == b.Op && a.Value == b.Value && sameText(a.Where, b.Where)
}

// terms returns what to send for the normal form e, joined by and.
func (p *planner) terms(e filter.Expr) ([]filter.Expr, bool) {
	if whole, ok := p.one(e, false); ok {
		return []filter.Expr{whole}, true
	}
	if and, ok := e.(*filter.And); ok {
		return p.joined(and)
	}
	return nil, false
}

// one returns e in the form that takes it; only in one that may be joined, if
// joined. Of several the one that was written is preferred, otherwise the first.
func (p *planner) one(e filter.Expr, joined bool) (filter.Expr, bool) {
	var best candidate
	for i := range p.forms {
		f := &p.forms[i]
		if joined && !f.JoinAnd {
			continue
		}
		written := false
		f.takes(e, p.s, func(c candidate) bool {
			if written = p.wasWritten(c.filter); written || best.filter == nil {
				best = c
			}
			return !written
		})
		if written {
			break
		}
	}
	if best.filter == nil {
		return nil, false
	}
	p.used = append(p.used, best)
	return best.filter, true
}

// joined returns each term in a form that may be joined. What no form takes
// alone may be taken together, by a pattern that is an and itself.
func (p *planner) joined(and *filter.And) ([]filter.Expr, bool) {
	list, found := and.List, []filter.Expr(nil)
	for {
		sent, all := p.each(list)
		if all {
			return append(found, sent...), true
		}
		c, taken := p.together(and, list)
		if taken == nil {
			return nil, false
		}
		p.used = append(p.used, c)
		found = append(found, c.filter)
		list = without(list, taken)
	}
}

// each returns each term of list in a form that may be joined, if all have one.
func (p *planner) each(list []filter.Expr) (sent []filter.Expr, all bool) {
	used := len(p.used)
	for _, e := range list {
		x, ok := p.one(e, true)
		if !ok {
			p.used = p.used[:used]
			return nil, false
		}
		sent = append(sent, x)
	}
	return sent, true
}

// together finds a pattern that takes several of list, which are terms of and.
func (p *planner) together(and *filter.And, list []filter.Expr) (c candidate, taken []bool) {
	for i := range p.forms {
		f := &p.forms[i]
		if f.Pattern == nil || !f.JoinAnd {
			continue
		}
		if b, taken, ok := f.pattern.matchIn(and, list, p.s); ok {
			return candidate{f.Pattern.Expand(b), f, -1}, taken
		}
	}
	return c, nil
}
