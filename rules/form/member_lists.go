package form

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// MemberLists turns the removal of a list of values from a multi-valued
// attribute into one removal for each, with the value in the path. Entra
// removes group members so, and a strict server, for which a remove has no
// value, then empties the group (Q85).
//
// An empty list removes nobody: the operation is dropped, and counted. A remove
// without any value is what RFC 7644 says it is, and is left alone. One that has in
// its value whom its path selects already loses the value (syncope-member-path).
func MemberLists(attribute filter.Path) rewrite.Rule { return &memberLists{attribute: attribute} }

type memberLists struct {
	kind.RequestOnly
	attribute filter.Path
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r *memberLists) Touches() []string { return rewrite.TouchedBy(r.attribute) }

func (r *memberLists) Request(m *rewrite.Message) error {
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		if !op.Is("remove") || op.Target.Where != nil || !m.Same(op.At(), r.attribute) || op.Value == "" {
			if r.saysTwice(m, op) {
				op = op.Made(op.Target, "")
			}
			emit(op)
			return nil
		}
		for element := range json.Elements(op.Value) {
			id, ok := part.MemberValue(element)
			if !ok {
				return rewrite.Refuse(rewrite.ValueInvalid, "invalidValue",
					"a value to remove from %s is neither a string nor an object with a value", r.attribute)
			}
			emit(op.Made(filter.Target{
				Path:  op.Target.Path,
				Where: &filter.Compare{Path: filter.Path{Name: "value"}, Op: filter.Eq, Value: filter.Quote(id)},
			}, ""))
		}
		return nil
	})
}

// saysTwice reports whether the value of a remove is the one element that its path selects.
func (r *memberLists) saysTwice(m *rewrite.Message, op rewrite.Op) bool {
	id, ok := part.SelectedValue(op.Target.Where)
	if !ok || !op.Is("remove") || op.Target.Sub != "" || !m.Same(op.Target.Path, r.attribute) {
		return false
	}
	n := 0
	for element := range json.Elements(op.Value) {
		if text, ok := part.MemberValue(element); !ok || text != id {
			return false
		}
		n++
	}
	return n > 0
}
