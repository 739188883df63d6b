package part

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// MapOpValue walks through the value of a PATCH operation, as MapAttributes does,
// for a rule that must know the operation. What the value holds is met, and the
// value of an attribute itself as if it were a member of its resource. It returns
// an empty text if nothing is left.
func MapOpValue(m *rewrite.Message, op rewrite.Op, f rewrite.Mapper) (string, error) {
	at := m.Unqualified(op.At())
	if !op.HasPath {
		text, err := m.MapPart(op.Value, f)
		return LeftOf(text, op.Value), err
	}
	if urn, ok := m.Types().Extension(m.Resource, at); ok {
		text, err := rewrite.MapMembers(op.Value, filter.Path{Schema: urn}, f)
		return LeftOf(text, op.Value), err
	}
	if at.Sub != "" {
		return op.Value, nil
	}
	text, err := rewrite.MapMembers(json.Single(at.Name, op.Value), filter.Path{Schema: at.Schema}, f)
	if err != nil {
		return op.Value, err
	}
	value, _ := rewrite.Lookup(text, filter.Path{Name: at.Name})
	return LeftOf(value, op.Value), nil
}

// MapElements is MapAttributes for a rule that takes elements out of an attribute. A
// PATCH that replaces the attribute by nothing but such removes it: what was there
// before is not what is meant. The elements are counted as dropped. What a path selects by a filter is no list,
// and stays.
func MapElements(m *rewrite.Message, attribute filter.Path, f rewrite.Mapper) error {
	if m.Method != "PATCH" || !m.IsRequest() {
		return m.MapAmong(f, attribute)
	}
	may := func(op *rewrite.Op) bool {
		single := op.HasPath && (op.Target.Where != nil || op.Value == "" || op.Value[0] != '[' && op.Value[0] != '{')
		return !single && m.MayBeOn(op, attribute)
	}
	return m.JoinSomeOps(may, func(op rewrite.Op, emit func(rewrite.Op)) (kept bool, err error) {
		left := ""
		err = m.MapOp(op, func(o rewrite.Op) {
			kept, left = true, writtenTo(m, o, attribute)
			emit(o)
		}, f)
		if op.Is("replace") && left == "" && writtenTo(m, op, attribute) != "" && err == nil {
			emit(op.Named("remove").Made(filter.Target{Path: attribute}, ""))
		}
		return kept, err
	})
}

// writtenTo returns the value that an operation gives an attribute as a whole, or
// nothing.
func writtenTo(m *rewrite.Message, op rewrite.Op, p filter.Path) string {
	if !op.HasPath {
		value, _ := rewrite.Lookup(op.Value, p)
		return value
	}
	if op.Target.Where != nil || !m.Same(op.At(), p) {
		return ""
	}
	return op.Value
}

// LeftOf returns the text that a walk made of a value, or nothing if it took out
// all there was.
func LeftOf(text, was string) string {
	if text != was && json.IsEmpty(text) {
		return ""
	}
	return text
}

// Touches reports whether an operation is on an attribute, on a part of it or on
// what holds it.
func Touches(m *rewrite.Message, op rewrite.Op, p filter.Path) bool {
	if op.HasPath {
		return m.Covers(op.At(), p) || m.Covers(p, op.At())
	}
	return Mentions(m, op.Value, p)
}

// Mentions reports whether the value of an operation without path writes p, or a
// part of it, be it by a key that is a path (Q53).
func Mentions(m *rewrite.Message, value string, p filter.Path) bool {
	if text, _ := rewrite.Lookup(value, p); text != "" {
		return true
	}
	for member := range json.Members(value) {
		if !m.KeyMayBeOf(member.Name, p) {
			continue
		}
		t, err := filter.ParseTarget(member.Name)
		if err == nil && m.Covers(p, t.Path) {
			return true
		}
	}
	return false
}
