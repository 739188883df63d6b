package filter

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
func Relate(from, to *Pattern, s *Scope) Relation {
	f, t := Normal(from.expr, s), Normal(to.expr, s)
	proven := func(f, t Expr, negated bool) bool {
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
func (p prover) implies(f, t Expr) bool {
	if *p.steps++; *p.steps > maxSteps {
		return false
	}
	if p.key(f) == p.key(t) {
		return true
	}
	if x, ok := t.(*And); ok {
		return all(x.List, func(y Expr) bool { return p.implies(f, y) })
	}
	if x, ok := f.(*Or); ok {
		return all(x.List, func(y Expr) bool { return p.implies(y, t) })
	}
	if x, ok := t.(*Or); ok && some(x.List, func(y Expr) bool { return p.implies(f, y) }) {
		return true
	}
	switch x := f.(type) {
	case *And:
		return some(x.List, func(y Expr) bool { return p.implies(y, t) })
	case *Not:
		y, ok := t.(*Not)
		p.negated = !p.negated
		return ok && p.implies(y.X, x.X)
	case *Has:
		return p.hasImplies(x, t)
	case *Compare:
		y, ok := t.(*Compare)
		return ok && p.compareImplies(x, y)
	}
	return false
}

func all(list []Expr, f func(Expr) bool) bool {
	return !some(list, func(e Expr) bool { return !f(e) })
}

func some(list []Expr, f func(Expr) bool) bool {
	for _, e := range list {
		if f(e) {
			return true
		}
	}
	return false
}

// hasImplies proves from an element that satisfies f.Where.
func (p prover) hasImplies(f *Has, t Expr) bool {
	inner := prover{keyer{p.s, f.Path, p.fold}, p.steps, p.negated}
	switch x := t.(type) {
	case *Has:
		return f.Path.Is(x.Path) && inner.implies(f.Where, x.Where)
	case *Compare:
		if f.Path.Is(x.Path) {
			return x.Op == Pr && !p.negated && needsMember(f.Where)
		}
		sub, ok := subOf(f.Path, x.Path)
		return ok && inner.implies(f.Where, &Compare{Path{Name: sub}, x.Op, x.Value})
	}
	return false
}

// subOf returns the sub-attribute of a that p is.
func subOf(a, p Path) (sub string, ok bool) {
	sub, p.Sub = p.Sub, ""
	return sub, sub != "" && a.Is(p)
}

// needsMember tells whether no element without members satisfies where.
func needsMember(where Expr) bool {
	switch x := where.(type) {
	case *And:
		return some(x.List, needsMember)
	case *Or:
		return all(x.List, needsMember)
	case *Compare:
		return x.Value.Kind() != KindNull
	}
	return false
}

// compareImplies proves from a comparison on the same attribute, or on a
// sub-attribute of it. Null is special: eq null is true of what is missing.
func (p prover) compareImplies(f, t *Compare) bool {
	if f.Value.Kind() == KindNull || t.Value.Kind() == KindNull {
		return false
	}
	if t.Op == Pr {
		if f.Op == Ne || p.negated && f.Op != Pr {
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
func (p prover) weaker(f *Compare, op Op) bool {
	switch f.Op {
	case Sw, Ew:
		return op == Co
	case Gt:
		return op == Ge
	case Lt:
		return op == Le
	case Eq:
		attr, known := p.s.Find(p.of, f.Path)
		return known && (op.IsPart() && hasParts(attr) || (op == Ge || op == Le) && hasOrder(attr))
	}
	return false
}

// hasParts tells whether co, sw and ew mean something on a.
func hasParts(a Attribute) bool { return a.Type == TypeString || a.Type == TypeReference }

// hasOrder tells whether gt, ge, lt and le mean something on a.
func hasOrder(a Attribute) bool {
	return a.Type != TypeBoolean && a.Type != TypeBinary && a.Type != TypeComplex
}
