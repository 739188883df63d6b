package plan

import (
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// normalForms are the normal forms of an Accept in one Scope. They never change, but for
// the plans that are remembered.
type normalForms struct {
	types    *filter.Types
	resource string
	forms    []normalForm
	cache    *cache
}

// A normalForm is a Form, and what the normal forms of filters are compared with.
type normalForm struct {
	Form
	pattern *Pattern      // of the normal form, with the same holes
	values  []filter.Path // Attributes, where a value is compared
	bare    []filter.Path // Attributes, where it is not: under pr
}

// normalFor returns the forms of a for s. A chain asks with one Scope only, and for
// that they are made once.
func (a *Accept) normalFor(s *filter.Scope) *normalForms {
	known := a.normal.Load()
	if known == nil || known.types != s.Types || known.resource != s.Resource {
		known = &normalForms{s.Types, strings.Clone(s.Resource), nil, newCache(a.forms)}
		for _, f := range a.forms {
			known.forms = append(known.forms, f.normal(s))
		}
		a.normal.Store(known)
	}
	return known
}

// normal returns f for s.
func (f Form) normal(s *filter.Scope) normalForm {
	n := normalForm{Form: f}
	if f.Pattern != nil {
		n.pattern = &Pattern{text: f.Pattern.text, expr: Normal(f.Pattern.expr, s), holes: f.Pattern.holes}
		return n
	}
	for _, p := range f.Attributes {
		by := normalizer{s: s}
		n.values = append(n.values, by.compare(&filter.Compare{Path: p, Op: filter.Eq, Value: `""`}).Path)
		n.bare = append(n.bare, by.compare(&filter.Compare{Path: p, Op: filter.Pr}).Path)
	}
	return n
}

// takes calls f with the normal form e in each way that the form writes it, until f
// reports false.
func (n *normalForm) takes(e filter.Expr, s *filter.Scope, f func(candidate) bool) {
	if n.Pattern != nil {
		if b, ok := n.pattern.Match(e, s); ok {
			f(candidate{n.Pattern.Expand(b), n, -1})
		}
		return
	}
	c, ok := e.(*filter.Compare)
	if !ok || !slices.Contains(n.Operators, c.Op) || c.Value.Kind() == filter.KindNull {
		return // null is no value: a target that takes it has a form with it
	}
	paths := n.values
	if c.Op == filter.Pr {
		paths = n.bare
	}
	for i, p := range paths {
		if p.Is(c.Path) && !f(candidate{&filter.Compare{Path: n.Attributes[i], Op: c.Op, Value: c.Value}, n, i}) {
			return
		}
	}
}

// A candidate is a filter as a form writes it: as its pattern, or as its i-th
// attribute.
type candidate struct {
	filter filter.Expr
	form   *normalForm
	i      int
}

// entry returns the candidate's part of the form, for people.
func (c candidate) entry() string {
	if c.i < 0 {
		return c.form.Pattern.text
	}
	return c.form.entry(c.form.Attributes[c.i])
}
