package plan

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"scimshim/rewrite/filter"
)

// asPlanned is a plan or a refusal as a text that shows all of it.
func asPlanned(p Plan, err error, e filter.Expr) string {
	if err != nil {
		var u *Unsupported
		errors.As(err, &u)
		return fmt.Sprintf("%+v", *u)
	}
	return fmt.Sprintf("%s|%s|%s|%s|%v|%t|%s%s%s%d", p.How, filter.String(p.Filter), p.Form, p.Source, p.Wider, p.Filter == e,
		p.ID, p.Key, p.Value, len(p.Parts))
}

// forms makes the forms of a target, some of which have to do with the filters of a world.
func (w world) forms() []Form {
	var forms []Form
	for range 1 + w.IntN(4) {
		f := Form{JoinAnd: w.IntN(2) == 0, Wider: w.IntN(4) == 0, Source: pick(w, "a/x", "b/y")}
		if w.IntN(3) == 0 {
			for range 1 + w.IntN(3) {
				f.Attributes = append(f.Attributes, w.path())
				f.Operators = append(f.Operators, w.op())
			}
		} else if f.Pattern = w.pattern(); f.Pattern == nil {
			continue
		}
		forms = append(forms, f)
	}
	return forms
}

// pattern makes a pattern of a filter, with holes for some of its literals; now and then one
// for an operator or an attribute.
func (w world) pattern() *Pattern {
	e := w.revalued(w.filter(2), func(l filter.Literal) filter.Literal {
		if l.Kind() == filter.KindNone || w.IntN(3) == 0 {
			return l
		}
		return pick[filter.Literal](w, "{v}", "{w}", "{x}")
	})
	text := filter.String(e)
	if w.IntN(6) == 0 {
		text = strings.Replace(text, " eq {", " {op:op} {", 1)
	}
	if w.IntN(12) == 0 {
		text = strings.Replace(text, "title ", "{at:attr} ", 1)
	}
	p, err := ParsePattern(text)
	if err != nil {
		return nil
	}
	return p
}

// revalued returns e with other literals.
func (w world) revalued(e filter.Expr, f func(filter.Literal) filter.Literal) filter.Expr {
	return filter.Map(e, func(leaf filter.Expr) filter.Expr {
		switch x := leaf.(type) {
		case *filter.Compare:
			return &filter.Compare{Path: x.Path, Op: x.Op, Value: f(x.Value)}
		case *filter.Has:
			return &filter.Has{Path: x.Path, Where: w.revalued(x.Where, f)}
		case *filter.Select:
			return &filter.Select{Path: x.Path, Where: w.revalued(x.Where, f), Sub: x.Sub, Op: x.Op, Value: f(x.Value)}
		}
		return leaf
	})
}

// other returns a literal that may stand in a filter instead of l.
func (w world) other(l filter.Literal) filter.Literal {
	switch {
	case l.Kind() == filter.KindNone || w.IntN(4) == 0:
		return l
	case w.IntN(8) == 0:
		return w.literal()
	case l.Kind() == filter.KindString:
		return filter.Quote(fmt.Sprintf("v%d", w.IntN(1000)))
	case l.Kind() == filter.KindNumber:
		return filter.Literal(fmt.Sprintf("%d", 10+w.IntN(1000)))
	}
	return l
}

// TestRememberedPlans holds that a plan by a shape that was seen before is the one that is
// made anew, whatever the forms, the filter and its values are.
func TestRememberedPlans(t *testing.T) {
	t.Parallel()
	w := newWorld(31)
	s := users()
	var nodes filter.Nodes
	used, taken := 0, 0
	for range cases(60_000) {
		a := NewAccept(w.forms())
		f := a.normalFor(s)
		e := w.filter(2)
		if i := w.IntN(1 + len(a.forms)); i < len(a.forms) && a.forms[i].Pattern != nil {
			e = w.disguise(w.revalued(a.forms[i].Pattern.expr, func(l filter.Literal) filter.Literal {
				if filter.IsHole(l) {
					return w.literal()
				}
				return l
			}))
		}
		for range 5 {
			if w.IntN(2) == 0 {
				nodes.Reset()
			}
			e = w.revalued(e, w.other)
			fresh, freshErr := a.planAnew(f, e, s)
			k := sketch{known: f.cache.known}
			if !f.cache.off && k.of(e) && f.cache.find(k.key()) != nil {
				used++
			}
			got, err := a.planIn(&nodes, e, s)
			if text, want := asPlanned(got, err, e), asPlanned(fresh, freshErr, e); text != want {
				t.Fatalf("%s by %v:\n%s\nanew\n%s", filter.String(e), a.forms, text, want)
			}
			if err == nil {
				taken++
			}
		}
	}
	t.Logf("%d plans, %d remembered", taken, used)
	if used < cases(5000) {
		t.Errorf("only %d of %d plans were remembered", used, taken)
	}
}

// texts returns all texts of a remembered plan.
func (r *remembered) texts() []string {
	list := []string{r.key, r.plan.ID, string(r.plan.Value), r.plan.Form, r.plan.Source}
	if r.plan.Check != nil {
		list = append(list, filter.String(r.plan.Check))
	}
	if r.plan.Filter != nil {
		filter.Walk(r.plan.Filter, func(e filter.Expr) {
			switch x := e.(type) {
			case *filter.Compare:
				list = append(list, x.Path.Schema, x.Path.Name, x.Path.Sub, string(x.Op), string(x.Value))
			case *filter.Has:
				list = append(list, x.Path.Schema, x.Path.Name, x.Path.Sub)
			case *filter.Select:
				list = append(list, x.Path.Schema, x.Path.Name, x.Path.Sub, x.Sub, string(x.Op), string(x.Value))
			}
		})
	}
	return list
}

