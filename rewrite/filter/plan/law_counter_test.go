package plan

import (
	"strings"
	"testing"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/racetest"
)

// everywhere returns e with f applied to each filter in it, innermost first,
// those in brackets included.
func everywhere(e filter.Expr, f func(filter.Expr) filter.Expr) filter.Expr {
	list := func(list []filter.Expr) []filter.Expr {
		var done []filter.Expr
		for _, x := range list {
			done = append(done, everywhere(x, f))
		}
		return done
	}
	switch x := e.(type) {
	case *filter.Not:
		e = &filter.Not{X: everywhere(x.X, f)}
	case *filter.And:
		e = filter.AllOf(list(x.List)...)
	case *filter.Or:
		e = filter.AnyOf(list(x.List)...)
	case *filter.Has:
		e = &filter.Has{Path: x.Path, Where: everywhere(x.Where, f)}
	case *filter.Select:
		e = &filter.Select{Path: x.Path, Where: everywhere(x.Where, f), Sub: x.Sub, Op: x.Op, Value: x.Value}
	}
	return f(e)
}

// A law rewrites one filter; what it does not know it returns as it is.
type law struct {
	name string
	of   func(filter.Expr) filter.Expr
}

// on makes a law of what is done to one kind of filter.
func on[T filter.Expr](f func(T) filter.Expr) func(filter.Expr) filter.Expr {
	return func(e filter.Expr) filter.Expr {
		if x, ok := e.(T); ok {
			return f(x)
		}
		return e
	}
}

// negated returns the negations of a list.
func negated(list []filter.Expr) []filter.Expr {
	var not []filter.Expr
	for _, e := range list {
		not = append(not, &filter.Not{X: e})
	}
	return not
}

// dotted returns the terms of what is in brackets, each outside of them.
func dotted(h *filter.Has) []filter.Expr {
	terms := []filter.Expr{h.Where}
	if and, ok := h.Where.(*filter.And); ok {
		terms = and.List
	}
	var out []filter.Expr
	for _, e := range terms {
		c, ok := e.(*filter.Compare)
		if !ok || h.Path.Sub != "" {
			return []filter.Expr{h}
		}
		out = append(out, &filter.Compare{Path: filter.Path{Schema: h.Path.Schema, Name: h.Path.Name, Sub: c.Path.Name}, Op: c.Op, Value: c.Value})
	}
	return out
}

// withPath returns a comparison of another attribute.
func withPath(c *filter.Compare, p filter.Path) filter.Expr {
	return &filter.Compare{Path: p, Op: c.Op, Value: c.Value}
}

// laws are right. They are written here once more, apart from Normal.
var laws = []law{
	{"a[f].s op v is a[f and s op v]", on(func(x *filter.Select) filter.Expr { return x.Has() })},
	{"not not", on(func(x *filter.Not) filter.Expr {
		if y, ok := x.X.(*filter.Not); ok {
			return y.X
		}
		return x
	})},
	{"not and", on(func(x *filter.Not) filter.Expr {
		if y, ok := x.X.(*filter.And); ok {
			return filter.AnyOf(negated(y.List)...)
		}
		return x
	})},
	{"not or", on(func(x *filter.Not) filter.Expr {
		if y, ok := x.X.(*filter.Or); ok {
			return filter.AllOf(negated(y.List)...)
		}
		return x
	})},
	{"no case of names", on(func(x *filter.Compare) filter.Expr {
		return withPath(x, filter.Path{Schema: x.Path.Schema, Name: strings.ToUpper(x.Path.Name), Sub: x.Path.Sub})
	})},
	{"any order", on(func(x *filter.And) filter.Expr {
		last := len(x.List) - 1
		return filter.AllOf(append([]filter.Expr{x.List[last]}, x.List[:last]...)...)
	})},
	{"pr is ne null", on(func(x *filter.Compare) filter.Expr {
		if x.Op == filter.Pr {
			return &filter.Compare{Path: x.Path, Op: filter.Ne, Value: "null"}
		}
		return x
	})},
	{"a or in brackets", on(func(x *filter.Has) filter.Expr {
		or, ok := x.Where.(*filter.Or)
		if !ok {
			return x
		}
		var list []filter.Expr
		for _, e := range or.List {
			list = append(list, &filter.Has{Path: x.Path, Where: e})
		}
		return filter.AnyOf(list...)
	})},
}

