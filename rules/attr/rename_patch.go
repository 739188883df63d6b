package attr

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// A pair says which of the two names the operations of a PATCH have.
type pair struct{ from, to bool }

// patch renames the attribute in the operations of a PATCH. Of an alias beside its
// siblings, each operation may have the name it likes.
func (r *rename) patch(m *rewrite.Message) error {
	var has pair
	if r.besides() {
		if err := r.inside(m, r.from, r.to, &has); err != nil {
			return err
		}
	}
	err := m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error { return r.op(m, op, emit, &has) })
	if err == nil && has.from && has.to && !(r.alias && r.besides()) {
		return r.clash(m)
	}
	return err
}

// op renames the attribute in one operation.
func (r *rename) op(m *rewrite.Message, op rewrite.Op, emit func(rewrite.Op), has *pair) error {
	if !op.HasPath {
		return r.extract(m, op, emit, has)
	}
	if t, ok := r.target(m, op.Target); ok {
		has.from = true
		emit(op.Made(t, op.Value))
		return nil
	}
	if r.selectsBy(m, op.Target) {
		return rewrite.Refuse(rewrite.RuleRefused, "invalidPath",
			"this path selects values of %s by what the target knows under another name, %s", op.Target.Path, r.from)
	}
	if !r.besides() && m.Covers(op.At(), r.from) {
		return r.above(m, op, emit, has)
	}
	has.to = has.to || m.Covers(r.to, op.At()) || r.writesTo(m, op)
	emit(op)
	return nil
}

// selectsBy reports whether the brackets of a path compare the attribute where it
// has gone from what they stand behind.
func (r *rename) selectsBy(m *rewrite.Message, t filter.Target) bool {
	if t.Where == nil || !parentOf(m, t.Path, r.from) || r.isIn(m, t.Path) {
		return false
	}
	found := false
	filter.Walk(t.Where, func(e filter.Expr) {
		c, ok := e.(*filter.Compare)
		found = found || ok && filter.Fold(c.Path.Name, part.Leaf(r.from))
	})
	return found
}

// writesTo reports whether an operation on what holds the new name writes it.
func (r *rename) writesTo(m *rewrite.Message, op rewrite.Op) bool {
	if m.ValueOf(op).Kind() != '{' || op.Target.Where != nil || !m.Covers(op.At(), r.to) {
		return false
	}
	at := filter.Path{Schema: r.to.Schema}
	if r.to.Sub != "" && m.Same(op.At(), filter.Path{Schema: r.to.Schema, Name: r.to.Name}) {
		at.Name = r.to.Name
	}
	found := false
	_, err := rewrite.MapMembers(op.Value, at, func(a rewrite.Attr) (rewrite.Edit, error) {
		found = found || m.Same(a.Path, r.to)
		return rewrite.Keep, nil
	})
	return err == nil && found
}

// target renames the attribute in a PATCH path.
func (r *rename) target(m *rewrite.Message, t filter.Target) (filter.Target, bool) {
	if t.Where == nil {
		p, ok := r.path(m, t.Path)
		t.Path = p
		return t, ok
	}
	if r.from.Sub == "" && r.to.Sub == "" && m.Same(t.Path, r.from) {
		t.Path = r.to
		return t, true
	}
	if !r.besides() || !r.within(m, t.Path) {
		return t, false
	}
	where := r.names(t.Where)
	renamed := where != t.Where
	t.Where = where
	if filter.Fold(t.Sub, r.from.Sub) {
		t.Sub, renamed = r.to.Sub, true
	}
	return t, renamed
}

// above renames the attribute in an operation on what holds it: the complex
// attribute or the extension that it is a part of.
func (r *rename) above(m *rewrite.Message, op rewrite.Op, emit func(rewrite.Op), has *pair) error {
	if !op.Is("remove") {
		return r.extract(m, op, emit, has)
	}
	has.from = true
	emit(op)
	if !m.Covers(op.At(), r.to) {
		emit(op.Made(filter.Target{Path: r.to}, ""))
	}
	return nil
}

// extract takes the attribute out of the value of an operation and gives it an
// operation of its own, under the new name.
func (r *rename) extract(m *rewrite.Message, op rewrite.Op, emit func(rewrite.Op), has *pair) error {
	found := ""
	rest, err := r.mapValue(m, op, func(a rewrite.Attr) (rewrite.Edit, error) {
		switch {
		case r.besides() && r.holds(m, a):
			return rewrite.Set(a.Value), nil // done by inside
		case a.Level != rewrite.Whole && a.Level != rewrite.Sub:
		case m.Same(a.Path, r.to):
			has.to = true
		case m.Same(a.Path, r.from):
			found = a.Value
			return rewrite.Drop, nil
		}
		return rewrite.Keep, nil
	})
	if err != nil || found == "" {
		emit(op)
		return err
	}
	has.from = true
	if !json.IsEmpty(rest) {
		emit(op.Valued(rest))
	}
	emit(op.Made(filter.Target{Path: r.to}, found))
	return nil
}

// mapValue walks through the value of an operation that has no path, or the
// path of what holds the attribute.
func (r *rename) mapValue(m *rewrite.Message, op rewrite.Op, f rewrite.Mapper) (string, error) {
	if !op.HasPath {
		return m.MapPart(op.Value, f)
	}
	at := filter.Path{Schema: r.from.Schema} // the URN of an extension reads as schema and name
	if r.within(m, op.At()) {
		at.Name = r.from.Name
	}
	return rewrite.MapMembers(op.Value, at, f)
}

// clash is the refusal of a resource that has both names.
func (r *rename) clash(m *rewrite.Message) error {
	if m.IsRequest() {
		return rewrite.Refuse(rewrite.RuleRefused, "invalidValue",
			"the request has both %s and %s, which is what the first is called at the target", r.from, r.to)
	}
	return rewrite.BadAnswer(rewrite.AnswerContradicts,
		"the target's answer has both %s and %s, which is what the first is called there", r.from, r.to)
}
