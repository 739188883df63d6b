package plan

import "scimshim/rewrite/filter"

// A Relation is what one pattern selects, compared with another.
type Relation uint8

// The relations that can be proven. Other is all that is not proven: the
// pattern may miss what the other selects.
const (
	Other Relation = iota
	Wider
	Equivalent
)

// String returns other, wider or equivalent.
func (r Relation) String() string { return [...]string{"other", "wider", "equivalent"}[r] }

// Relate tells what to selects relative to from, whatever fills the holes and
// whatever is in the directory. Equivalent and Wider are proofs: to is never
// less true than from; Equivalent also where both stand under a not, where what is
// missing satisfies nothing for certain. It knows the laws of Normal, and that a filter gets wider
// by terms less in an and, also in brackets, by terms more in an or, by a plain
// comparison in place of a value path with it, by a weaker operator with the
// same value, and by pr in place of what compares the same attribute.
func Relate(from, to *Pattern, s *filter.Scope) Relation {
	f, t := Normal(from.expr, s), Normal(to.expr, s)
	proven := func(f, t filter.Expr, negated bool) bool {
		return prover{keyer{s: s, fold: !s.AnyCase}, new(int), negated}.implies(f, t)
	}
	switch {
	case !proven(f, t, false):
		return Other
	case !proven(t, f, false) || !proven(f, t, true) || !proven(t, f, true):
		return Wider
	}
	return Equivalent
}

// A prover looks for proofs that one normal form implies another. The ways to go
// through two filters of many brackets are too many to try all: beyond maxSteps,
// nothing is proven.
type prover struct {
	keyer
	steps   *int
	negated bool // whether what is implied is implied the other way round, under a not
}

// implies tells whether t is proven to be at least as true as f, in Kleene's
// order, for each resource, or for each element inside brackets.
func (p prover) implies(f, t filter.Expr) bool {
	if *p.steps++; *p.steps > maxSteps {
		return false
	}
	if p.key(f) == p.key(t) {
		return true
	}
	if x, ok := t.(*filter.And); ok {
		return all(x.List, func(y filter.Expr) bool { return p.implies(f, y) })
	}
	if x, ok := f.(*filter.Or); ok {
		return all(x.List, func(y filter.Expr) bool { return p.implies(y, t) })
	}
	if x, ok := t.(*filter.Or); ok && some(x.List, func(y filter.Expr) bool { return p.implies(f, y) }) {
		return true
	}
	switch x := f.(type) {
	case *filter.And:
		return some(x.List, func(y filter.Expr) bool { return p.implies(y, t) })
	case *filter.Not:
		y, ok := t.(*filter.Not)
		p.negated = !p.negated
		return ok && p.implies(y.X, x.X)
	case *filter.Has:
		return p.hasImplies(x, t)
	case *filter.Compare:
		y, ok := t.(*filter.Compare)
		return ok && p.compareImplies(x, y)
	}
	return false
}

func all(list []filter.Expr, f func(filter.Expr) bool) bool {
	return !some(list, func(e filter.Expr) bool { return !f(e) })
}

func some(list []filter.Expr, f func(filter.Expr) bool) bool {
	for _, e := range list {
		if f(e) {
			return true
		}
	}
	return false
}

// hasImplies proves from an element that satisfies f.Where.
func (p prover) hasImplies(f *filter.Has, t filter.Expr) bool {
	inner := prover{keyer{p.s, f.Path, p.fold}, p.steps, p.negated}
	switch x := t.(type) {
	case *filter.Has:
		return f.Path.Is(x.Path) && inner.implies(f.Where, x.Where)
	case *filter.Compare:
		if f.Path.Is(x.Path) {
			return x.Op == filter.Pr && !p.negated && needsMember(f.Where)
		}
		sub, ok := subOf(f.Path, x.Path)
		return ok && inner.implies(f.Where, &filter.Compare{Path: filter.Path{Name: sub}, Op: x.Op, Value: x.Value})
	}
	return false
}

// subOf returns the sub-attribute of a that p is.
func subOf(a, p filter.Path) (sub string, ok bool) {
	sub, p.Sub = p.Sub, ""
	return sub, sub != "" && a.Is(p)
}

// needsMember tells whether no element without members satisfies where.
func needsMember(where filter.Expr) bool {
	switch x := where.(type) {
	case *filter.And:
		return some(x.List, needsMember)
	case *filter.Or:
		return all(x.List, needsMember)
	case *filter.Compare:
		return x.Value.Kind() != filter.KindNull
	}
	return false
}

// compareImplies proves from a comparison on the same attribute, or on a
// sub-attribute of it. Null is special: eq null is true of what is missing.
func (p prover) compareImplies(f, t *filter.Compare) bool {
	if f.Value.Kind() == filter.KindNull || t.Value.Kind() == filter.KindNull {
		return false
	}
	if t.Op == filter.Pr {
		if f.Op == filter.Ne || p.negated && f.Op != filter.Pr {
			return false // what is missing may satisfy ne, or not (eq), all the same
		}
		_, isSub := subOf(t.Path, f.Path)
		_, known := p.s.Find(p.of, f.Path)
		return f.Path.Is(t.Path) || isSub && known
	}
	return f.Path.Is(t.Path) && p.literal(f) == p.literal(t) && p.weaker(f, t.Op)
}

// weaker tells whether op is true wherever f is, with f's literal. What eq says
// about parts and order depends on the type.
func (p prover) weaker(f *filter.Compare, op filter.Op) bool {
	switch f.Op {
	case filter.Sw, filter.Ew:
		return op == filter.Co
	case filter.Gt:
		return op == filter.Ge
	case filter.Lt:
		return op == filter.Le
	case filter.Eq:
		attr, known := p.s.Find(p.of, f.Path)
		return known && (op.IsPart() && hasParts(attr) || (op == filter.Ge || op == filter.Le) && hasOrder(attr))
	}
	return false
}

// hasParts tells whether co, sw and ew mean something on a.
func hasParts(a filter.Attribute) bool {
	return a.Type == filter.TypeString || a.Type == filter.TypeReference
}

// hasOrder tells whether gt, ge, lt and le mean something on a.
func hasOrder(a filter.Attribute) bool {
	return a.Type != filter.TypeBoolean && a.Type != filter.TypeBinary && a.Type != filter.TypeComplex
}
