package filter

// maxInner is how many terms in brackets are tried in all combinations.
const maxInner = 6

// weaker returns filters that a term of a normal form implies, itself first and
// the more selective before the less: each is true of every resource of which the
// term is.
func (x *search) weaker(term Expr) []Expr {
	list := []Expr{term}
	switch t := term.(type) {
	case *Compare:
		list = append(list, x.weakerCompare(t)...)
		if has := x.asHas(t); has != nil {
			list = append(list, has)
		}
	case *Has:
		list = append(list, x.weakerHas(t)...)
	case *Not:
		if c, ok := t.X.(*Compare); ok && c.Op == Eq && c.Value.Kind() == KindNull && x.isSingle(c.Path) {
			list = append(list, &Compare{c.Path, Pr, ""})
		}
	}
	return list
}

// isSingle reports whether a resource has at most one value of an attribute, so that
// it is there if it is not null.
func (x *search) isSingle(p Path) bool {
	a, known := x.s.Find(Path{}, p)
	whole, knownWhole := x.s.Types.Find(x.s.Resource, Path{Schema: p.Schema, Name: p.Name})
	return known && knownWhole && !a.Multi && !whole.Multi
}

// weakerCompare returns comparisons of the same attribute that one implies.
func (x *search) weakerCompare(c *Compare) []Expr {
	var list []Expr
	p := prover{keyer: keyer{s: x.s, fold: !x.s.AnyCase}, steps: x.steps}
	for _, op := range [...]Op{Sw, Ew, Co, Ge, Le} {
		if w := (&Compare{c.Path, op, c.Value}); op != c.Op && p.compareImplies(c, w) {
			list = append(list, w)
		}
	}
	if c.Op != Pr && c.Op != Ne && c.Value.Kind() != KindNull { // ne may be true of what is missing
		list = append(list, &Compare{c.Path, Pr, ""})
	}
	return list
}

// asHas returns a comparison of a sub-attribute as one of the elements, or nil: that
// one of them has it is what both say.
func (x *search) asHas(c *Compare) Expr {
	if c.Path.Sub == "" || c.Op == Pr || c.Op == Ne || c.Value.Kind() == KindNull {
		return nil
	}
	parent := Path{Schema: c.Path.Schema, Name: c.Path.Name}
	if a, known := x.s.Types.Find(x.s.Resource, parent); !known || !a.Multi || a.Type != TypeComplex {
		return nil
	}
	return &Has{parent, &Compare{Path{Name: c.Path.Sub}, c.Op, c.Value}}
}

// weakerHas returns what a value path implies: one with less in its brackets, with
// weaker comparisons there, and what its comparisons say of the elements.
func (x *search) weakerHas(h *Has) []Expr {
	inner := Terms(h.Where)
	list := subsets(h.Path, inner)
	of := *x.s
	for _, e := range inner {
		c, ok := e.(*Compare)
		if !ok || c.Op == Pr || c.Value.Kind() == KindNull {
			continue
		}
		p := prover{keyer: keyer{s: &of, of: h.Path, fold: !of.AnyCase}, steps: x.steps}
		for _, op := range [...]Op{Sw, Ew, Co, Ge, Le} {
			if w := (&Compare{c.Path, op, c.Value}); op != c.Op && p.compareImplies(c, w) {
				list = append(list, &Has{h.Path, w})
			}
		}
	}
	for _, c := range comparisons(h) {
		list = append(list, c)
		list = append(list, x.weakerCompare(c)...)
	}
	if needsMember(h.Where) {
		list = append(list, &Compare{h.Path, Pr, ""})
	}
	return list
}

// subsets returns the value paths with some of the terms in the brackets, those
// with more of them first.
func subsets(p Path, terms []Expr) []Expr {
	n := len(terms)
	if n < 2 || n > maxInner {
		return nil
	}
	var list []Expr
	for size := n - 1; size > 0; size-- {
		for mask := 1; mask < 1<<n; mask++ {
			var some []Expr
			for i, e := range terms {
				if mask&(1<<i) != 0 {
					some = append(some, e)
				}
			}
			if len(some) == size {
				list = append(list, &Has{p, AllOf(some...)})
			}
		}
	}
	return list
}
