package plan

import (
	"testing"

	"scimshim/rewrite/filter"
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
	f(`emails eq {v}`, filter.UserURN+`:emails.value eq {v}`, Equivalent)
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
func (w world) opened(e filter.Expr) filter.Expr {
	switch x := e.(type) {
	case *filter.Not:
		return &filter.Not{X: w.opened(x.X)}
	case *filter.And:
		return filter.AllOf(w.openedList(x.List)...)
	case *filter.Or:
		return filter.AnyOf(w.openedList(x.List)...)
	case *filter.Compare:
		return &filter.Compare{Path: x.Path, Op: x.Op, Value: w.hole(x.Op, x.Value)}
	case *filter.Has:
		return &filter.Has{Path: x.Path, Where: w.opened(x.Where)}
	case *filter.Select:
		return &filter.Select{Path: x.Path, Where: w.opened(x.Where), Sub: x.Sub, Op: x.Op, Value: w.hole(x.Op, x.Value)}
	}
	return e
}

func (w world) openedList(list []filter.Expr) []filter.Expr {
	var opened []filter.Expr
	for _, e := range list {
		opened = append(opened, w.opened(e))
	}
	return opened
}

func (w world) hole(op filter.Op, l filter.Literal) filter.Literal {
	if op == filter.Pr {
		return l
	}
	return pick(w, l, "{v}", "{w}")
}

// near returns a filter that is often wider than e, often not. What it adds is
// made by leaf.
func (w world) near(e filter.Expr, leaf func() filter.Expr) filter.Expr {
	switch x := e.(type) {
	case *filter.Not:
		return &filter.Not{X: w.near(x.X, leaf)}
	case *filter.And:
		i := w.IntN(len(x.List))
		return pick(w, x.List[i], filter.AllOf(append(w.nearList(x.List[:i], leaf), x.List[i+1:]...)...))
	case *filter.Or:
		return filter.AnyOf(append(w.nearList(x.List, leaf), leaf())...)
	case *filter.Compare:
		parent := x.Path
		parent.Sub = ""
		weaker := &filter.Compare{Path: x.Path, Op: pick(w, filter.Co, filter.Ge, filter.Le, x.Op), Value: x.Value}
		if x.Op == filter.Pr {
			weaker = w.compare(x.Path)
		}
		return pick[filter.Expr](w, x, weaker, &filter.Compare{Path: x.Path, Op: filter.Pr}, &filter.Compare{Path: parent, Op: filter.Pr},
			&filter.Or{List: []filter.Expr{x, leaf()}})
	case *filter.Has:
		sub := x.Path
		sub.Sub = w.sub()
		c := w.compare(sub)
		return pick[filter.Expr](w, &filter.Has{Path: x.Path, Where: w.near(x.Where, w.inner)}, &filter.Compare{Path: x.Path, Op: filter.Pr}, c,
			&filter.Has{Path: x.Path, Where: w.disguise(x.Where)})
	case *filter.Select:
		sub := x.Path
		sub.Sub = x.Sub
		return pick[filter.Expr](w, &filter.Has{Path: x.Path, Where: w.near(x.Has().Where, w.inner)}, &filter.Compare{Path: sub, Op: x.Op, Value: x.Value},
			&filter.Compare{Path: x.Path, Op: filter.Pr})
	}
	return e
}

func (w world) nearList(list []filter.Expr, leaf func() filter.Expr) []filter.Expr {
	var near []filter.Expr
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
		for l.Kind() == filter.KindNull {
			l = w.literal()
		}
		b = b.with(binding{hole: hole, literal: l})
	}
	return b
}
