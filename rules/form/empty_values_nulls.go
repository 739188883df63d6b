package form

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// pruneNulls takes nulls out of a request where they unassign nothing.
func pruneNulls(m *rewrite.Message) error {
	switch m.Method {
	case "POST":
		return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
			if a.Value == "null" && !a.Path.Is(part.Active) {
				return rewrite.Drop, nil
			}
			return rewrite.Keep, nil
		})
	case "PATCH":
		return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
			return pruneNullsOf(m, op, emit)
		})
	}
	n := nulls{m: m}
	return m.MapAttributes(n.edit)
}

// pruneNullsOf takes nulls out of an operation. One that selects elements by a filter
// and replaces them may unassign what is in them.
func pruneNullsOf(m *rewrite.Message, op rewrite.Op, emit func(rewrite.Op)) error {
	n := nulls{m: m, added: op.Is("add")}
	element := op.HasPath && op.Target.Where != nil
	if op.Is("remove") || element && !n.added || !strings.Contains(op.Value, "null") {
		emit(op)
		return nil
	}
	text, err := part.MapOpValue(m, op, n.edit)
	if err != nil || text == "" {
		return err
	}
	if text != op.Value {
		op = op.Valued(text)
	}
	emit(op)
	return nil
}

// nulls are those of one request that is no creation, or of one operation of it.
type nulls struct {
	m     *rewrite.Message
	added bool // whether the value is added to what there is
}

// edit takes the nulls out of an object that is an element of a list, or that is
// added.
func (n nulls) edit(a rewrite.Attr) (rewrite.Edit, error) {
	switch {
	case !json.IsObject(a.Value):
		return rewrite.Keep, nil
	case a.Level == rewrite.Element:
	case a.Level == rewrite.Whole && (n.added || part.IsMulti(n.m, a.Path)):
	default:
		return rewrite.Keep, nil
	}
	text, err := rewrite.MapMembers(a.Value, a.Path, func(s rewrite.Attr) (rewrite.Edit, error) {
		if s.Value == "null" {
			return rewrite.Drop, nil
		}
		return rewrite.Keep, nil
	})
	if part.LeftOf(text, a.Value) == "" {
		return rewrite.Drop, err
	}
	return rewrite.Set(text), err
}
