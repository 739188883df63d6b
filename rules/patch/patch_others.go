package patch

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// otherElements puts the step for what a client writes to elements of attributes that are not
// described.
func (p *patch) otherElements(n *tree.Node) {
	p.put("elements.others", n, func(b *kind.Build) rewrite.Rule {
		r := &patchLimits{forms: slices.DeleteFunc(slices.Clone(patchForms), func(f patchForm) bool {
			return f.word != "filtered_add" && f.word != "filtered_replace"
		})}
		actions := []kind.Action{kind.Drop, kind.Warn, kind.Refuse, kind.Pass}
		if n.IsMap() {
			n.Need("action")
			r.action, r.says, r.except = kind.VerdictOf(n, actions...).Action, sentence(n), except(b, n)
		} else {
			r.action = kind.Action(n.OneOf("drop", "warn", "refuse", "pass"))
		}
		if r.action == kind.Pass {
			return nil
		}
		r.except = append(r.except, p.described(b)...)
		return r
	})
}

// described returns the attributes of which it is said how their elements are written.
func (p *patch) described(b *kind.Build) []filter.Path {
	var list []filter.Path
	for _, block := range p.Beside("patch") {
		for key, value := range block.Node.Key("elements").Entries() {
			path, err := filter.ParsePath(p.Prefixes.Long(key))
			if key == "others" || err != nil {
				continue
			}
			wanted := func(item *tree.Node) bool { return !item.IsMap() || block.Wanted(item) }
			if slices.ContainsFunc(slices.Collect(kind.Each(value)), wanted) {
				list = append(list, b.Types.Canonical(b.Scope().Resource, path))
			}
		}
	}
	return list
}
