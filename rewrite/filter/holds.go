package filter

import "scimshim/rewrite/json"

// Holds tells whether the filter e selects the resource, which is one JSON
// object without duplicate names; of any other text nothing is known. It follows RFC 7644, section 3.4.2.2, and
// what that leaves open is decided so:
//
//   - Operators on several values are true where one value satisfies them, ne
//     included. An element of a value path must satisfy all of its filter.
//   - A missing attribute is false under every operator, but for eq null and ne.
//     Whether it satisfies ne, or does not satisfy another operator under a not,
//     is not said, and servers differ: that is Unknown, but for pr and null, which
//     ask for just that. It is Unknown, too, where it may be hidden, or is
//     returned on request or never. null and [] are missing (RFC 7643, section
//     2.5); whether an object without members is present is Unknown.
//   - An operator on a multi-valued complex attribute is one on its value. A
//     plain value among its elements, or in place of an array, is an element.
//   - Strings are compared by the case rule of their attribute. What only an
//     undeclared attribute's case, or a case outside ASCII, would decide is
//     Unknown.
//   - Numbers are compared exactly, dates as instants. Values of different
//     types that spell the same are Unknown, others unequal. An operator that
//     makes no sense on a type is Unknown.
func (s *Scope) Holds(e Expr, resource string) Truth {
	tape := json.TakeTape()
	defer tape.Release()
	if tape.Read(resource, nil) != nil {
		return Unknown
	}
	return s.Selects(e, tape.Root())
}

// Selects is Holds for a resource on a tape.
func (s *Scope) Selects(e Expr, resource json.Value) Truth {
	return view{s: s, object: resource}.truth(e)
}

// A view is where paths are looked up: a resource, or an element of the
// attribute that stands before brackets.
type view struct {
	s      *Scope
	object json.Value
	of     *field // nil for a resource
	judge  *Judge // nil where only one resource is judged

	negated bool // whether an odd number of not is around the filter
}

func (v view) truth(e Expr) Truth {
	switch x := e.(type) {
	case Const:
		return truthOf(bool(x))
	case *Not:
		v.negated = !v.negated
		return v.truth(x.X).Not()
	case *And:
		return v.all(x.List)
	case *Or:
		return v.any(x.List)
	case *Compare:
		return v.compare(x)
	case *Has:
		return v.some(x.Path, func(element view) Truth { return element.truth(x.Where) })
	case *Select:
		return v.some(x.Path, func(element view) Truth {
			return element.truth(x.Where).And(element.selected(x))
		})
	}
	panic("BUG: an unknown kind of filter")
}

func (v view) all(list []Expr) Truth {
	t := True
	for i := 0; i < len(list) && t != False; i++ {
		t = t.And(v.truth(list[i]))
	}
	return t
}

func (v view) any(list []Expr) Truth {
	t := False
	for i := 0; i < len(list) && t != True; i++ {
		t = t.Or(v.truth(list[i]))
	}
	return t
}

// selected judges the comparison after the brackets for one element.
func (v view) selected(x *Select) Truth {
	return v.compare(&Compare{Path: Path{Name: x.sub()}, Op: x.Op, Value: x.Value})
}

// some tells whether f is true of one element of the attribute at p. An element
// that may be hidden is one of which nothing is known.
func (v view) some(p Path, f func(element view) Truth) Truth {
	if v.of != nil {
		return Unknown // RFC 7644 has no brackets in brackets
	}
	if !v.judge.spend(termWork + v.object.Size()) {
		return Unknown
	}
	at := v.judge.field(v, p, false)
	t := False
	at.elements(v.object, func(element json.Value) {
		if element.Exists() {
			t = t.Or(f(view{s: v.s, object: element, of: at, judge: v.judge, negated: v.negated}))
		} else if v.negated || at.missing() != False {
			t = t.Or(f(view{s: v.s, of: at, judge: v.judge, negated: v.negated}).And(Unknown))
		}
	})
	return t.Or(at.rest())
}

// compare judges a comparison, or pr, for the values at its path.
func (v view) compare(c *Compare) Truth {
	if v.of != nil && (c.Path.Schema != "" || c.Path.Sub != "") {
		return Unknown // only sub-attributes can stand in brackets
	}
	if !v.judge.spend(termWork + v.object.Size()) {
		return Unknown
	}
	at := v.judge.field(v, c.Path, c.Op != Pr && c.Value.Kind() != KindNull)
	t := False
	at.values(v.object, func(value json.Value) {
		if v.judge.read(value) {
			t = t.Or(at.judge(c, value, v.negated))
		} else {
			t = t.Or(Unknown)
		}
	})
	return t.Or(at.rest())
}

// judge judges a comparison for one value, which does not exist where it is
// missing.
func (at *field) judge(c *Compare, value json.Value, negated bool) Truth {
	isNull := c.Value.Kind() == KindNull
	switch {
	case c.Op == Pr, isNull && c.Op == Ne:
		return at.present(value)
	case isNull && c.Op == Eq:
		return at.present(value).Not()
	case !value.Exists() && (negated || c.Op == Ne):
		return Unknown
	case !value.Exists():
		return at.missing()
	case isNull:
		return Unknown
	}
	how := at.comparison()
	if how.answered && saysNothing(value) {
		return at.missing()
	}
	return how.judge(c.Op, value, c.Value)
}

// saysNothing tells whether a value is a string that says nothing.
func saysNothing(value json.Value) bool {
	return json.IsBlank(value.Text())
}

// present tells whether there is a value.
func (at *field) present(value json.Value) Truth {
	switch {
	case !value.Exists():
		return at.missing()
	case value.Kind() != '{':
		return True
	}
	for _, member := range value.Members() {
		if !member.Null() {
			return True
		}
	}
	return Unknown
}
