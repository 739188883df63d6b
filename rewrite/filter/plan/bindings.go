package plan

import "scimshim/rewrite/filter"

// Bindings are what the holes of a pattern stand for in one match. They never
// change; a copy costs nothing.
type Bindings struct{ last *binding }

// A binding is what one hole stands for, by its kind.
type binding struct {
	hole    string
	literal filter.Literal
	path    filter.Path
	op      filter.Op
	next    *binding
}

func (b Bindings) get(hole string) *binding {
	for x := b.last; x != nil; x = x.next {
		if x.hole == hole {
			return x
		}
	}
	return nil
}

// must returns what the hole stands for.
func (b Bindings) must(hole string) *binding {
	x := b.get(hole)
	if x == nil {
		panic("BUG: a pattern is expanded without a value for its hole " + hole)
	}
	return x
}

func (b Bindings) with(x binding) Bindings {
	x.next = b.last
	return Bindings{&x}
}

// fill returns the tree of a pattern with its holes filled. It shares what has
// none with the pattern.
func (b Bindings) fill(e filter.Expr) filter.Expr {
	switch x := e.(type) {
	case *filter.Not:
		return &filter.Not{X: b.fill(x.X)}
	case *filter.And:
		return b.fillAnd(x)
	case *filter.Or:
		return &filter.Or{List: b.fillList(make([]filter.Expr, len(x.List)), x.List)}
	case *filter.Compare:
		if !hasHole(x) {
			return x
		}
		c := b.fillCompare(x)
		return &c
	case *filter.Has:
		return &filter.Has{Path: b.fillPath(x.Path), Where: b.fill(x.Where)}
	case *filter.Select:
		return &filter.Select{Path: b.fillPath(x.Path), Where: b.fill(x.Where), Sub: x.Sub,
			Op: b.fillOp(x.Op), Value: b.fillLiteral(x.Value)}
	}
	panic("BUG: a constant in a pattern")
}

// fillAnd makes room for the usual two terms together with the And: this is on
// the way of each filter that is rewritten (TestFilterAllocates in rules).
func (b Bindings) fillAnd(x *filter.And) *filter.And {
	if len(x.List) != 2 {
		return &filter.And{List: b.fillList(make([]filter.Expr, len(x.List)), x.List)}
	}
	filled := new(struct {
		and   filter.And
		terms [2]filter.Expr
	})
	filled.and.List = b.fillList(filled.terms[:], x.List)
	return &filled.and
}

// fillList fills the terms of list into dst, and makes the new comparisons in
// one piece.
func (b Bindings) fillList(dst, list []filter.Expr) []filter.Expr {
	n := 0
	for _, e := range list {
		if c, ok := e.(*filter.Compare); ok && hasHole(c) {
			n++
		}
	}
	compares := make([]filter.Compare, 0, n)
	for i, e := range list {
		c, ok := e.(*filter.Compare)
		if !ok || !hasHole(c) {
			dst[i] = b.fill(e)
			continue
		}
		compares = append(compares, b.fillCompare(c))
		dst[i] = &compares[len(compares)-1]
	}
	return dst
}

func hasHole(c *filter.Compare) bool {
	return filter.IsHole(c.Path.Name) || filter.IsHole(c.Op) || filter.IsHole(c.Value)
}

func (b Bindings) fillCompare(c *filter.Compare) filter.Compare {
	return filter.Compare{Path: b.fillPath(c.Path), Op: b.fillOp(c.Op), Value: b.fillLiteral(c.Value)}
}

func (b Bindings) fillPath(p filter.Path) filter.Path {
	if filter.IsHole(p.Name) {
		return b.must(p.Name).path
	}
	return p
}

func (b Bindings) fillOp(op filter.Op) filter.Op {
	if filter.IsHole(op) {
		return b.must(string(op)).op
	}
	return op
}

func (b Bindings) fillLiteral(l filter.Literal) filter.Literal {
	if filter.IsHole(l) {
		return b.must(string(l)).literal
	}
	return l
}
