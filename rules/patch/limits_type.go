package patch

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// isOtherType reports whether an operation writes a single value that is not of the
// type of its attribute, or an extension that is no object.
func isOtherType(m *rewrite.Message, op *rewrite.Op) bool {
	if op.HasPath && !m.OddOp(op, oddType) && isPlain(m.Definition(op)) {
		return false
	}
	return anyWritten(m, op, func(at filter.Target, v json.Value) bool { return writesOtherType(m, at, v) })
}

// oddType is what is odd of a value that may be of another type.
const oddType = rewrite.OddShape | rewrite.OddBoolean | rewrite.OddNull | rewrite.OddEmpty | rewrite.OddUndeclared

// isPlain reports whether an attribute has no parts but texts and booleans, of which the look for what is odd
// knows all that isOfType asks.
func isPlain(t *filter.Attribute) bool {
	if t == nil || t.Type != filter.TypeComplex {
		return t != nil && isText(t.Type)
	}
	for i := range t.Subs {
		if !isText(t.Subs[i].Type) {
			return false
		}
	}
	return true
}

func isText(t filter.Type) bool {
	return t == filter.TypeString || t == filter.TypeReference || t == filter.TypeBoolean
}

func writesOtherType(m *rewrite.Message, target filter.Target, v json.Value) bool {
	at := target.Attribute()
	if _, extension := m.Types().Extension(m.Resource, at); extension {
		return v.Kind() != '{' || v.Empty()
	}
	t, known := m.Types().Find(m.Resource, at)
	if !known {
		return false
	}
	if !t.Multi || target.Where != nil {
		return !isOfType(&t, v)
	}
	for element := range v.EachOrOne() {
		if !isOfType(&t, element) {
			return true
		}
	}
	return false
}

// isOfType reports whether a value is a single one of the type that an attribute declares,
// with all that is in it.
func isOfType(t *filter.Attribute, v json.Value) bool {
	switch t.Type {
	case filter.TypeComplex:
		for name, member := range v.Members() {
			sub := subOf(t, name)
			if sub != nil && !sub.Multi && !isOfType(sub, member) {
				return false
			}
		}
		return v.Kind() == '{' && !v.Empty()
	case filter.TypeBoolean:
		return v.Kind() == 't' || v.Kind() == 'f'
	case filter.TypeInteger, filter.TypeDecimal:
		return v.Kind() == '-' || '0' <= v.Kind() && v.Kind() <= '9'
	}
	return v.Kind() == '"'
}

// subOf returns the definition of a sub-attribute, or nil.
func subOf(t *filter.Attribute, name string) *filter.Attribute {
	for i := range t.Subs {
		if filter.Fold(t.Subs[i].Name, name) {
			return &t.Subs[i]
		}
	}
	return nil
}
