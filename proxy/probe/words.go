package probe

import (
	"context"
	"strings"

	"scimshim/rewrite/filter"
)

// words finds out what the target makes of or, not and parentheses, of names and
// operators in another case, and of the core URN. A list of filters says nothing of
// these, since the proxy does without them where it can.
func (s *survey) words(ctx context.Context) error {
	terms := s.terms()
	if len(terms) == 0 {
		return nil
	}
	a := terms[0]
	b := terms[min(1, len(terms)-1)]
	either, not := &form{says: "or"}, &form{says: "not (...)"}
	for _, x := range some(a.form.tries) {
		not.tries = append(not.tries, try{&filter.Not{X: x.filter}, []filter.Expr{x.filter}})
		for _, y := range some(b.form.tries) {
			either.tries = append(either.tries, try{filter.AnyOf(x.filter, y.filter),
				[]filter.Expr{x.filter, y.filter, filter.AllOf(x.filter, y.filter)}})
		}
	}
	for _, f := range []*form{either, not} {
		if err := s.settle(ctx, f); err != nil {
			return err
		}
		s.note("%s: %s", f.says, f.word())
	}
	return s.spellings(ctx, a)
}

// word says what a verdict is, in a word and the reason for it.
func (f *form) word() string {
	word := map[verdict]string{formUnasked: "not asked", formHonoured: "honoured", formRefused: "refused",
		formIgnored: "ignored", formSilent: "silently empty", formWrong: "wrong", formUntold: "not known"}[f.verdict]
	if f.why == "" {
		return word
	}
	return word + ", " + f.why
}

// spellings asks for the same filter as it may be written otherwise.
func (s *survey) spellings(ctx context.Context, t term) error {
	picked, _ := s.world.pick(t.form.tries, 1)
	e := picked[0].filter
	text := filter.String(e)
	name, rest, _ := strings.Cut(text, " ")
	op, value, _ := strings.Cut(rest, " ")
	for _, w := range []struct{ says, text string }{
		{"parentheses around the filter", "(" + text + ")"},
		{"names in capitals", strings.ToUpper(name) + " " + rest},
		{"operators in capitals", name + " " + strings.ToUpper(op) + " " + value},
		{"the URN of the core schema before a name", s.world.scope.Types.CoreURN(s.world.resource) + ":" + text},
	} {
		a, err := s.query(ctx, w.text)
		if err != nil {
			return err
		}
		f := form{}
		f.verdict, f.why = s.world.judge(e, a)
		s.note("%s: %s", w.says, f.word())
	}
	if c, ok := e.(*filter.Compare); ok {
		return s.quoted(ctx, c.Path)
	}
	return nil
}

// quoted asks with a value that has a quote in it, which nobody has.
func (s *survey) quoted(ctx context.Context, p filter.Path) error {
	e := &filter.Compare{Path: p, Op: filter.Eq, Value: filter.Quote(noOne() + `"\`)}
	a, err := s.query(ctx, filter.String(e))
	if err != nil {
		return err
	}
	f := form{}
	f.verdict, f.why = s.world.judge(e, a)
	s.note(`a value with \" and \\ in it: %s`, f.word())
	return nil
}

// cases asks for values in capitals.
func (s *survey) cases(ctx context.Context) error {
	for _, a := range s.attrs {
		if a.kind != textKind || a.form(filter.Eq) == nil {
			continue
		}
		for _, l := range a.values {
			text, _ := l.Text()
			upper := strings.ToUpper(text)
			found := s.world.set(&filter.Compare{Path: a.path, Op: filter.Eq, Value: l})
			if upper == text || !found.certain || found.size == 0 {
				continue
			}
			e := &filter.Compare{Path: a.path, Op: filter.Eq, Value: filter.Quote(upper)}
			answer, err := s.query(ctx, filter.String(e))
			if err != nil {
				return err
			}
			if list := answer.listed(); list != nil {
				a.exact = map[bool]string{true: "with", false: "without"}[len(list.shown) == 0]
			}
			break
		}
	}
	return nil
}

// looseness asks for an externalId by somebody's userName and e-mail: some
// targets find a user by whatever it is.
func (s *survey) looseness(ctx context.Context) error {
	external := s.find("externalId")
	if external == nil || external.form(filter.Eq) == nil {
		return nil
	}
	for _, name := range []string{"userName", "emails.value"} {
		other := s.find(name)
		if other == nil || external.loose {
			continue
		}
		for _, l := range other.values {
			e := &filter.Compare{Path: external.path, Op: filter.Eq, Value: l}
			if set := s.world.set(e); !set.certain || set.size > 0 {
				continue
			}
			answer, err := s.query(ctx, filter.String(e))
			if err != nil {
				return err
			}
			list := answer.listed()
			external.loose = list != nil && len(list.shown) > 0
			break
		}
	}
	return nil
}

// find returns the attribute of that name, if the sample has it.
func (s *survey) find(name string) *attribute {
	for _, a := range s.attrs {
		if strings.EqualFold(a.path.String(), name) {
			return a
		}
	}
	return nil
}
