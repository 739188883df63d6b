package filter

import "slices"

// Map returns e with f applied to each leaf: each Compare, Select and Has, the
// last as a whole, not to what is inside its brackets. To keep a leaf f returns
// its argument; to remove it, the Const that it stands for.
//
// Map folds constants away, flattens, and shares what f kept: it returns e
// itself, and allocates nothing, when f kept everything. It never modifies e.
func Map(e Expr, f func(Expr) Expr) Expr {
	switch x := e.(type) {
	case *Not:
		if y := Map(x.X, f); y != x.X {
			return NotOf(y)
		}
		return e
	case *And:
		if list := mapList(x.List, f); list != nil {
			return AllOf(list...)
		}
		return e
	case *Or:
		if list := mapList(x.List, f); list != nil {
			return AnyOf(list...)
		}
		return e
	case Const:
		return e
	}
	return f(e)
}

// mapList returns a new list of what Map makes of each element, or nil if it
// keeps all of them.
func mapList(list []Expr, f func(Expr) Expr) []Expr {
	var mapped []Expr
	for i, e := range list {
		m := Map(e, f)
		if mapped == nil && m != e {
			mapped = append(make([]Expr, 0, len(list)), list[:i]...)
		}
		if mapped != nil {
			mapped = append(mapped, m)
		}
	}
	return mapped
}

// AllOf returns what is true where each of list is: the And of it, flattened and
// without constants. Of one it is that one, of none it is true. It may keep
// list, which must not be modified then.
func AllOf(list ...Expr) Expr { return join(list, true) }

// AnyOf returns what is true where one of list is: the Or of it, flattened and
// without constants. Of one it is that one, of none it is false. It may keep
// list, which must not be modified then.
func AnyOf(list ...Expr) Expr { return join(list, false) }

// join returns the And (unit true) or the Or (unit false) of list. The unit
// vanishes from the list; its opposite decides it.
func join(list []Expr, unit Const) Expr {
	if !isFlat(list, unit) {
		flat := make([]Expr, 0, len(list)+2)
		for _, e := range list {
			flat = append(flat, operands(e, unit)...)
		}
		list = flat
	}
	switch {
	case slices.Contains(list, Expr(!unit)):
		return !unit
	case len(list) == 0:
		return unit
	case len(list) == 1:
		return list[0]
	case bool(unit):
		return &And{list}
	}
	return &Or{list}
}

// isFlat tells whether each of list is its own only operand.
func isFlat(list []Expr, unit Const) bool {
	for _, e := range list {
		switch e.(type) {
		case *And:
			if unit {
				return false
			}
		case *Or:
			if !unit {
				return false
			}
		case Const:
			return false
		}
	}
	return true
}

// operands returns what e adds to the list of an And (unit true) or an Or.
func operands(e Expr, unit Const) []Expr {
	switch x := e.(type) {
	case *And:
		if unit {
			return x.List
		}
	case *Or:
		if !unit {
			return x.List
		}
	case Const:
		if x == unit {
			return nil
		}
	}
	return []Expr{e}
}

// NotOf returns what is true where e is false.
func NotOf(e Expr) Expr {
	if c, ok := e.(Const); ok {
		return !c
	}
	return &Not{e}
}

// Equal tells whether a and b are the same tree: names alike but for the case of
// ASCII letters, literals alike in their text, lists in the same order.
//
//nolint:cyclop // one case for each kind of filter
func Equal(a, b Expr) bool {
	switch x := a.(type) {
	case *Compare:
		y, ok := b.(*Compare)
		return ok && x.Path.Is(y.Path) && x.Op == y.Op && x.Value == y.Value
	case *Has:
		y, ok := b.(*Has)
		return ok && x.Path.Is(y.Path) && Equal(x.Where, y.Where)
	case *Select:
		y, ok := b.(*Select)
		return ok && x.Path.Is(y.Path) && Equal(x.Where, y.Where) &&
			Fold(x.Sub, y.Sub) && x.Op == y.Op && x.Value == y.Value
	case *Not:
		y, ok := b.(*Not)
		return ok && Equal(x.X, y.X)
	case *And:
		y, ok := b.(*And)
		return ok && slices.EqualFunc(x.List, y.List, Equal)
	case *Or:
		y, ok := b.(*Or)
		return ok && slices.EqualFunc(x.List, y.List, Equal)
	}
	return a == b
}

// MapPaths returns e with f applied to each attribute that it names: to those that
// are compared, to those in front of brackets, and to those in brackets and after
// them, which f is given as sub-attributes of the one in front: emails[type eq "x"]
// asks for emails and for emails.type. Of what f returns for the latter, the last
// name is put in. What stands after brackets that follow a sub-attribute is left
// alone: RFC 7644 has none there.
//
// Where f returns a sub-attribute for an attribute in front of brackets, the term
// stays, as no sub-attribute can stand there. As with Map, e itself is returned if f
// keeps everything.
func MapPaths(e Expr, f func(Path) Path) Expr {
	return Map(e, func(leaf Expr) Expr {
		switch x := leaf.(type) {
		case *Compare:
			if p := f(x.Path); p != x.Path {
				return &Compare{p, x.Op, x.Value}
			}
		case *Has:
			t := Target{Path: x.Path, Where: x.Where}
			if m := t.MapPaths(f); m != t {
				return &Has{m.Path, m.Where}
			}
		case *Select:
			t := Target{x.Path, x.Where, x.Sub}
			if m := t.MapPaths(f); m != t {
				return &Select{m.Path, m.Where, m.Sub, x.Op, x.Value}
			}
		}
		return leaf
	})
}

// MapPaths returns t with f applied to each attribute that it names, as the function
// MapPaths does.
func (t Target) MapPaths(f func(Path) Path) Target {
	of, to := t.Path, f(t.Path)
	switch {
	case t.Where == nil, of.Sub != "":
		t.Path = to
		return t
	case to.Sub != "":
		return t
	}
	t.Path = to
	t.Where = Map(t.Where, func(leaf Expr) Expr {
		c, ok := leaf.(*Compare)
		if !ok || c.Path.Schema != "" || c.Path.Sub != "" {
			return leaf
		}
		name := f(c.Path.In(of)).last()
		if name == c.Path.Name {
			return leaf
		}
		return &Compare{Path{Name: name}, c.Op, c.Value}
	})
	if t.Sub != "" {
		t.Sub = f(Path{Name: t.Sub}.In(of)).last()
	}
	return t
}

// Attribute returns the attribute that t points at, with the sub-attribute behind a filter.
func (t Target) Attribute() Path {
	p := t.Path
	if t.Sub != "" {
		p.Sub = t.Sub
	}
	return p
}

// last returns the last of the names of a path.
func (p Path) last() string {
	if p.Sub != "" {
		return p.Sub
	}
	return p.Name
}

// In returns the attribute of a resource that p is, where it stands in the brackets
// after of: a sub-attribute of that. A path that has more than a name, or stands in
// no brackets, which is an empty of, is one of a resource as it is.
func (p Path) In(of Path) Path {
	if of.Name == "" || p.Schema != "" || p.Sub != "" {
		return p
	}
	of.Sub = p.Name
	return of
}
