package rules

import (
	"reflect"

	"scimshim/config/tree"
)

// A transform makes one text of another, by a list of replacements of which the
// first that matches is taken, or by an expression.
type transform struct {
	list []*replacement
	to   *expression
}

// readTransform reads a list of replacements or an expression of a value.
func readTransform(n *tree.Node) *transform {
	switch {
	case n == nil:
		return nil
	case n.IsList():
		return replacementsOf(n)
	}
	return valueExpression(n)
}

// replacementsOf reads a list of replacements.
func replacementsOf(n *tree.Node) *transform { return &transform{list: replacements(n)} }

// valueExpression reads an expression that makes a text of a value.
func valueExpression(n *tree.Node) *transform {
	return &transform{to: tree.Parse(n, func(source string) (*expression, error) {
		return compileExpression(source, valueVariables{}, reflect.String, &expressionNames{})
	})}
}

// apply returns what becomes of a text, and whether anything does: an empty text
// is no outcome. Its error is a sentence without the text.
func (t *transform) apply(text string) (string, bool, error) {
	if t.to != nil {
		out, err := t.to.ofValue(text)
		return out, out != "" && err == nil, err
	}
	for _, r := range t.list {
		if out, ok, err := r.apply(text); ok || err != nil {
			return out, out != "" && err == nil, err
		}
	}
	return "", false, nil
}
