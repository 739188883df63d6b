package rules

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// mapOpValue walks through the value of a PATCH operation, as MapAttributes does,
// for a rule that must know the operation. What the value holds is met, and the
// value of an attribute itself as if it were a member of its resource. It returns
// an empty text if nothing is left.
func mapOpValue(m *rewrite.Message, op rewrite.Op, f rewrite.Mapper) (string, error) {
	at := m.Unqualified(op.At())
	if !op.HasPath {
		text, err := m.MapPart(op.Value, f)
		return leftOf(text, op.Value), err
	}
	if urn, ok := m.Types().Extension(m.Resource, at); ok {
		text, err := rewrite.MapMembers(op.Value, filter.Path{Schema: urn}, f)
		return leftOf(text, op.Value), err
	}
	if at.Sub != "" {
		return op.Value, nil
	}
	text, err := rewrite.MapMembers(object(at.Name, op.Value), filter.Path{Schema: at.Schema}, f)
	if err != nil {
		return op.Value, err
	}
	value, _ := rewrite.Lookup(text, filter.Path{Name: at.Name})
	return leftOf(value, op.Value), nil
}

// mapElements is MapAttributes for a rule that takes elements out of an attribute. A
// PATCH that replaces the attribute by nothing but such removes it: what was there
// before is not what is meant. The elements are counted as dropped.
func mapElements(m *rewrite.Message, attribute filter.Path, f rewrite.Mapper) error {
	if m.Method != "PATCH" || !m.IsRequest() {
		return m.MapAttributes(f)
	}
	return m.JoinOps(func(op rewrite.Op, emit func(rewrite.Op)) (kept bool, err error) {
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

// leftOf returns the text that a walk made of a value, or nothing if it took out
// all there was.
func leftOf(text, was string) string {
	if text != "" && text != was && json.IsEmpty(text) {
		return ""
	}
	return text
}

// mapList returns a JSON list with f done to each element; the list itself if f
// changes none. f may be asked
// twice for an element.
func mapList(list string, f func(element string) string) string {
	changed := false
	for element := range json.Elements(list) {
		if changed = f(element) != element; changed {
			break
		}
	}
	if !changed {
		return list
	}
	var b strings.Builder
	b.WriteByte('[')
	for element := range json.Elements(list) {
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		b.WriteString(f(element))
	}
	b.WriteByte(']')
	return b.String()
}

// manyValued reports whether an attribute is known to have several values. That of
// a sub-attribute is what it is a part of.
func manyValued(m *rewrite.Message, p filter.Path) bool {
	p.Sub = ""
	t, known := m.Types().Find(m.Resource, p)
	return known && t.Multi
}
