package patch

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// clearing removes an attribute where a client writes an empty value to say that there
// is none, which a target stores as it is or refuses (Q66, Q70, Q71).
//
// An add or replace whose value is one of those named becomes a remove of the same
// path, also of one with a filter in brackets; an object with an empty value and nothing
// else is that value. A whole attribute of several values is cleared only by an empty list,
// where that is named, since an empty text or null by accident would empty a group, and
// never by an add, which adds nothing to it. An operation without path, and the members of
// an object that is a value, are left alone.
//
// To clear an attribute that its schema requires is refused. The attribute active, the
// attributes in except, and extensions as a whole are left alone.
type clearing struct {
	kind.RequestOnly
	text, null, object, list bool
	except                   []filter.Path
}

// values reads which values are empty, and reports whether any is named.
func (r *clearing) values(n *tree.Node) (some bool) {
	for item := range kind.Each(n) {
		switch some = true; item.OneOf("empty_text", "null_value", "empty_object", "empty_list") {
		case "empty_text":
			r.text = true
		case "null_value":
			r.null = true
		case "empty_object":
			r.object = true
		case "empty_list":
			r.list = true
		}
	}
	return some
}

func (r *clearing) Request(m *rewrite.Message) error {
	mayClear := func(op *rewrite.Op) bool { return op.HasPath && r.empty(op.Value) && !op.Is("remove") }
	return m.MapSomeOps(mayClear, func(op rewrite.Op, emit func(rewrite.Op)) error {
		if !mayClear(&op) || r.leaves(m, op) {
			emit(op)
			return nil
		}
		if op.Target.Where == nil {
			if err := refuseCleared(m, op.At()); err != nil {
				return err
			}
		}
		emit(op.Named("remove").Made(op.Target, ""))
		return nil
	})
}

// empty reports whether a value is one of those that clear.
func (r *clearing) empty(value string) bool {
	switch {
	case value == "":
		return false
	case value == `""`, value == "null":
		return r.blank(value)
	case json.IsObject(value):
		return r.object && json.IsEmpty(value) || r.emptyInside(value)
	}
	return r.list && json.IsEmpty(value)
}

// blank reports whether a scalar clears.
func (r *clearing) blank(value string) bool {
	return r.text && value == `""` || r.null && value == "null"
}

// emptyInside reports whether an object has a value that clears, and says nothing else.
func (r *clearing) emptyInside(value string) bool {
	found := false
	for m := range json.Members(value) {
		switch {
		case filter.Fold(m.Name, "value") && r.blank(m.Value):
			found = true
		case !json.SaysNothing(m.Value):
			return false
		}
	}
	return found
}

// leaves reports whether what an operation is on is not to be cleared by it.
func (r *clearing) leaves(m *rewrite.Message, op rewrite.Op) bool {
	at := op.At()
	if _, whole := m.Types().Extension(m.Resource, at); whole || r.spares(m, at) {
		return true
	}
	if op.Target.Where != nil || !part.IsMulti(m, at) {
		return false
	}
	return at.Sub != "" || !r.list || op.Is("add")
}

// spares reports whether an attribute is never cleared.
func (r *clearing) spares(m *rewrite.Message, p filter.Path) bool {
	p = m.Types().Canonical(m.Resource, p)
	if m.Covers(part.Active, p) {
		return true
	}
	for _, e := range r.except {
		if rewrite.Covers(e, p) {
			return true
		}
	}
	return false
}

// refuseCleared refuses to clear an attribute that a resource must have.
func refuseCleared(m *rewrite.Message, p filter.Path) error {
	t, known := m.Types().Find(m.Resource, m.Unqualified(p))
	if !known || !t.Required || t.Mutability == filter.ReadOnly {
		return nil
	}
	return rewrite.Refuse(rewrite.ValueInvalid, "invalidValue",
		"%s is required and cannot be cleared; map it to something that is never empty", p)
}
