package rules

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

func init() { register("member-remove", newMemberRemove) }

// memberRemove turns the removal of a list of values from a multi-valued
// attribute into one removal for each, with the value in the path. Entra
// removes group members so, and a strict server, for which a remove has no
// value, then empties the group (Q85):
//
//	member-remove: members
//
// An empty list removes nobody: the operation is dropped, and counted. A remove
// without any value is what RFC 7644 says it is, and is left alone.
type memberRemove struct {
	oneway
	attribute filter.Path
}

func newMemberRemove(b *build, n *tree.Node) rewrite.Rule {
	return &memberRemove{attribute: b.path(n)}
}

func (r *memberRemove) Request(m *rewrite.Message) error {
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		if !op.Is("remove") || op.Target.Where != nil || !m.Same(op.At(), r.attribute) || op.Value == "" {
			emit(op)
			return nil
		}
		for element := range rewrite.Elements(op.Value) {
			id, ok := memberValue(element)
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

// memberValue returns the value of an element: of an object its member value,
// of a string itself.
func memberValue(element string) (string, bool) {
	if text, ok := rewrite.Text(element); ok {
		return text, true
	}
	for m := range rewrite.Members(element) {
		if filter.Fold(m.Name, "value") {
			return rewrite.Text(m.Value)
		}
	}
	return "", false
}
