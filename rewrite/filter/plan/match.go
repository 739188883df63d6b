package plan

import "scimshim/rewrite/filter"

// maxSteps bounds the search for the terms of a pattern among those of a
// filter, so that no filter makes it long. Beyond it, nothing matches.
const maxSteps = 10000

// Match tells whether p matches the whole of e, and with what in its holes.
// Attributes match without case and with or without the core URN, literals by
// the case rule of their attribute, the terms of an And or Or in any order.
func (p *Pattern) Match(e filter.Expr, s *filter.Scope) (b Bindings, ok bool) {
	m := matcher{s: s, steps: new(int)}
	ok = m.match(p.expr, e, Bindings{}, func(found Bindings) bool {
		b = found
		return true
	})
	return b, ok
}

// matchIn tells whether p, an And or an Or as e is, matches some of list, which
// are terms of e, and which of them.
func (p *Pattern) matchIn(e filter.Expr, list []filter.Expr, s *filter.Scope) (b Bindings, taken []bool, ok bool) {
	terms, _ := alike(p.expr, e)
	if terms == nil || len(terms) > len(list) {
		return b, nil, false
	}
	m := matcher{s: s, steps: new(int)}
	taken = make([]bool, len(list))
	ok = m.terms(terms, list, taken, Bindings{}, func(found Bindings) bool {
		b = found
		return true
	})
	return b, taken, ok
}

// alike returns the terms of both, if both are And or both are Or.
func alike(p, e filter.Expr) (pattern, terms []filter.Expr) {
	switch x := p.(type) {
	case *filter.And:
		if y, ok := e.(*filter.And); ok {
			return x.List, y.List
		}
	case *filter.Or:
		if y, ok := e.(*filter.Or); ok {
			return x.List, y.List
		}
	}
	return nil, nil
}

// A matcher goes through pattern and filter together. Where there are several
// ways to match, each is tried until one suits the rest: done is given it and
// says whether it does.
type matcher struct {
	s     *filter.Scope
	of    filter.Path // the attribute before the brackets that the matcher is in
	steps *int
}

type done func(Bindings) bool

func (m matcher) match(p, e filter.Expr, b Bindings, done done) bool {
	if *m.steps++; *m.steps > maxSteps {
		return false
	}
	switch x := p.(type) {
	case *filter.Compare:
		y, ok := e.(*filter.Compare)
		return ok && m.compare(x, y, b, done)
	case *filter.Has:
		y, ok := e.(*filter.Has)
		return ok && m.brackets(x.Path, y.Path, x.Where, y.Where, b, done)
	case *filter.Select:
		y, ok := e.(*filter.Select)
		return ok && m.selects(x, y, b, done)
	case *filter.Not:
		y, ok := e.(*filter.Not)
		return ok && m.match(x.X, y.X, b, done)
	}
	terms, list := alike(p, e)
	if terms == nil || len(terms) != len(list) {
		return false
	}
	return m.terms(terms, list, make([]bool, len(list)), b, done)
}

// terms matches each of terms with another of list.
func (m matcher) terms(terms, list []filter.Expr, taken []bool, b Bindings, done done) bool {
	if len(terms) == 0 {
		return done(b)
	}
	others := func(b Bindings) bool { return m.terms(terms[1:], list, taken, b, done) }
	for i, e := range list {
		if taken[i] {
			continue
		}
		taken[i] = true
		if m.match(terms[0], e, b, others) {
			return true
		}
		taken[i] = false
	}
	return false
}

// brackets matches path[where].
func (m matcher) brackets(p, q filter.Path, where, e filter.Expr, b Bindings, done done) bool {
	b, ok := m.path(p, q, b)
	if !ok {
		return false
	}
	m.of = q
	return m.match(where, e, b, done)
}

func (m matcher) selects(x, y *filter.Select, b Bindings, done done) bool {
	if !filter.Fold(x.Sub, y.Sub) {
		return false
	}
	sub := filter.Path{Schema: y.Path.Schema, Name: y.Path.Name, Sub: y.Sub}
	b, ok := m.operation(x.Op, y.Op, x.Value, y.Value, sub, b)
	return ok && m.brackets(x.Path, y.Path, x.Where, y.Where, b, done)
}

func (m matcher) compare(x, y *filter.Compare, b Bindings, done done) bool {
	b, ok := m.path(x.Path, y.Path, b)
	if !ok {
		return false
	}
	b, ok = m.operation(x.Op, y.Op, x.Value, y.Value, y.Path, b)
	return ok && done(b)
}

// path matches one path, from the resource or from an element.
func (m matcher) path(p, q filter.Path, b Bindings) (Bindings, bool) {
	if !filter.IsHole(p.Name) {
		return b, sameName(m.s, m.of, p, q)
	}
	if x := b.get(p.Name); x != nil {
		return b, sameName(m.s, m.of, x.path, q)
	}
	return b.with(binding{hole: p.Name, path: q}), true
}

// operation matches an operator and its literal, at the path of the filter's.
func (m matcher) operation(p, q filter.Op, want, got filter.Literal, at filter.Path, b Bindings) (Bindings, bool) {
	switch x := b.get(string(p)); {
	case !filter.IsHole(p):
		if p != q {
			return b, false
		}
	case q == filter.Pr || x != nil && x.op != q:
		return b, false
	case x == nil:
		b = b.with(binding{hole: string(p), op: q})
	}
	if !filter.IsHole(want) {
		attr, known := m.s.Find(m.of, at)
		return b, want.Same(got, known && !attr.CaseExact)
	}
	if x := b.get(string(want)); x != nil {
		return b, x.literal.Same(got, false)
	}
	return b.with(binding{hole: string(want), literal: got}), got.Kind() != filter.KindNull
}
