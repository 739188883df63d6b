package store

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/attr"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// sentAs makes a step of the kind value: elements of the type that elements has are those
// that the target calls by another one.
func sentAs(d *description, n *tree.Node, _ kind.Verdict) kind.Step {
	if d.methods != nil {
		d.n.ErrorKey("methods", "the target uses the same word in all requests; remove this")
	}
	return kind.Step{New: func(b *kind.Build) rewrite.Rule {
		p := b.Path(d.key)
		from, to := typeIn(b, d.n.Key("elements"), p), n.NonEmpty()
		switch {
		case !b.Multi(p):
			d.key.Errorf("%s has no elements", p)
		case from == "":
			n.Errorf("the client's word is missing; expected elements to be a filter such as 'type eq \"work\"'")
		case filter.Fold(from, to):
			return nil
		}
		p.Sub = "type"
		return attr.Reworded(b.Name, p, from, to)
	}}
}

// typeIn returns the type that a filter of elements asks for, if it asks for nothing else.
func typeIn(b *kind.Build, n *tree.Node, of filter.Path) string {
	if n == nil {
		return ""
	}
	terms, ok := part.Terms(anyOf(b, n, of))
	if !ok || len(terms) != 1 || !filter.Fold(terms[0].Name, "type") {
		return ""
	}
	text, _ := json.Text(terms[0].Value)
	return text
}
