package filter

import (
	"strings"
	"testing"
)

// everywhere returns e with f applied to each filter in it, innermost first,
// those in brackets included.
func everywhere(e Expr, f func(Expr) Expr) Expr {
	list := func(list []Expr) []Expr {
		var done []Expr
		for _, x := range list {
			done = append(done, everywhere(x, f))
		}
		return done
	}
	switch x := e.(type) {
	case *Not:
		e = &Not{everywhere(x.X, f)}
	case *And:
		e = AllOf(list(x.List)...)
	case *Or:
		e = AnyOf(list(x.List)...)
	case *Has:
		e = &Has{x.Path, everywhere(x.Where, f)}
	case *Select:
		e = &Select{x.Path, everywhere(x.Where, f), x.Sub, x.Op, x.Value}
	}
	return f(e)
}

// A law rewrites one filter; what it does not know it returns as it is.
type law struct {
	name string
	of   func(Expr) Expr
}

// on makes a law of what is done to one kind of filter.
func on[T Expr](f func(T) Expr) func(Expr) Expr {
	return func(e Expr) Expr {
		if x, ok := e.(T); ok {
			return f(x)
		}
		return e
	}
}

// negated returns the negations of a list.
func negated(list []Expr) []Expr {
	var not []Expr
	for _, e := range list {
		not = append(not, &Not{e})
	}
	return not
}

// dotted returns the terms of what is in brackets, each outside of them.
func dotted(h *Has) []Expr {
	terms := []Expr{h.Where}
	if and, ok := h.Where.(*And); ok {
		terms = and.List
	}
	var out []Expr
	for _, e := range terms {
		c, ok := e.(*Compare)
		if !ok || h.Path.Sub != "" {
			return []Expr{h}
		}
		out = append(out, &Compare{Path{h.Path.Schema, h.Path.Name, c.Path.Name}, c.Op, c.Value})
	}
	return out
}

// withPath returns a comparison of another attribute.
func withPath(c *Compare, p Path) Expr { return &Compare{p, c.Op, c.Value} }

// laws are right. They are written here once more, apart from Normal.
var laws = []law{
	{"a[f].s op v is a[f and s op v]", on(func(x *Select) Expr { return x.Has() })},
	{"not not", on(func(x *Not) Expr {
		if y, ok := x.X.(*Not); ok {
			return y.X
		}
		return x
	})},
	{"not and", on(func(x *Not) Expr {
		if y, ok := x.X.(*And); ok {
			return AnyOf(negated(y.List)...)
		}
		return x
	})},
	{"not or", on(func(x *Not) Expr {
		if y, ok := x.X.(*Or); ok {
			return AllOf(negated(y.List)...)
		}
		return x
	})},
	{"no case of names", on(func(x *Compare) Expr {
		return withPath(x, Path{x.Path.Schema, strings.ToUpper(x.Path.Name), x.Path.Sub})
	})},
	{"any order", on(func(x *And) Expr {
		last := len(x.List) - 1
		return AllOf(append([]Expr{x.List[last]}, x.List[:last]...)...)
	})},
	{"pr is ne null", on(func(x *Compare) Expr {
		if x.Op == Pr {
			return &Compare{x.Path, Ne, "null"}
		}
		return x
	})},
	{"a or in brackets", on(func(x *Has) Expr {
		or, ok := x.Where.(*Or)
		if !ok {
			return x
		}
		var list []Expr
		for _, e := range or.List {
			list = append(list, &Has{x.Path, e})
		}
		return AnyOf(list...)
	})},
}

