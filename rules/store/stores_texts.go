package store

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// required puts the steps for attributes that no resource is taken without.
func (s *stores) required() {
	n := s.n.Key("required")
	if n.IsList() && !listsMaps(n) {
		s.requires("required", n, n, []string{"POST", "PUT"}, isRequired)
		return
	}
	for item := range kind.Each(n) {
		methods := methodsOf(item, kind.Writes)
		if methods == nil {
			methods = []string{"POST", "PUT"}
		}
		s.requires(named(item, "required"), item, item.Need("attributes"), methods, said(item, isRequired))
		item.Rest()
	}
}

// requires puts a step of what is required.
func (s *stores) requires(key string, at, list *tree.Node, methods []string, says string) {
	s.Put(kind.Step{Key: key, At: at, Methods: methods, New: func(b *kind.Build) rewrite.Rule {
		r := &require{attributes: kind.Paths(list, b.Path), says: says}
		if s.Wanted(at) {
			for item := range kind.Each(list) {
				s.inVain(b, item, methods, item.Errorf)
			}
		}
		return r
	}})
}

// listsMaps reports whether a list has mappings.
func listsMaps(n *tree.Node) bool {
	for _, item := range n.All() {
		return item.IsMap()
	}
	return false
}

// named returns the word that a step is called by, with the name of a mapping.
func named(n *tree.Node, word string) string {
	if !n.IsMap() {
		return word
	}
	if name := n.Key("name"); name != nil {
		return word + "." + tree.Parse(name, kind.StepName)
	}
	return word
}

// texts puts the steps for texts of all attributes: those that match, or the empty ones.
func (s *stores) texts(word string) {
	for item := range kind.Each(s.n.Key(word)) {
		r := &texts{says: "the target takes no such text; change it in the attribute mapping"}
		var refuse *tree.Node
		if word == "empty_texts" {
			r.refuse, r.says = emptyText, "the target takes no empty text; leave the attribute out"
			wordOrAction(item)
		} else {
			refuse = item.Need("refuse")
		}
		step := kind.Step{Key: word, At: item, Methods: kind.Writes}
		step.New = func(b *kind.Build) rewrite.Rule {
			if refuse != nil {
				r.refuse = finderOf(tree.Parse(refuse, kind.Regexp))
			}
			if item.IsMap() {
				r.except = kind.Paths(item.Key("except"), b.Path)
			}
			return r
		}
		if item.IsMap() {
			step.Key, r.says = named(item, word), said(item, r.says)
			step.Methods, r.filters = textsIn(item)
		}
		s.Put(step)
		if item.IsMap() {
			item.Rest()
		}
	}
}

// wordOrAction reads refuse, as a word or the action of a mapping.
func wordOrAction(n *tree.Node) {
	if n.IsMap() {
		n = n.Key("action")
	}
	if n != nil {
		n.OneOf("refuse")
	}
}

// textsIn reads by which methods the texts come that are looked at, and whether they are those of
// filters.
func textsIn(n *tree.Node) (methods []string, filters bool) {
	own := methodsOf(n, kind.Writes)
	if in := n.Key("in"); in != nil && in.OneOf("requests", "filters") == "filters" {
		if own != nil {
			n.ErrorKey("methods", "filters occur only in GET; remove this")
		}
		return []string{"GET"}, true
	}
	if own != nil {
		return own, false
	}
	return kind.Writes, false
}

// emptyText finds the empty text.
func emptyText(text string) bool { return text == "" }
