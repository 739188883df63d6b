package filter

// Walk calls f for e and each filter inside it, outermost first, those in the
// brackets of value paths included.
func Walk(e Expr, f func(Expr)) {
	f(e)
	switch x := e.(type) {
	case *Has:
		Walk(x.Where, f)
	case *Select:
		Walk(x.Where, f)
	case *Not:
		Walk(x.X, f)
	case *And:
		for _, y := range x.List {
			Walk(y, f)
		}
	case *Or:
		for _, y := range x.List {
			Walk(y, f)
		}
	}
}

// Paths returns the attributes that a filter is about, each once, in the order
// of the text. For a value path that is the attribute before the brackets.
func Paths(e Expr) []Path {
	var list []Path
	add := func(p Path) {
		for _, q := range list {
			if q.Is(p) {
				return
			}
		}
		list = append(list, p)
	}
	var visit func(Expr)
	visit = func(e Expr) {
		switch x := e.(type) {
		case *Compare:
			add(x.Path)
		case *Has:
			add(x.Path)
		case *Select:
			add(x.Path)
		case *Not:
			visit(x.X)
		case *And:
			for _, y := range x.List {
				visit(y)
			}
		case *Or:
			for _, y := range x.List {
				visit(y)
			}
		}
	}
	visit(e)
	return list
}

// FindPath returns the first of the attributes that a filter is about of which f is true, and
// whether there is one.
func FindPath(e Expr, f func(Path) bool) (found Path, ok bool) {
	switch x := e.(type) {
	case *Compare:
		found = x.Path
	case *Has:
		found = x.Path
	case *Select:
		found = x.Path
	case *Not:
		return FindPath(x.X, f)
	case *And:
		return findPath(x.List, f)
	case *Or:
		return findPath(x.List, f)
	default:
		return found, false
	}
	return found, f(found)
}

func findPath(list []Expr, f func(Path) bool) (found Path, ok bool) {
	for i := 0; i < len(list) && !ok; i++ {
		found, ok = FindPath(list[i], f)
	}
	return found, ok
}

// Named returns the attributes that a filter names, in the order of the text and as
// often as it names them, those in the brackets of value paths with what holds them.
// The holes of a pattern are no names.
func Named(e Expr) []Path { return named(e, Path{}) }

// named returns the attributes that e names where its paths are those of a resource,
// or of the elements of an attribute.
func named(e Expr, of Path) []Path {
	switch x := e.(type) {
	case *Compare:
		return x.Path.namedIn(of)
	case *Has:
		return append(x.Path.namedIn(of), named(x.Where, x.Path)...)
	case *Select:
		list := append(x.Path.namedIn(of), named(x.Where, x.Path)...)
		return append(list, Path{Name: x.Sub}.namedIn(x.Path)...)
	case *Not:
		return named(x.X, of)
	case *And:
		return namedAll(x.List, of)
	case *Or:
		return namedAll(x.List, of)
	}
	return nil
}

func namedAll(terms []Expr, of Path) []Path {
	var list []Path
	for _, x := range terms {
		list = append(list, named(x, of)...)
	}
	return list
}

// namedIn returns p as an attribute of a resource, where it is one of the elements of
// another attribute; nothing where it is a hole, or in one.
func (p Path) namedIn(of Path) []Path {
	if p.Name == "" || IsHole(p.Name) || IsHole(of.Name) {
		return nil
	}
	return []Path{p.In(of)}
}

// Negates reports whether a part of the filter stands under a not.
func Negates(e Expr) bool {
	found := false
	Walk(e, func(x Expr) {
		if _, ok := x.(*Not); ok {
			found = true
		}
	})
	return found
}

// Strict returns the filter in the grammar of RFC 7644: each Select becomes
// the Has that it means. It returns e itself if there is none.
func Strict(e Expr) Expr {
	return Map(e, func(x Expr) Expr {
		if s, ok := x.(*Select); ok {
			return s.Has()
		}
		return x
	})
}

// Has returns the value path that the Select means: its comparison becomes a
// further conjunct of the brackets. A comparison of the elements themselves is
// one of their value (RFC 7643, section 2.4).
func (s *Select) Has() *Has {
	sub := s.sub()
	if _, and := s.Where.(*And); and {
		return &Has{s.Path, AllOf(s.Where, &Compare{Path{Name: sub}, s.Op, s.Value})}
	}
	// In one piece: this is on the way of each filter by e-mail (TestPlanningAllocates
	// in rules).
	made := new(struct {
		has     Has
		and     And
		compare Compare
		terms   [2]Expr
	})
	made.compare = Compare{Path{Name: sub}, s.Op, s.Value}
	made.terms = [2]Expr{s.Where, &made.compare}
	made.and.List = made.terms[:]
	made.has = Has{s.Path, &made.and}
	if _, is := s.Where.(Const); is {
		made.has.Where = AllOf(s.Where, &made.compare)
	}
	return &made.has
}

// sub returns the sub-attribute that a Select compares.
func (s *Select) sub() string {
	if s.Sub == "" {
		return "value"
	}
	return s.Sub
}

// Terms returns the terms of an And, or e itself.
func Terms(e Expr) []Expr {
	if and, ok := e.(*And); ok {
		return and.List
	}
	return []Expr{e}
}
