package filter

// Bindings are what the holes of a pattern stand for in one match. They never
// change; a copy costs nothing.
type Bindings struct{ last *binding }

// A binding is what one hole stands for, by its kind.
type binding struct {
	hole    string
	literal Literal
	path    Path
	op      Op
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
func (b Bindings) fill(e Expr) Expr {
	switch x := e.(type) {
	case *Not:
		return &Not{b.fill(x.X)}
	case *And:
		return b.fillAnd(x)
	case *Or:
		return &Or{b.fillList(make([]Expr, len(x.List)), x.List)}
	case *Compare:
		if !hasHole(x) {
			return x
		}
		c := b.fillCompare(x)
		return &c
	case *Has:
		return &Has{b.fillPath(x.Path), b.fill(x.Where)}
	case *Select:
		return &Select{b.fillPath(x.Path), b.fill(x.Where), x.Sub, b.fillOp(x.Op), b.fillLiteral(x.Value)}
	}
	panic("BUG: a constant in a pattern")
}

// fillAnd makes room for the usual two terms together with the And: this is on
// the way of each filter that is rewritten (TestFilterAllocates in rules).
func (b Bindings) fillAnd(x *And) *And {
	if len(x.List) != 2 {
		return &And{b.fillList(make([]Expr, len(x.List)), x.List)}
	}
	filled := new(struct {
		and   And
		terms [2]Expr
	})
	filled.and.List = b.fillList(filled.terms[:], x.List)
	return &filled.and
}

// fillList fills the terms of list into dst, and makes the new comparisons in
// one piece.
func (b Bindings) fillList(dst, list []Expr) []Expr {
	n := 0
	for _, e := range list {
		if c, ok := e.(*Compare); ok && hasHole(c) {
			n++
		}
	}
	compares := make([]Compare, 0, n)
	for i, e := range list {
		c, ok := e.(*Compare)
		if !ok || !hasHole(c) {
			dst[i] = b.fill(e)
			continue
		}
		compares = append(compares, b.fillCompare(c))
		dst[i] = &compares[len(compares)-1]
	}
	return dst
}

func hasHole(c *Compare) bool {
	return IsHole(c.Path.Name) || IsHole(c.Op) || IsHole(c.Value)
}

func (b Bindings) fillCompare(c *Compare) Compare {
	return Compare{b.fillPath(c.Path), b.fillOp(c.Op), b.fillLiteral(c.Value)}
}

func (b Bindings) fillPath(p Path) Path {
	if IsHole(p.Name) {
		return b.must(p.Name).path
	}
	return p
}

func (b Bindings) fillOp(op Op) Op {
	if IsHole(op) {
		return b.must(string(op)).op
	}
	return op
}

func (b Bindings) fillLiteral(l Literal) Literal {
	if IsHole(l) {
		return b.must(string(l)).literal
	}
	return l
}
