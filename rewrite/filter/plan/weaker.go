package plan

import "scimshim/rewrite/filter"

// maxInner is how many terms in brackets are tried in all combinations.
const maxInner = 6

// weaker returns filters that a term of a normal form implies, itself first and
// the more selective before the less: each is true of every resource of which the
// term is.
func (x *search) weaker(term filter.Expr) []filter.Expr {
	list := []filter.Expr{term}
	switch t := term.(type) {
	case *filter.Compare:
		list = append(list, x.weakerCompare(t)...)
		if has := x.asHas(t); has != nil {
			list = append(list, has)
		}
	case *filter.Has:
		list = append(list, x.weakerHas(t)...)
	case *filter.Not:
		c, ok := t.X.(*filter.Compare)
		if ok && c.Op == filter.Eq && c.Value.Kind() == filter.KindNull && x.isSingle(c.Path) {
			list = append(list, &filter.Compare{Path: c.Path, Op: filter.Pr})
		}
	}
	return list
}

// isSingle reports whether a resource has at most one value of an attribute, so that
// it is there if it is not null.
func (x *search) isSingle(p filter.Path) bool {
	a, known := x.s.Find(filter.Path{}, p)
	whole, knownWhole := x.s.Types.Find(x.s.Resource, filter.Path{Schema: p.Schema, Name: p.Name})
	return known && knownWhole && !a.Multi && !whole.Multi
}

// weakerCompare returns comparisons of the same attribute that one implies.
func (x *search) weakerCompare(c *filter.Compare) []filter.Expr {
	var list []filter.Expr
	p := prover{keyer: keyer{s: x.s, fold: !x.s.AnyCase}, steps: x.steps}
	for _, op := range [...]filter.Op{filter.Sw, filter.Ew, filter.Co, filter.Ge, filter.Le} {
		if w := (&filter.Compare{Path: c.Path, Op: op, Value: c.Value}); op != c.Op && p.compareImplies(c, w) {
			list = append(list, w)
		}
	}
	// What is missing may satisfy ne.
	if c.Op != filter.Pr && c.Op != filter.Ne && c.Value.Kind() != filter.KindNull {
		list = append(list, &filter.Compare{Path: c.Path, Op: filter.Pr})
	}
	return list
}

// asHas returns a comparison of a sub-attribute as one of the elements, or nil: that
// one of them has it is what both say.
func (x *search) asHas(c *filter.Compare) filter.Expr {
	if c.Path.Sub == "" || c.Op == filter.Pr || c.Op == filter.Ne || c.Value.Kind() == filter.KindNull {
		return nil
	}
	parent := filter.Path{Schema: c.Path.Schema, Name: c.Path.Name}
	if a, known := x.s.Types.Find(x.s.Resource, parent); !known || !a.Multi || a.Type != filter.TypeComplex {
		return nil
	}
	inner := &filter.Compare{Path: filter.Path{Name: c.Path.Sub}, Op: c.Op, Value: c.Value}
	return &filter.Has{Path: parent, Where: inner}
}

// weakerHas returns what a value path implies: one with less in its brackets, with
// weaker comparisons there, and what its comparisons say of the elements.
func (x *search) weakerHas(h *filter.Has) []filter.Expr {
	inner := filter.Terms(h.Where)
	list := subsets(h.Path, inner)
	of := *x.s
	for _, e := range inner {
		c, ok := e.(*filter.Compare)
		if !ok || c.Op == filter.Pr || c.Value.Kind() == filter.KindNull {
			continue
		}
		p := prover{keyer: keyer{s: &of, of: h.Path, fold: !of.AnyCase}, steps: x.steps}
		for _, op := range [...]filter.Op{filter.Sw, filter.Ew, filter.Co, filter.Ge, filter.Le} {
			if w := (&filter.Compare{Path: c.Path, Op: op, Value: c.Value}); op != c.Op && p.compareImplies(c, w) {
				list = append(list, &filter.Has{Path: h.Path, Where: w})
			}
		}
	}
	for _, c := range comparisons(h) {
		list = append(list, c)
		list = append(list, x.weakerCompare(c)...)
	}
	if needsMember(h.Where) {
		list = append(list, &filter.Compare{Path: h.Path, Op: filter.Pr})
	}
	return list
}

// subsets returns the value paths with some of the terms in the brackets, those
// with more of them first.
func subsets(p filter.Path, terms []filter.Expr) []filter.Expr {
	n := len(terms)
	if n < 2 || n > maxInner {
		return nil
	}
	var list []filter.Expr
	for size := n - 1; size > 0; size-- {
		for mask := 1; mask < 1<<n; mask++ {
			var some []filter.Expr
			for i, e := range terms {
				if mask&(1<<i) != 0 {
					some = append(some, e)
				}
			}
			if len(some) == size {
				list = append(list, &filter.Has{Path: p, Where: filter.AllOf(some...)})
			}
		}
	}
	return list
}
