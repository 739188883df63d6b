package patch

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// malformed stands for the forms of operations that no target reads as they are meant.
const malformed = "malformed"

var malformedWords = []string{"remove_with_value", "flat_keys", "missing_value", "missing_path", "foreign_member",
	"not_object", "core_urn", "element_type"}

// forms reads forms of operations.
func forms(n *tree.Node) []patchForm {
	var list []patchForm
	some := false
	for item := range kind.Each(n) {
		some = true
		word := item.OneOf(append(slices.Clone(formWords), malformed)...)
		if i := slices.Index(formWords, word); i >= 0 {
			list = append(list, patchForms[i])
		}
		if word == malformed {
			list = append(list, formsNamed(malformedWords)...)
		}
	}
	if n != nil && !some {
		n.Errorf("expected at least one form, such as %s", formWords[0])
	}
	return list
}

// except reads the attributes that a step leaves alone.
func except(b *kind.Build, n *tree.Node) []filter.Path {
	if !n.IsMap() {
		return nil
	}
	return kind.Paths(n.Key("except"), b.Path)
}

func (p *patch) leaver() {
	n := p.n.Key("leaver")
	if n == nil {
		return
	}
	p.put("leaver", n, func(b *kind.Build) rewrite.Rule {
		return &patchLimits{forms: forms(listed(n, "forms")), only: true, except: except(b, n)}
	})
}

// never puts a step for each item with options, and one for all forms without.
func (p *patch) never() {
	n := p.n.Key("never")
	if n == nil {
		return
	}
	var plain []patchForm
	some := false
	for item := range kind.Each(n) {
		if some = true; !item.IsMap() {
			plain = append(plain, forms(item)...)
		} else {
			p.neverItem(item)
		}
	}
	switch {
	case !some:
		n.Errorf("expected at least one form, such as %s", formWords[0])
	case len(plain) > 0:
		p.put("never", n, func(*kind.Build) rewrite.Rule { return &patchLimits{forms: plain} })
	}
}

// neverItem puts the step of an item with options.
func (p *patch) neverItem(item *tree.Node) {
	list := forms(item.Need("forms"))
	if len(list) == 0 {
		return
	}
	name := ""
	for first := range kind.Each(item.Key("forms")) {
		name = first.String()
		break
	}
	if n := item.Key("name"); n != nil {
		name = tree.Parse(n, kind.StepName)
	}
	p.put("never."+name, item, func(b *kind.Build) rewrite.Rule {
		v := kind.VerdictOf(item, kind.Refuse, kind.Drop, kind.Warn, kind.Pass)
		r := &patchLimits{forms: list, action: v.Action, except: except(b, item), says: sentence(item)}
		if v.Action == kind.Pass {
			return nil
		}
		return r
	})
}