// mutants are laws with a fault put into them.
var mutants = []law{
	{"a[f].s op v loses f", on(func(x *filter.Select) filter.Expr {
		terms := x.Has().Where.(*filter.And).List
		return &filter.Has{Path: x.Path, Where: terms[len(terms)-1]}
	})},
	{"a[f].s op v loses its comparison", on(func(x *filter.Select) filter.Expr { return &filter.Has{Path: x.Path, Where: x.Where} })},
	{"a[f].s op v is a[f or s op v]", on(func(x *filter.Select) filter.Expr {
		return &filter.Has{Path: x.Path, Where: filter.AnyOf(x.Has().Where.(*filter.And).List...)}
	})},
	{"a[f].s op v is a[f] and a.s op v", on(func(x *filter.Select) filter.Expr {
		return filter.AllOf(&filter.Has{Path: x.Path, Where: x.Where}, &filter.Compare{Path: filter.Path{Schema: x.Path.Schema, Name: x.Path.Name, Sub: x.Sub}, Op: x.Op, Value: x.Value})
	})},
	{"a[f and g] is a.f and a.g", on(func(x *filter.Has) filter.Expr { return filter.AllOf(dotted(x)...) })},
	{"an and in brackets is split", on(func(x *filter.Has) filter.Expr {
		and, ok := x.Where.(*filter.And)
		if !ok {
			return x
		}
		var list []filter.Expr
		for _, e := range and.List {
			list = append(list, &filter.Has{Path: x.Path, Where: e})
		}
		return filter.AllOf(list...)
	})},
	{"a[not f] is not a[f]", on(func(x *filter.Has) filter.Expr {
		if y, ok := x.Where.(*filter.Not); ok {
			return &filter.Not{X: &filter.Has{Path: x.Path, Where: y.X}}
		}
		return x
	})},
	{"not not is not", on(func(x *filter.Not) filter.Expr {
		if _, ok := x.X.(*filter.Not); ok {
			return x.X
		}
		return x
	})},
	{"not (x and y) is not x and not y", on(func(x *filter.Not) filter.Expr {
		if y, ok := x.X.(*filter.And); ok {
			return filter.AllOf(negated(y.List)...)
		}
		return x
	})},
	{"not (x or y) is not x or not y", on(func(x *filter.Not) filter.Expr {
		if y, ok := x.X.(*filter.Or); ok {
			return filter.AnyOf(negated(y.List)...)
		}
		return x
	})},
	{"not eq is ne", on(func(x *filter.Not) filter.Expr {
		if c, ok := x.X.(*filter.Compare); ok && c.Op == filter.Eq {
			return &filter.Compare{Path: c.Path, Op: filter.Ne, Value: c.Value}
		}
		return x
	})},
	{"ne is not eq", on(func(x *filter.Compare) filter.Expr {
		if x.Op == filter.Ne {
			return &filter.Not{X: &filter.Compare{Path: x.Path, Op: filter.Eq, Value: x.Value}}
		}
		return x
	})},
	{"pr is ne empty", on(func(x *filter.Compare) filter.Expr {
		if x.Op == filter.Pr {
			return &filter.Compare{Path: x.Path, Op: filter.Ne, Value: `""`}
		}
		return x
	})},
	{"eq is sw", on(func(x *filter.Compare) filter.Expr {
		if x.Op == filter.Eq && x.Value.Kind() == filter.KindString {
			return &filter.Compare{Path: x.Path, Op: filter.Sw, Value: x.Value}
		}
		return x
	})},
	{"gt is not le", on(func(x *filter.Compare) filter.Expr {
		if x.Op == filter.Gt {
			return &filter.Not{X: &filter.Compare{Path: x.Path, Op: filter.Le, Value: x.Value}}
		}
		return x
	})},
	{"ge is gt", on(func(x *filter.Compare) filter.Expr {
		if x.Op == filter.Ge {
			return &filter.Compare{Path: x.Path, Op: filter.Gt, Value: x.Value}
		}
		return x
	})},
	{"externalId has no case", on(func(x *filter.Compare) filter.Expr {
		if filter.Fold(x.Path.Name, "externalId") {
			return &filter.Compare{Path: x.Path, Op: x.Op, Value: upper(x.Value)}
		}
		return x
	})},
	{"any URN may be left out", on(func(x *filter.Compare) filter.Expr {
		return withPath(x, filter.Path{Schema: "", Name: x.Path.Name, Sub: x.Path.Sub})
	})},
	{"a.s is a", on(func(x *filter.Compare) filter.Expr {
		return withPath(x, filter.Path{Schema: x.Path.Schema, Name: x.Path.Name})
	})},
	{"a term is lost", on(func(x *filter.And) filter.Expr { return filter.AllOf(x.List[1:]...) })},
	{"and is or", on(func(x *filter.And) filter.Expr { return filter.AnyOf(x.List...) })},
	{"or is and", on(func(x *filter.Or) filter.Expr { return filter.AllOf(x.List...) })},
	{"no literal but a string", on(func(x *filter.Compare) filter.Expr {
		if x.Op == filter.Pr || x.Value.Kind() == filter.KindString {
			return x
		}
		return &filter.Compare{Path: x.Path, Op: x.Op, Value: filter.Quote(string(x.Value))}
	})},
}

