package attr

import (
	"reflect"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/expression"
	"scimshim/rules/kind"
)

// valueOrExpression reads the value that a rule gives an attribute: a fixed one, as
// JSON, or from, an expression of the resource.
func valueOrExpression(b *kind.Build, n *tree.Node, a filter.Attribute) (string, *expression.Expression) {
	value, from := n.Key("value"), n.Key("from")
	switch {
	case (value == nil) == (from == nil):
		n.Errorf("expected either value (a fixed value) or from (an expression)")
	case from == nil:
		return value.JSON(), nil
	case a.Type == filter.TypeBoolean || a.Type == filter.TypeComplex:
		from.Errorf("an expression returns text, and %s is not text", a.Name)
	default:
		return "", expression.Read(b, from, reflect.String)
	}
	return "", nil
}

// unworkable is the refusal of a request for which an expression of a rule cannot be
// worked out; nil without such an error.
func unworkable(rule string, err error) error {
	if err == nil {
		return nil
	}
	return rewrite.Refuse(rewrite.ValueInvalid, "invalidValue", "rule %s cannot make a value of this resource: %v",
		rule, err)
}

// parentOf reports whether p is the attribute or the extension that holds q.
func parentOf(m *rewrite.Message, p, q filter.Path) bool {
	return m.Covers(p, q) && !m.Same(p, q)
}
