package query

import (
	"scimshim/config/tree"
	"scimshim/rules/kind"
)

// names are those of the items of a list, each of which is a step.
type names map[string]bool

// of returns the name that an item gives itself, or else that of the first attribute of a
// pattern. No two items may have the same: which of them is which would be a matter of their
// order.
func (n names) of(b *kind.Block, item, pattern *tree.Node) (name string, ok bool) {
	if own := item.Key("name"); own != nil {
		name = tree.Parse(own, kind.StepName)
	} else {
		name = b.NameIn(pattern)
	}
	if n[name] {
		item.Errorf("another one here has the name %s; give this one its own, such as name: second", name)
		return name, false
	}
	n[name] = true
	return name, true
}
