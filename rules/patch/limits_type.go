package patch

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// isOtherType reports whether an operation writes a single value that is not of the
// type of its attribute, or an extension that is no object.
func isOtherType(m *rewrite.Message, op rewrite.Op) bool {
	return anyWritten(op, func(op rewrite.Op) bool { return writesOtherType(m, op) })
}

func writesOtherType(m *rewrite.Message, op rewrite.Op) bool {
	if op.Is("remove") || !op.HasPath || op.Value == "" {
		return false
	}
	at := op.At()
	if _, extension := m.Types().Extension(m.Resource, at); extension {
		return !json.IsObject(op.Value) || json.IsEmpty(op.Value)
	}
	t, known := m.Types().Find(m.Resource, at)
	if !known {
		return false
	}
	if !t.Multi || op.Target.Where != nil {
		return !isOfType(t, op.Value)
	}
	for element := range json.Elements(op.Value) {
		if !isOfType(t, element) {
			return true
		}
	}
	return false
}

// isOfType reports whether a JSON text is one value of the type that an attribute
// declares, with all that is in it.
func isOfType(t filter.Attribute, value string) bool {
	switch t.Type {
	case filter.TypeComplex:
		for member := range json.Members(value) {
			sub, ok := part.Sub(t, member.Name)
			if ok && !sub.Multi && !isOfType(sub, member.Value) {
				return false
			}
		}
		return json.IsObject(value) && !json.IsEmpty(value)
	case filter.TypeBoolean:
		return value == "true" || value == "false"
	case filter.TypeInteger, filter.TypeDecimal:
		return part.IsNumber(value)
	}
	return value[0] == '"'
}
