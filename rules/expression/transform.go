package expression

import "scimshim/config/tree"

// A Transform makes one text of another, by a list of replacements of which the
// first that matches is taken, or by an expression.
type Transform struct {
	list []*replacement
	to   *Expression
}

// ReadTransform reads a list of replacements or an expression of a value.
func ReadTransform(n *tree.Node) *Transform {
	switch {
	case n == nil:
		return nil
	case n.IsList():
		return Replacements(n)
	}
	return ReadValue(n)
}

// Replacements reads a list of replacements.
func Replacements(n *tree.Node) *Transform { return &Transform{list: replacements(n)} }

// ReadValue reads an expression that makes a text of a value.
func ReadValue(n *tree.Node) *Transform {
	return &Transform{to: tree.Parse(n, func(source string) (*Expression, error) {
		return (&reader{}).expression(source, aText)
	})}
}

// Apply returns what becomes of a text, and whether anything does: an empty text
// is no outcome. Its error is a sentence without the text.
func (t *Transform) Apply(text string) (string, bool, error) {
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
