package filter

import (
	"slices"
	"strings"
	"sync/atomic"
)

// A Form is a form of filters that a target takes: comparisons of any of
// Attributes with any of Operators, or what Pattern matches.
type Form struct {
	Attributes []Path
	Operators  []Op
	Pattern    *Pattern // instead of the two
	JoinAnd    bool     // it may be one of several terms joined by "and"
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

func (f Form) entry(p Path) string {
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
// a filter, the first that takes it as written wins, else the first.
func NewAccept(forms []Form) *Accept { return &Accept{forms: forms} }

// Plan returns the filter to send for e: e itself if the target takes it as it
// is written, else one that is the same by the laws of Normal and spelled as the
// forms are. It takes a form for the whole filter, or for each term of an and
// one that may be joined. Its error is an *Unsupported.
func (a *Accept) Plan(e Expr, s *Scope) (Plan, error) {
	p := planner{forms: a.normalFor(s), s: s, written: map[string]bool{String(e): true}}
	if and, ok := e.(*And); ok {
		for _, term := range and.List {
			p.written[String(term)] = true
		}
	}
	normal := Normal(e, s)
	terms, ok := p.terms(normal)
	if !ok {
		return Plan{}, p.refuse(normal)
	}
	plan := Plan{Filter: AllOf(terms...), How: EquivalentForm}
	if String(plan.Filter) == String(e) {
		plan.Filter, plan.How = e, AsItIs
	}
	plan.Form, plan.Source = strings.Join(p.used, " and "), strings.Join(p.sources, ", ")
	return plan, nil
}

// A planner brings one filter into accepted forms.
type planner struct {
	forms   []normalForm
	s       *Scope
	written map[string]bool // the filter and its terms, as they were written
	used    []string        // what takes it
	sources []string
}

// terms returns what to send for the normal form e, joined by and.
func (p *planner) terms(e Expr) ([]Expr, bool) {
	if whole, ok := p.one(e, false); ok {
		return []Expr{whole}, true
	}
	if and, ok := e.(*And); ok {
		return p.joined(and)
	}
	return nil, false
}

// one returns e in the form that takes it; only in one that may be joined, if
// joined.
func (p *planner) one(e Expr, joined bool) (Expr, bool) {
	var first *candidate
	for i := range p.forms {
		f := &p.forms[i]
		if joined && !f.JoinAnd {
			continue
		}
		for _, c := range f.takes(e, p.s) {
			if p.written[String(c.filter)] {
				return p.use(c), true
			}
			if first == nil {
				first = &c
			}
		}
	}
	if first == nil {
		return nil, false
	}
	return p.use(*first), true
}

// use notes what takes the candidate, and returns its filter.
func (p *planner) use(c candidate) Expr {
	p.used = append(p.used, c.entry)
	if c.source != "" && !slices.Contains(p.sources, c.source) {
		p.sources = append(p.sources, c.source)
	}
	return c.filter
}

// joined returns each term in a form that may be joined. What no form takes
// alone may be taken together, by a pattern that is an and itself.
func (p *planner) joined(and *And) ([]Expr, bool) {
	list, found := and.List, []Expr(nil)
	for {
		sent, all := p.each(list)
		if all {
			return append(found, sent...), true
		}
		c, taken := p.together(and, list)
		if taken == nil {
			return nil, false
		}
		found = append(found, p.use(c))
		list = without(list, taken)
	}
}

// each returns each term of list in a form that may be joined, if all have one.
func (p *planner) each(list []Expr) (sent []Expr, all bool) {
	used, sources := p.used, p.sources
	for _, e := range list {
		x, ok := p.one(e, true)
		if !ok {
			p.used, p.sources = used, sources
			return nil, false
		}
		sent = append(sent, x)
	}
	return sent, true
}

// together finds a pattern that takes several of list, which are terms of and.
func (p *planner) together(and *And, list []Expr) (c candidate, taken []bool) {
	for _, f := range p.forms {
		if f.Pattern == nil || !f.JoinAnd {
			continue
		}
		if b, taken, ok := f.pattern.matchIn(and, list, p.s); ok {
			return candidate{f.Pattern.Expand(b), f.Pattern.text, f.Source}, taken
		}
	}
	return c, nil
}

// A candidate is a filter as a form writes it.
type candidate struct {
	filter Expr
	entry  string
	source string
}