// No value is remembered, nor any part of the text that a client sent.
func TestNoValueIsRemembered(t *testing.T) {
	for _, a := range []*Accept{servicenow(t), atlassian(t), odd(t)} {
		for i, form := range []string{`userName eq "%s"`, `emails[type eq "work"].value eq "%s"`, `externalId eq "%s" and userName sw "%s"`,
			`EMAILS[value eq "%s" and type eq "work"]`, `userName eq "%s" and active eq true`, `title sw "%s"`, `userName co "%[1]s%[1]s"`,
			`emails eq "%s"`, `phoneNumbers[type eq "%s"].value eq "%s"`, `externalId eq "%s" and name.familyName eq "%s"`,
			`nickName pr`, `%s eq "x"`, `emails.type eq "work" and userName eq "%s"`} {
			values := []any{fmt.Sprintf("canary%d", i), fmt.Sprintf("canary%da", i)}
			text := strings.Clone(fmt.Sprintf(form, values[:min(2, strings.Count(form, "%s"))]...))
			e := read(t, text)
			_, _ = a.Plan(e, users())
			for _, r := range a.remembered() {
				for _, s := range r.texts() {
					if strings.Contains(strings.ToLower(s), "canary") {
						t.Errorf("after %s there is %q", text, s)
					}
					if within(s, text) {
						t.Errorf("after %s there is its part %q", text, s)
					}
				}
			}
		}
		if len(a.remembered()) == 0 {
			t.Error("nothing is remembered")
		}
	}
}

// A form that takes attributes of any name would have names remembered that may be values.
func TestNoNameIsRemembered(t *testing.T) {
	a := NewAccept(fixed(t, true, `{name:attr} eq {value}`))
	for range 2 {
		p, err := a.Plan(read(t, `canary eq "x"`), users())
		if err != nil || filter.String(p.Filter) != `canary eq "x"` {
			t.Errorf("%v, %v", p, err)
		}
	}
	if n := len(a.remembered()); n != 0 {
		t.Errorf("%d plans are remembered", n)
	}
}

// within reports whether s is a part of the memory of text.
func within(s, text string) bool {
	if s == "" {
		return false
	}
	at, from := uintptr(unsafe.Pointer(unsafe.StringData(s))), uintptr(unsafe.Pointer(unsafe.StringData(text)))
	return from <= at && at < from+uintptr(len(text))
}

// remembered returns all plans that a remembers.
func (a *Accept) remembered() (list []*remembered) {
	known := a.normal.Load()
	if known == nil {
		return nil
	}
	for i := range known.cache.slots {
		if r := known.cache.slots[i].Load(); r != nil {
			list = append(list, r)
		}
	}
	return list
}

// However many shapes a client sends, the memory is bounded, and others get their plans.
func TestShapesAreBounded(t *testing.T) {
	a := servicenow(t)
	mail := func(value string) {
		t.Helper()
		p, err := a.Plan(read(t, `emails[type eq "work"].value eq "`+value+`"`), users())
		want := `emails[type eq "work" and value eq "` + value + `"]`
		if err != nil || filter.String(p.Filter) != want {
			t.Fatalf("%s, %v", filter.String(p.Filter), err)
		}
	}
	size := 0
	for i := range 20_000 {
		var text strings.Builder
		for j := range 12 { // the case of 12 letters: as many shapes
			letter := "displayName"[j%11 : j%11+1]
			if i>>j&1 == 1 {
				letter = strings.ToUpper(letter)
			}
			if j < 11 {
				text.WriteString(letter)
			}
		}
		fmt.Fprintf(&text, ` eq "v%d"`, i)
		for range i % 5 {
			text.WriteString(` and title sw "t"`)
		}
		if _, err := a.Plan(read(t, text.String()), users()); err != nil {
			t.Fatal(err)
		}
		if i%1000 == 0 {
			mail(fmt.Sprintf("m%d", i))
		}
		size = max(size, len(a.remembered()))
	}
	if size != cacheSize {
		t.Errorf("%d shapes were remembered at once, want %d", size, cacheSize)
	}
	for _, r := range a.remembered() {
		if len(r.key) > maxShape {
			t.Errorf("a shape of %d bytes", len(r.key))
		}
	}
}

// Of clients that ask at once each gets its own value.
func TestPlansOfMany(t *testing.T) {
	a, s := servicenow(t), users()
	var all sync.WaitGroup
	for client := range 8 {
		all.Go(func() {
			var nodes filter.Nodes
			for i := range 2000 {
				nodes.Reset()
				value := fmt.Sprintf("c%d-%d@example.com", client, i)
				e, _, err := nodes.Parse(`emails[type eq "work"].value eq "`+value+`"`, filter.All)
				if err != nil {
					t.Error(err)
					return
				}
				p, err := a.Answer(&nodes, e, s, Limits{Requests: 10})
				if want := `emails[type eq "work" and value eq "` + value + `"]`; err != nil || filter.String(p.Filter) != want {
					t.Errorf("%s, %v; want %s", filter.String(p.Filter), err, want)
					return
				}
			}
		})
	}
	all.Wait()
}
