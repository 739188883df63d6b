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
		return &And{b.fillList(x.List)}
	case *Or:
		return &Or{b.fillList(x.List)}
	case *Compare:
		if !isHole(x.Path.Name) && !isHole(x.Op) && !isHole(x.Value) {
			return x
		}
		return &Compare{b.fillPath(x.Path), b.fillOp(x.Op), b.fillLiteral(x.Value)}
	case *Has:
		return &Has{b.fillPath(x.Path), b.fill(x.Where)}
	case *Select:
		return &Select{b.fillPath(x.Path), b.fill(x.Where), x.Sub, b.fillOp(x.Op), b.fillLiteral(x.Value)}
	}
	panic("BUG: a constant in a pattern")
}

func (b Bindings) fillList(list []Expr) []Expr {
	filled := make([]Expr, len(list))
	for i, e := range list {
		filled[i] = b.fill(e)
	}
	return filled
}

func (b Bindings) fillPath(p Path) Path {
	if isHole(p.Name) {
		return b.must(p.Name).path
	}
	return p
}

func (b Bindings) fillOp(op Op) Op {
	if isHole(op) {
		return b.must(string(op)).op
	}
	return op
}

func (b Bindings) fillLiteral(l Literal) Literal {
	if isHole(l) {
		return b.must(string(l)).literal
	}
	return l
}
