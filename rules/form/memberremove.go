package form

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// memberRemove turns the removal of a list of values from a multi-valued
// attribute into one removal for each, with the value in the path. Entra
// removes group members so, and a strict server, for which a remove has no
// value, then empties the group (Q85):
//
//	member-remove: members
//
// An empty list removes nobody: the operation is dropped, and counted. A remove
// without any value is what RFC 7644 says it is, and is left alone. One that has in
// its value whom its path selects already loses the value (syncope-member-path).
//
// With to: list it is the other way round, for a target whose manual has the list
// (AWS IAM Identity Center). To one that reads RFC 7644 to the letter that is a
// remove of all values, so that the rule must say assume: by-value, a statement
// about the target: it removes those in the list, and no others. It belongs behind
// the rules that refuse a remove of all:
//
//	member-remove: {attribute: members, to: list, assume: by-value}
type memberRemove struct {
	kind.RequestOnly
	attribute filter.Path
	list      bool // whether values in paths become lists
}

func newMemberRemove(b *kind.Build, n *tree.Node) rewrite.Rule {
	if n.IsScalar() {
		return &memberRemove{attribute: b.Path(n)}
	}
	r := &memberRemove{attribute: b.Path(n.Need("attribute")), list: n.Need("to").OneOf("list") == "list"}
	n.Need("assume").OneOf("by-value")
	n.Rest()
	return r
}

// MemberLists returns a rule of the kind member-remove that makes paths of lists of values.
func MemberLists(attribute filter.Path) rewrite.Rule { return &memberRemove{attribute: attribute} }

// ListRemoves returns a rule of the kind member-remove that makes lists of values of paths.
func ListRemoves(attribute filter.Path) rewrite.Rule {
	return &memberRemove{attribute: attribute, list: true}
}

func (r *memberRemove) Request(m *rewrite.Message) error {
	if r.list {
		return r.toList(m)
	}
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
func (r *memberRemove) saysTwice(m *rewrite.Message, op rewrite.Op) bool {
	id, ok := selectedValue(op.Target.Where)
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

// toList makes a list of the value in a path. A path with any other filter is left
// alone.
func (r *memberRemove) toList(m *rewrite.Message) error {
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		if op.Is("remove") && op.Target.Sub == "" && op.Value == "" && m.Same(op.Target.Path, r.attribute) {
			if id, ok := selectedValue(op.Target.Where); ok {
				op = op.Made(filter.Target{Path: op.Target.Path}, "["+json.Single("value", json.Quote(id))+"]")
			}
		}
		emit(op)
		return nil
	})
}

// selectedValue returns the text of the filter value eq "text".
func selectedValue(where filter.Expr) (string, bool) {
	eq, ok := where.(*filter.Compare)
	if !ok || eq.Op != filter.Eq || !eq.Path.Is(filter.Path{Name: "value"}) {
		return "", false
	}
	return eq.Value.Text()
}
