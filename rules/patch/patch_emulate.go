package patch

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/emulate"
	"scimshim/rules/kind"
)

// emulate puts the step that makes PUTs of PATCHes, behind all steps that change operations.
func (p *patch) emulate() {
	n := p.n.Key("emulate")
	if n == nil {
		return
	}
	how := n
	if n.IsMap() {
		how = n.Need("by")
	}
	how.OneOf("put")
	says := func(key, otherwise, word string) bool {
		return n.IsMap() && n.Has(key) && n.Key(key).OneOf(otherwise, word) == word
	}
	adds, keeps := says("missing", "refuse", "add"), says("omitted", "cleared", "kept")
	phase := kind.Divide
	build := func(b *kind.Build) rewrite.Rule {
		var attributes []filter.Path
		if n.IsMap() {
			attributes = kind.Paths(n.Key("attributes"), b.Path)
		}
		return emulate.ByPut(attributes, adds, keeps)
	}
	p.Put(kind.Step{Key: "emulate", At: n, Methods: []string{"PATCH"}, Phase: &phase, New: build})
	if n.IsMap() {
		n.Rest()
	}
}
