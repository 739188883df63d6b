package upgrade

import (
	"slices"
	"strings"

	"scimshim/config/layout"
)

// ranks are the phases of the kinds that change what is written, in which order matters.
var ranks = map[string]int{
	"set": 1, "default": 1, "drop": 1, "rename": 1, "value": 1,
	"only": 2, "single": 2, "require": 2, "found": 2, "limit": 2, "texts": 2,
	"upsert": 3, "change-op": 3, "patch-limits": 3,
}

// remarkOrder remarks on rules that stood behind others about the same attribute, and act before
// them in the order of the phases.
func (u *upgrader) remarkOrder() {
	for i, r := range u.done {
		for _, before := range u.done[:i] {
			later := ranks[r.rankKind()] > 0 && ranks[r.rankKind()] < ranks[before.rankKind()]
			if later && r.meets(before) {
				u.remark(r.entry, "this used to follow %s, and as a block it acts before it; check whether that "+
					"matters",
					before.name)
				break
			}
		}
	}
}

// rankKind returns the kind of a rule; a set that became a part of stores is one of these.
func (r *rule) rankKind() string {
	if r.kind == "set" && r.inStores {
		return "single"
	}
	return r.kind
}

// meets reports whether two rules are about some attribute in some request.
func (r *rule) meets(o *rule) bool {
	for _, c := range r.cond.Items() {
		if other := o.cond.Get(c.Key.Value); other != nil && !other.Value.Same(c.Value) {
			return false // one of them is there
		}
	}
	if r.section != "" && o.section != "" && r.section != o.section || r.methods != nil && o.methods != nil &&
		!slices.ContainsFunc(r.methods, func(m string) bool { return slices.Contains(o.methods, m) }) {
		return false
	}
	mine := attributesIn(r.v)
	return slices.ContainsFunc(attributesIn(o.v), func(name string) bool { return slices.Contains(mine, name) })
}

// attributesIn returns the attributes that options name, without their sub-attributes.
func attributesIn(n *layout.Node) []string {
	var list []string
	add := func(v *layout.Node) {
		for _, item := range each(v) {
			if item.IsScalar() {
				name, _, _ := strings.Cut(attributeOf(item.Value), ".")
				list = append(list, name)
			}
		}
	}
	if n.IsMap() {
		for _, key := range []string{"attribute", "attributes", "paths", "from", "in"} {
			add(at(n, key))
		}
	} else {
		add(n)
	}
	return list
}
