package filter

import (
	"fmt"
	"testing"
)

func pattern(t testing.TB, s string) *Pattern {
	t.Helper()
	p, err := ParsePattern(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return p
}

func TestRelate(t *testing.T) {
	f := func(from, to string, want Relation) {
		t.Helper()
		if got := Relate(pattern(t, from), pattern(t, to), users()); got != want {
			t.Errorf("from %s to %s: got %v, want %v", from, to, got, want)
		}
	}
	// the laws
	f(`emails[type eq {t}].value eq {v}`, `emails[type eq {t} and value eq {v}]`, Equivalent)
	f(`emails[type eq {t} and value eq {v}]`, `emails[value eq {v} and TYPE eq {t}]`, Equivalent)
	f(`emails[type eq "work"] eq {v}`, `emails[type eq "WORK" and value eq {v}]`, Equivalent)
	f(`emails eq {v}`, UserURN+`:emails.value eq {v}`, Equivalent)
	f(`externalId eq "A"`, `externalId eq "a"`, Other)
	f(`userName eq "A"`, `userName eq "a"`, Equivalent)
	f(`not (userName eq {v} or title pr)`, `not (title pr) and not (userName eq {v})`, Equivalent)
	f(`{a:attr} {o:op} {v}`, `{a:attr} {o:op} {v}`, Equivalent)
	f(`title pr and (title pr or userName pr)`, `title pr`, Equivalent)

	// wider
	f(`userName eq {v} and active eq true`, `userName eq {v}`, Wider)
	f(`userName eq {v}`, `userName eq {v} or externalId eq {v}`, Wider)
	f(`emails[type eq {t} and value eq {v}]`, `emails[value eq {v}]`, Wider)
	f(`emails[type eq {t} and value eq {v}]`, `emails.value eq {v}`, Wider)
	f(`emails[type eq {t}].value eq {v}`, `emails eq {v}`, Wider)
	f(`emails[type eq {t} and value eq {v}]`, `emails.type eq {t} and emails.value eq {v}`, Wider)
	f(`emails[type eq {t}]`, `emails pr`, Wider)
	f(`emails[type eq {t}]`, `emails.type pr`, Wider)
	f(`emails.type eq {t}`, `emails pr`, Wider)
	f(`userName eq {v}`, `userName co {v}`, Wider)
	f(`emails[type eq {v}]`, `emails.type co {v}`, Wider)
	f(`userName eq {v}`, `userName ge {v}`, Wider)
	f(`meta.created gt {v}`, `meta.created ge {v}`, Wider)
	f(`nope sw {v}`, `nope co {v}`, Wider)
	f(`{a:attr} eq {v}`, `{a:attr} pr`, Wider)
	f(`not (userName co {v})`, `not (userName eq {v})`, Wider)

	// not proven, most of them wrong
	f(`userName eq {v}`, `userName eq {w}`, Other)
	f(`userName eq {v}`, `externalId eq {v}`, Other)
	f(`userName co {v}`, `userName eq {v}`, Other)
	f(`userName eq {v}`, `userName eq {v} and active eq true`, Other)
	f(`emails[value eq {v}]`, `emails[type eq "work" and value eq {v}]`, Other)
	f(`emails.type eq {t} and emails.value eq {v}`, `emails[type eq {t} and value eq {v}]`, Other)
	f(`not (userName eq {v})`, `not (userName co {v})`, Other)
	f(`userName eq null`, `userName pr`, Other)
	f(`userName eq null`, `userName co null`, Other)
	f(`active eq true`, `active ge true`, Other)
	f(`meta.created eq {v}`, `meta.created sw {v}`, Other)
	f(`nope eq {v}`, `nope co {v}`, Other)
	f(`nope.sub eq {v}`, `nope pr`, Other)
	f(`emails[not (type eq {t})]`, `emails pr`, Other)
	f(`userName pr`, `userName ne "x"`, Other)
	f(`emails[value eq null]`, `emails pr`, Other)
}

// TestRelateAnyCase holds that case counts where the scope says that it may.
func TestRelateAnyCase(t *testing.T) {
	s := users()
	s.AnyCase = true
	if got := Relate(pattern(t, `userName eq "A"`), pattern(t, `userName eq "a"`), s); got != Other {
		t.Errorf("got %v", got)
	}
}

// opened returns e with a hole in place of some literals.
func (w world) opened(e Expr) Expr {
	switch x := e.(type) {
	case *Not:
		return &Not{w.opened(x.X)}
	case *And:
		return AllOf(w.openedList(x.List)...)
	case *Or:
		return AnyOf(w.openedList(x.List)...)
	case *Compare:
		return &Compare{x.Path, x.Op, w.hole(x.Op, x.Value)}
	case *Has:
		return &Has{x.Path, w.opened(x.Where)}
	case *Select:
		return &Select{x.Path, w.opened(x.Where), x.Sub, x.Op, w.hole(x.Op, x.Value)}
	}
	return e
}

func (w world) openedList(list []Expr) []Expr {
	var opened []Expr
	for _, e := range list {
		opened = append(opened, w.opened(e))
	}
	return opened
}

func (w world) hole(op Op, l Literal) Literal {
	if op == Pr {
		return l
	}
	return pick(w, l, "{v}", "{w}")
}

// near returns a filter that is often wider than e, often not. What it adds is
// made by leaf.
func (w world) near(e Expr, leaf func() Expr) Expr {
	switch x := e.(type) {
	case *Not:
		return &Not{w.near(x.X, leaf)}
	case *And:
		i := w.IntN(len(x.List))
		return pick(w, x.List[i], AllOf(append(w.nearList(x.List[:i], leaf), x.List[i+1:]...)...))
	case *Or:
		return AnyOf(append(w.nearList(x.List, leaf), leaf())...)
	case *Compare:
		parent := x.Path
		parent.Sub = ""
		weaker := &Compare{x.Path, pick(w, Co, Ge, Le, x.Op), x.Value}
		if x.Op == Pr {
			weaker = w.compare(x.Path)
		}
		return pick[Expr](w, x, weaker, &Compare{Path: x.Path, Op: Pr}, &Compare{Path: parent, Op: Pr},
			&Or{[]Expr{x, leaf()}})
	case *Has:
		sub := x.Path
		sub.Sub = w.sub()
		c := w.compare(sub)
		return pick[Expr](w, &Has{x.Path, w.near(x.Where, w.inner)}, &Compare{Path: x.Path, Op: Pr}, c,
			&Has{x.Path, w.disguise(x.Where)})
	case *Select:
		sub := x.Path
		sub.Sub = x.Sub
		return pick[Expr](w, &Has{x.Path, w.near(x.Has().Where, w.inner)}, &Compare{sub, x.Op, x.Value},
			&Compare{Path: x.Path, Op: Pr})
	}
	return e
}

func (w world) nearList(list []Expr, leaf func() Expr) []Expr {
	var near []Expr
	for _, e := range list {
		near = append(near, w.near(e, leaf))
	}
	return near
}

// binding makes what the holes of a random pattern stand for.
func (w world) bindings() Bindings {
	b := Bindings{}
	for _, hole := range []string{"{v}", "{w}"} {
		l := w.literal()
		for l.Kind() == KindNull {
			l = w.literal()
		}
		b = b.with(binding{hole: hole, literal: l})
	}
	return b
}

// TestRelateHolds holds that what is said to be wider is never less true, and
// what is said to be equivalent is as true, on any resource.
func TestRelateHolds(t *testing.T) {
	t.Parallel()
	w := newWorld(3)
	seen := map[Relation]int{}
	for range cases(60_000) {
		from := patternOf(w.opened(w.filter(2)))
		to := patternOf(w.near(w.disguise(from.expr), w.leaf))
		s := w.scope()
		s.AnyCase = w.IntN(8) == 0
		relation := Relate(from, to, s)
		if seen[relation]++; relation == Other {
			continue
		}
		for range 5 {
			b, resource := w.bindings(), w.resource()
			f, g := b.fill(from.expr), b.fill(to.expr)
			x, y := s.Holds(f, resource), s.Holds(g, resource)
			if y < x || relation == Equivalent && x != y {
				t.Fatalf("%s is %v, and the %v %s is %v, on %s", String(f), x, relation, String(g), y,
					resource)
			}
		}
	}
	if min(seen[Equivalent], seen[Wider], seen[Other]) < cases(1000) {
		t.Error(fmt.Sprint("too few cases: ", seen))
	}
}
