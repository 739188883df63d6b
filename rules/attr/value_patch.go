package attr

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// op changes the values in one operation of a PATCH, and in the filter of its
// path.
func (r *valueRule) op(m *rewrite.Message, op rewrite.Op, emit func(rewrite.Op)) error {
	if op.Target.Where != nil {
		t, err := r.inPath(m, op.Target)
		if err != nil {
			return err
		}
		if t.Where != op.Target.Where {
			op = op.Made(t, op.Value)
		}
	}
	if op.Value == "" || op.HasPath && !m.Covers(op.At(), r.path) {
		emit(op)
		return nil
	}
	w := &valueWalk{r: r, m: m, removing: op.Is("remove")}
	emitted := false
	put := func(op rewrite.Op) { emitted = true; emit(op) }
	text, err := w.ofOp(op)
	switch {
	case err != nil:
		return err
	case text == op.Value:
		put(op)
	case text != "" && !json.IsEmpty(text):
		put(op.Valued(text))
	}
	if w.cleared {
		w.clear(op, put)
	}
	if !emitted { // which counts as one
		w.lost = max(w.lost-1, 0)
	}
	m.CountDropped(w.lost)
	return nil
}

// ofOp returns the value of an operation, changed; empty if nothing is left.
func (w *valueWalk) ofOp(op rewrite.Op) (string, error) {
	at := op.At()
	switch {
	case op.Target.Where != nil:
		return w.selected(op)
	case !op.HasPath:
		return w.m.MapPart(op.Value, w.attr)
	case !json.IsObject(op.Value):
		return w.named(op)
	case !w.m.Same(at, w.r.holder()):
		return rewrite.MapMembers(op.Value, filter.Path{Schema: w.r.path.Schema}, w.attr)
	case w.r.element:
		return left(w.inElement(op.Value))
	}
	return rewrite.MapMembers(op.Value, w.r.holder(), w.attr)
}

// named changes a value that means the same without the path, as a member of
// the path's name.
func (w *valueWalk) named(op rewrite.Op) (string, error) {
	part, err := w.m.MapPart(json.Single(op.Target.Path.String(), op.Value), w.attr)
	for member := range json.Members(part) {
		return member.Value, err
	}
	return "", err
}

// selected changes the value of an operation whose path selects elements.
func (w *valueWalk) selected(op rewrite.Op) (string, error) {
	isElement := op.Target.Sub == ""
	terms := part.EqTerms(op.Target.Where)
	if isElement && json.IsObject(op.Value) {
		terms = overlaid(op.Value, terms)
	}
	switch w.r.holds(w.m, terms) {
	case filter.False:
		return op.Value, nil
	case filter.Unknown:
		return "", w.r.untold()
	}
	if !isElement {
		return left(w.text(op.Value))
	}
	if !json.IsObject(op.Value) {
		return "", rewrite.Refuse(rewrite.ValueInvalid, "invalidValue",
			"a path that selects elements of %s takes an object for its value", w.r.holder())
	}
	return left(w.inSelected(op.Value))
}

// left returns the text that is left, if any is.
func left(text string, drop bool, err error) (string, error) {
	if drop {
		return "", err
	}
	return text, err
}

// holds tells whether an element is one of those that the rule is for, of which
// only some members are known.
func (r *valueRule) holds(m *rewrite.Message, terms []json.Member) filter.Truth {
	if r.where == nil {
		return filter.True
	}
	at := r.holder()
	resource := json.Single(at.Name, json.Array(json.Object(terms...)))
	if at.Schema != "" {
		resource = json.Single(at.Schema, resource)
	}
	unseen := func(p filter.Path) bool { return p.Sub != "" }
	scope := filter.Scope{Types: m.Types(), Resource: m.Resource, Hidden: unseen}
	return scope.Holds(&filter.Has{Path: at, Where: r.where}, resource)
}

// overlaid returns the members of an object, and of terms those that it lacks.
func overlaid(object string, terms []json.Member) []json.Member {
	var list []json.Member
	for m := range json.Members(object) {
		list = append(list, m)
	}
	for _, t := range terms {
		if !part.HasMember(list, t.Name) {
			list = append(list, t)
		}
	}
	return list
}

// clear emits the operation that removes what op would have written, and what was
// taken out of it. Of a list with other values, these stand in its place.
func (w *valueWalk) clear(op rewrite.Op, emit func(rewrite.Op)) {
	t := filter.Target{Path: w.r.path}
	switch {
	case op.Target.Where != nil:
		t = op.Target
		if t.Sub == "" && !w.r.isValue() {
			t.Sub = w.r.path.Sub
		}
	case w.inList && (w.kept > 0 || !op.Is("replace")):
		return
	case w.inList:
		t.Path = w.r.list()
	}
	emit(op.Named("remove").Made(t, ""))
}
