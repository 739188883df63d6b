package probe

import (
	"context"
	"regexp"
	"slices"

	"scimshim/rewrite/filter"
)

// An elements is a multi-valued attribute, by the types of its elements.
type elements struct {
	attr  filter.Path
	types []string     // that the sample has
	subs  []*attribute // to be compared inside the brackets
	more  bool         // some element is primary
}

// maxTypes is how many types of one attribute are asked for.
const maxTypes = 6

// elements returns the multi-valued attributes of the sample.
func (s *survey) elements() []*elements {
	var list []*elements
	for _, a := range s.attrs {
		if a.path.Sub == "" || a.kind == complexKind || !s.world.multi(a.path) {
			continue
		}
		of := filter.Path{Schema: a.path.Schema, Name: a.path.Name}
		i := slices.IndexFunc(list, func(e *elements) bool { return e.attr == of })
		if i < 0 {
			i = len(list)
			list = append(list, &elements{attr: of})
		}
		list[i].take(a)
	}
	return slices.DeleteFunc(list, func(e *elements) bool { return len(e.subs) == 0 })
}

// typeName is what a type may be called to be printed. Others may be somebody's
// data.
var typeName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,19}$`)

func (e *elements) take(a *attribute) {
	switch a.path.Sub {
	case "type":
		for _, v := range a.values {
			if text, ok := v.Text(); ok && len(e.types) < maxTypes && typeName.MatchString(text) {
				e.types = append(e.types, text)
			}
		}
	case "primary":
		e.more = true
	case "display", "formatted":
	default:
		e.subs = append(e.subs, a)
	}
}

// multi reports whether an attribute has lists of values in the sample.
func (w *world) multi(p filter.Path) bool {
	return slices.ContainsFunc(w.objects, func(o map[string]any) bool {
		if p.Schema != "" {
			o, _ = o[p.Schema].(map[string]any)
		}
		_, ok := o[p.Name].([]any)
		return ok
	})
}

// form returns the form attr[where and sub op {value}] in a wording. Only one
// element may satisfy both, which a plain conjunction does not ask for.
func (e *elements) form(where *filter.Compare, sub *attribute, op filter.Op, wording int) *form {
	f := &form{says: e.says(where, sub.path.Sub, op, wording)}
	outer := &filter.Compare{Path: filter.Path{Schema: e.attr.Schema, Name: e.attr.Name}}
	if where != nil {
		outer.Path.Sub, outer.Op, outer.Value = where.Path.Name, where.Op, where.Value
	}
	for _, l := range sub.pool() {
		t := try{filter: e.holds(where, sub.path.Sub, op, l, wording)}
		if where != nil {
			plain := &filter.Compare{Path: sub.path, Op: op, Value: l}
			t.misreading = []filter.Expr{filter.AllOf(outer, plain), outer, plain}
		}
		for _, other := range kindOps[sub.kind] {
			if other != filter.Pr {
				t.misreading = append(t.misreading, e.holds(where, sub.path.Sub, other, l, wording))
			}
		}
		f.tries = append(f.tries, t)
	}
	return f
}

// holds returns the value path with the two comparisons, or with the one.
func (e *elements) holds(where *filter.Compare, sub string, op filter.Op, l filter.Literal,
	wording int) filter.Expr {
	inner := &filter.Compare{Path: filter.Path{Name: sub}, Op: op, Value: l}
	switch {
	case where == nil:
		return &filter.Has{Path: e.attr, Where: inner}
	case wording == typeLast:
		return &filter.Has{Path: e.attr, Where: filter.AllOf(inner, where)}
	case wording == typeAlone:
		return &filter.Select{Path: e.attr, Where: where, Sub: sub, Op: op, Value: l}
	}
	return &filter.Has{Path: e.attr, Where: filter.AllOf(where, inner)}
}

// says writes a form as a list of filters has it.
func (e *elements) says(where *filter.Compare, sub string, op filter.Op, wording int) string {
	attr, inner := e.attr.String(), sub+" "+string(op)+" {value}"
	switch {
	case where == nil:
		return attr + "[" + inner + "]"
	case wording == typeLast:
		return attr + "[" + inner + " and " + filter.String(where) + "]"
	case wording == typeAlone:
		return attr + "[" + filter.String(where) + "]." + inner
	}
	return attr + "[" + filter.String(where) + " and " + inner + "]"
}

// ofType returns the comparison with a type.
func ofType(name string) *filter.Compare {
	return &filter.Compare{Path: filter.Path{Name: "type"}, Op: filter.Eq, Value: filter.Quote(name)}
}

// valuePaths asks for the forms of brackets.
func (s *survey) valuePaths(ctx context.Context) error {
	for _, e := range s.elements() {
		for _, sub := range e.subs {
			if err := s.bySub(ctx, e, sub); err != nil {
				return err
			}
		}
	}
	return nil
}

// The wordings of a value path with a type, in the order in which they are tried.
const (
	typeFirst = iota
	typeLast
	typeAlone // emails[type eq "work"].value eq {value}, as Entra writes it (Q14)
	wordings
)

// bySub asks for the forms that compare one sub-attribute.
func (s *survey) bySub(ctx context.Context, e *elements, sub *attribute) error {
	alone := e.form(nil, sub, filter.Eq, typeFirst)
	if err := s.ask(ctx, alone); err != nil {
		return err
	}
	if e.more && sub.path.Sub == "value" {
		primary := &filter.Compare{Path: filter.Path{Name: "primary"}, Op: filter.Eq, Value: "true"}
		if err := s.ask(ctx, e.form(primary, sub, filter.Eq, typeFirst)); err != nil {
			return err
		}
	}
	wording, byType, err := s.byType(ctx, e, sub)
	if err != nil {
		return err
	}
	if wording == typeFirst && len(byType) > 0 {
		if err := s.beyondTypes(ctx, e, sub, byType); err != nil {
			return err
		}
	}
	if alone.verdict != formHonoured {
		return nil
	}
	return s.otherOps(ctx, e, sub, nil)
}

// beyondTypes asks whether the type may be any, and for other operators than eq.
func (s *survey) beyondTypes(ctx context.Context, e *elements, sub *attribute, byType []*form) error {
	not := func(f *form) bool { return f.verdict != formHonoured }
	if len(byType) > 1 && !slices.ContainsFunc(byType, not) {
		if err := s.anyType(ctx, e, sub, byType); err != nil {
			return err
		}
	}
	if not(byType[0]) {
		return nil
	}
	return s.otherOps(ctx, e, sub, ofType(e.types[0]))
}

// ask gives a value path its verdict and keeps it.
func (s *survey) ask(ctx context.Context, f *form) error {
	s.paths = append(s.paths, f)
	return s.settle(ctx, f)
}

// byType asks for the elements of each type, in the first wording that is not
// refused for the first type.
func (s *survey) byType(ctx context.Context, e *elements, sub *attribute) (int, []*form, error) {
	wording := typeFirst
	var list []*form
	for i, name := range e.types {
		f := e.form(ofType(name), sub, filter.Eq, wording)
		if err := s.ask(ctx, f); err != nil {
			return wording, list, err
		}
		for i == 0 && f.verdict == formRefused && wording < wordings-1 {
			wording++
			f = e.form(ofType(name), sub, filter.Eq, wording)
			if err := s.ask(ctx, f); err != nil {
				return wording, list, err
			}
		}
		if f.verdict == formRefused && i == 0 {
			wording = typeFirst
		}
		list = append(list, f)
	}
	return wording, list, nil
}

// otherOps asks, where a value path with eq is honoured, for other operators in
// it.
func (s *survey) otherOps(ctx context.Context, e *elements, sub *attribute, where *filter.Compare) error {
	if sub.path.Sub != "value" {
		return nil
	}
	for _, op := range []filter.Op{filter.Sw, filter.Co} {
		if err := s.ask(ctx, e.form(where, sub, op, typeFirst)); err != nil {
			return err
		}
	}
	return nil
}

// anyType asks for a type that nobody has. A target that takes it, as those that
// are there, takes any.
func (s *survey) anyType(ctx context.Context, e *elements, sub *attribute,
	byType []*form) error {
	f := &form{says: e.attr.String() + "[type eq {type} and " + sub.path.Sub + " eq {value}]"}
	one := e.form(ofType(noOne()), sub, filter.Eq, typeFirst).tries[0]
	a, err := s.query(ctx, filter.String(one.filter))
	if err != nil {
		return err
	}
	f.verdict, f.why = s.world.judge(one.filter, a)
	for _, of := range byType {
		of.general = f
	}
	s.paths = append(s.paths, f)
	return nil
}
