package rules

import (
	"scimshim/config/tree"
)

// A transform makes one text of another, by a list of replacements of which the
// first that matches is taken, or by an expression.
type transform struct {
	list []*replacement
	to   *expression
}

// readTransform reads a list of replacements or an expression.
func readTransform(n *tree.Node) *transform {
	if n == nil {
		return nil
	}
	if n.IsList() {
		return &transform{list: replacements(n)}
	}
	return &transform{to: valueExpression(n)}
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
