package plan

import "scimshim/rewrite/filter"

// Normal returns a filter that selects what e does on any directory, in one
// form for filters that differ by these laws only:
//
//   - a[f].s op v is a[f and s op v], and a[f] op v is a[f and value op v]: that
//     is what clients mean by them.
//   - a op v is a.value op v where a is known as complex, with a sub-attribute
//     value: an operator needs a plain value, and that is the one (RFC 7643,
//     section 2.4).
//     Not so pr and comparisons with null, which are about the elements.
//   - The core URN in front of an attribute may be left out (RFC 7644, section
//     3.10), and a dot after the URN of an extension is a colon.
//   - Names are spelled as in their schema: they have no case (RFC 7643, 2.1).
//   - not (not (x)) is x; not (x and y) is not (x) or not (y), and so with or.
//     Kleene's logic has these laws, too. What is in brackets stays there, as
//     another element may satisfy the opposite.
//   - and in and, or in or is one list; a term that is there twice counts once.
//
// Terms stay in their order. A value path and a plain conjunction are not the
// same: different elements may satisfy the parts of the latter.
func Normal(e filter.Expr, s *filter.Scope) filter.Expr { return normalizer{s: s}.normal(e, false) }

// A normalizer knows where the paths of an expression are looked up.
type normalizer struct {
	s  *filter.Scope
	of filter.Path // the attribute before the brackets, if inside any
}

// normal returns the normal form of e, or of its negation.
func (n normalizer) normal(e filter.Expr, negated bool) filter.Expr {
	switch x := e.(type) {
	case filter.Const:
		return filter.Const(bool(x) != negated)
	case *filter.Not:
		return n.normal(x.X, !negated)
	case *filter.And:
		return n.join(x, x.List, negated, !negated)
	case *filter.Or:
		return n.join(x, x.List, negated, negated)
	case *filter.Compare:
		e = n.compare(x)
	case *filter.Has:
		e = n.has(x)
	case *filter.Select:
		e = n.has(x.Has())
	default:
		panic("BUG: an unknown kind of filter")
	}
	if negated {
		return &filter.Not{X: e}
	}
	return e
}

// join returns the And or the Or of the normal forms of list.
func (n normalizer) join(e filter.Expr, list []filter.Expr, negated, and bool) filter.Expr {
	normal, changed := list, negated
	for i, x := range list {
		y := n.normal(x, negated)
		if y == x && !changed {
			continue
		}
		if !changed || i == 0 {
			normal, changed = append(make([]filter.Expr, 0, len(list)), list[:i]...), true
		}
		normal = append(normal, y)
	}
	if once := n.once(normal); !changed && len(once) == len(list) {
		return e
	}
	joined := filter.AnyOf
	if and {
		joined = filter.AllOf
	}
	e = joined(normal...)
	switch x := e.(type) {
	case *filter.And:
		return filter.AllOf(n.once(x.List)...)
	case *filter.Or:
		return filter.AnyOf(n.once(x.List)...)
	}
	return e
}

// fewTerms is how many comparisons are compared with each other rather than by
// their keys.
const fewTerms = 8

// once returns list without the terms that it had before, list itself if there are
// none.
func (n normalizer) once(list []filter.Expr) []filter.Expr {
	if n.differ(list) {
		return list
	}
	seen := make(map[string]bool, len(list))
	kept := make([]filter.Expr, 0, len(list))
	for _, e := range list {
		if key := (keyer{s: n.s, of: n.of}).key(e); !seen[key] {
			seen[key] = true
			kept = append(kept, e)
		}
	}
	return kept
}

// differ reports whether list is short, and each of it certainly a comparison of
// its own.
func (n normalizer) differ(list []filter.Expr) bool {
	if len(list) > fewTerms {
		return false
	}
	for i, e := range list {
		c, ok := e.(*filter.Compare)
		if !ok {
			return len(list) == 1
		}
		for _, other := range list[:i] {
			if d := other.(*filter.Compare); c.Op == d.Op && c.Path.Is(d.Path) {
				return false
			}
		}
	}
	return true
}

func (n normalizer) compare(c *filter.Compare) *filter.Compare {
	path := n.path(c.Path)
	if n.of == (filter.Path{}) && c.Op != filter.Pr && c.Value.Kind() != filter.KindNull {
		if a, ok := n.s.Types.Find(n.s.Resource, path); ok && a.ComparesValue() {
			value, _ := a.Sub("value")
			path.Sub = value.Name
		}
	}
	if path == c.Path {
		return c
	}
	return &filter.Compare{Path: path, Op: c.Op, Value: c.Value}
}

func (n normalizer) has(h *filter.Has) filter.Expr {
	path := n.path(h.Path)
	where := normalizer{n.s, path}.normal(h.Where, false)
	if path == h.Path && where == h.Where {
		return h
	}
	return &filter.Has{Path: path, Where: where}
}

// path returns p in the spelling of its schema.
func (n normalizer) path(p filter.Path) filter.Path {
	if n.of == (filter.Path{}) {
		return n.s.Types.Canonical(n.s.Resource, p)
	}
	if a, ok := n.s.Find(n.of, p); ok {
		p.Name = a.Name
	}
	return p
}

// sameName tells whether p and q name the same attribute, looked up as Scope.Find
// does.
func sameName(s *filter.Scope, of, p, q filter.Path) bool {
	if of != (filter.Path{}) {
		return p.Is(q)
	}
	return s.Types.Canonical(s.Resource, p).Is(s.Types.Canonical(s.Resource, q))
}