// mutants are laws with a fault put into them.
var mutants = []law{
	{"a[f].s op v loses f", on(func(x *Select) Expr {
		terms := x.Has().Where.(*And).List
		return &Has{x.Path, terms[len(terms)-1]}
	})},
	{"a[f].s op v loses its comparison", on(func(x *Select) Expr { return &Has{x.Path, x.Where} })},
	{"a[f].s op v is a[f or s op v]", on(func(x *Select) Expr {
		return &Has{x.Path, AnyOf(x.Has().Where.(*And).List...)}
	})},
	{"a[f].s op v is a[f] and a.s op v", on(func(x *Select) Expr {
		return AllOf(&Has{x.Path, x.Where}, &Compare{Path{x.Path.Schema, x.Path.Name, x.Sub}, x.Op, x.Value})
	})},
	{"a[f and g] is a.f and a.g", on(func(x *Has) Expr { return AllOf(dotted(x)...) })},
	{"an and in brackets is split", on(func(x *Has) Expr {
		and, ok := x.Where.(*And)
		if !ok {
			return x
		}
		var list []Expr
		for _, e := range and.List {
			list = append(list, &Has{x.Path, e})
		}
		return AllOf(list...)
	})},
	{"a[not f] is not a[f]", on(func(x *Has) Expr {
		if y, ok := x.Where.(*Not); ok {
			return &Not{&Has{x.Path, y.X}}
		}
		return x
	})},
	{"not not is not", on(func(x *Not) Expr {
		if _, ok := x.X.(*Not); ok {
			return x.X
		}
		return x
	})},
	{"not (x and y) is not x and not y", on(func(x *Not) Expr {
		if y, ok := x.X.(*And); ok {
			return AllOf(negated(y.List)...)
		}
		return x
	})},
	{"not (x or y) is not x or not y", on(func(x *Not) Expr {
		if y, ok := x.X.(*Or); ok {
			return AnyOf(negated(y.List)...)
		}
		return x
	})},
	{"not eq is ne", on(func(x *Not) Expr {
		if c, ok := x.X.(*Compare); ok && c.Op == Eq {
			return &Compare{c.Path, Ne, c.Value}
		}
		return x
	})},
	{"ne is not eq", on(func(x *Compare) Expr {
		if x.Op == Ne {
			return &Not{&Compare{x.Path, Eq, x.Value}}
		}
		return x
	})},
	{"pr is ne empty", on(func(x *Compare) Expr {
		if x.Op == Pr {
			return &Compare{x.Path, Ne, `""`}
		}
		return x
	})},
	{"eq is sw", on(func(x *Compare) Expr {
		if x.Op == Eq && x.Value.Kind() == KindString {
			return &Compare{x.Path, Sw, x.Value}
		}
		return x
	})},
	{"gt is not le", on(func(x *Compare) Expr {
		if x.Op == Gt {
			return &Not{&Compare{x.Path, Le, x.Value}}
		}
		return x
	})},
	{"ge is gt", on(func(x *Compare) Expr {
		if x.Op == Ge {
			return &Compare{x.Path, Gt, x.Value}
		}
		return x
	})},
	{"externalId has no case", on(func(x *Compare) Expr {
		if Fold(x.Path.Name, "externalId") {
			return &Compare{x.Path, x.Op, upper(x.Value)}
		}
		return x
	})},
	{"any URN may be left out", on(func(x *Compare) Expr { return withPath(x, Path{"", x.Path.Name, x.Path.Sub}) })},
	{"a.s is a", on(func(x *Compare) Expr { return withPath(x, Path{x.Path.Schema, x.Path.Name, ""}) })},
	{"a term is lost", on(func(x *And) Expr { return AllOf(x.List[1:]...) })},
	{"and is or", on(func(x *And) Expr { return AnyOf(x.List...) })},
	{"or is and", on(func(x *Or) Expr { return AllOf(x.List...) })},
	{"no literal but a string", on(func(x *Compare) Expr {
		if x.Op == Pr || x.Value.Kind() == KindString {
			return x
		}
		return &Compare{x.Path, x.Op, Quote(string(x.Value))}
	})},
}

// wrong returns what shows that a law changes what one filter means, or nothing.
func (l law) wrong(t *testing.T, e Expr) (says string, changed bool) {
	t.Helper()
	out := everywhere(e, l.of)
	if String(out) == String(e) {
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
	normal := func(e Expr) Expr { return Normal(e, users()) }
	for i, l := range append(laws, law{"the normal form", on(func(x *Not) Expr { return normal(x) })}) {
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
	for i, l := range mutants {
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