// wrong returns what shows that a law changes what one filter means, or nothing.
func (l law) wrong(t *testing.T, e filter.Expr) (says string, changed bool) {
	t.Helper()
	out := everywhere(e, l.of)
	if filter.String(out) == filter.String(e) {
		return "", false
	}
	a, b := patternOf(e), patternOf(out)
	missed, added := apart(t, a, b, users())
	for _, x := range []Example{missed, added} {
		if x.Resource != "" {
			return a.String() + " and " + b.String() + ": " + x.Holes + " " + x.Resource, true
		}
	}
	return "", true
}

// A right law has no counter-example, on any filter.
func TestCounterExampleOfLaws(t *testing.T) {
	t.Parallel()
	normal := func(e filter.Expr) filter.Expr { return Normal(e, users()) }
	for i, l := range append(laws, law{"the normal form", on(func(x *filter.Not) filter.Expr { return normal(x) })}) {
		w, changed := newWorld(uint64(20+i)), 0
		for tries := 0; changed < cases(20) && tries < 4000; tries++ {
			says, is := l.wrong(t, w.opened(w.filter(2)))
			if says != "" {
				t.Errorf("%s: %s", l.name, says)
			}
			if is {
				changed++
			}
		}
		if changed < cases(20) {
			t.Errorf("%s: only %d filters are changed", l.name, changed)
		}
	}
}

// Each wrong law has one, on many filters.
func TestCounterExampleOfMutants(t *testing.T) {
	t.Parallel()
	for i, l := range racetest.Some(mutants) {
		w, found, tries := newWorld(uint64(40+i)), 0, 0
		for ; found < 2 && tries < 1000; tries++ {
			if says, _ := l.wrong(t, w.opened(w.filter(2))); says != "" {
				found++
			}
		}
		if found < 2 {
			t.Errorf("%s: found wrong %d times in %d", l.name, found, tries)
		}
	}
}

// What is proven has no counter-example, and most of what is not has one.
func TestCounterExampleOfRelations(t *testing.T) {
	t.Parallel()
	w := newWorld(70)
	var proven, found, other int
	for range cases(250) {
		from := patternOf(w.opened(w.filter(2)))
		to := patternOf(w.near(w.disguise(from.expr), w.leaf))
		missed, added := apart(t, from, to, users())
		relation := Relate(from, to, users())
		switch {
		case relation != Other && missed.Resource != "", relation == Equivalent && added.Resource != "":
			t.Errorf("%s and %s are said to be %v: %v %v", from, to, relation, missed, added)
		case relation != Other:
			proven++
		case missed.Resource != "":
			found++
		default:
			other++
		}
	}
	if proven < cases(50) || found < cases(25) {
		t.Errorf("%d are proven, %d are refuted and %d neither", proven, found, other)
	}
}

// The largest patterns are searched in a bounded time.
func TestCostOfCounterExamples(t *testing.T) {
	for _, text := range costly {
		p, err := ParsePattern(text)
		if err != nil {
			continue // what only a lenience reads
		}
		if x := CounterExample(p, p, users()); x.Resource != "" {
			t.Errorf("a filter differs from itself: %.80s", text)
		}
	}
}
