package query

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// filters reads the forms of filters that a target takes. Those without a word of their
// own are one step, which is there even if it has none of them: were it not, and no other
// one, all filters would be forwarded.
func (q *asking) filters(n *tree.Node) {
	list := n
	if n.IsMap() {
		list = n.Need("forms")
	}
	if list.IsNull() { // as in a file that is cut after the key
		list.Errorf("expected a list of forms; an empty list, [], says that the target accepts no filter")
	}
	var plain, named []*tree.Node
	forms := map[string]bool{}
	for _, item := range list.All() {
		if form := formIn(item); form.IsScalar() {
			if forms[form.String()] {
				item.Errorf("this form occurs twice here")
			}
			forms[form.String()] = true
		}
		if isNamed(item) {
			named = append(named, item)
		} else {
			plain = append(plain, item)
		}
	}
	q.put(kind.Step{Key: "filters", At: n, New: func(b *kind.Build) rewrite.Rule { return accepted(b, plain) }})
	for _, item := range plain {
		if item.IsMap() {
			item.Rest()
		}
	}
	once := names{}
	for _, item := range named {
		if name, ok := once.of(q.Block, item, firstOf(item)); ok {
			q.put(kind.Step{Key: "filters." + name, At: item, New: func(b *kind.Build) rewrite.Rule {
				return accepted(b, []*tree.Node{item})
			}})
		}
	}
}

// isNamed reports whether an item is a step of its own.
func isNamed(item *tree.Node) bool {
	if !item.IsMap() {
		return false
	}
	own := false
	for _, key := range []string{"name", "if", "why", "source"} {
		own = item.Has(key) || own
	}
	return own
}

// formIn returns the form of an item, nil if it has attributes in its place.
func formIn(item *tree.Node) *tree.Node {
	if item.IsMap() {
		return item.Key("form")
	}
	return item
}

// firstOf returns the form of an item, or the first of its attributes.
func firstOf(item *tree.Node) *tree.Node {
	if form := formIn(item); form != nil {
		return form
	}
	for attribute := range kind.Each(item.Key("attributes")) {
		return attribute
	}
	return nil
}
