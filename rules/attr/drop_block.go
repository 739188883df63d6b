package attr

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// drops takes attributes out of requests that write: out of bodies and out of PATCH
// operations. An operation of which nothing is left is dropped, and counted:
//
//	users:
//	  drop: [nickName, enterprise.division]
//
// A filter that names a dropped attribute is refused, since without the term it would ask for
// others. The attribute active cannot be dropped. In place of a name a list may have a mapping,
// which has a name, and says when: always, or in answers where what the target shows is empty
// (null, an empty text, list or object), for a target that shows nothing of what it has. AWS
// IAM Identity Center shows no member of any group, and a client that believes it adds
// everybody again and removes nobody:
//
//	groups:
//	  drop: {name: unshown, attributes: [members], in: answers, when: empty}
//	users:
//	  drop:
//	    - {name: password, attributes: [password], if: {password: drop}}
//	    - {name: kept, attributes: [userName], method: PATCH}
//
// That a resource with such an attribute does not satisfy the filter which found it is for
// queries.unproven to say.
func drops(b *kind.Block, n *tree.Node) {
	if n.IsMap() {
		dropStep(b, n)
		return
	}
	plain := true
	for _, item := range n.All() {
		plain = plain && !item.IsMap()
		if item.IsMap() {
			dropStep(b, item)
		}
	}
	switch {
	case plain:
		b.Put(kind.Step{At: n, New: func(b *kind.Build) rewrite.Rule { return newDrop(b, n) }})
	default:
		for _, item := range n.All() {
			if !item.IsMap() {
				item.Errorf("expected a mapping, as its neighbours are: {name: ..., attributes: [...]}")
			}
		}
	}
}

// dropStep puts the step of one mapping.
func dropStep(b *kind.Block, n *tree.Node) {
	step := kind.Step{Key: n.Need("name").NonEmpty(), At: n}
	if m := n.Key("method"); m != nil {
		step.Methods = m.Strings()
	}
	list := n.Need("attributes")
	step.New = func(b *kind.Build) rewrite.Rule { return newDrop(b, list) }
	if in := n.Key("in"); in != nil {
		in.OneOf("answers")
		n.Need("when").OneOf("empty")
		step.New = func(b *kind.Build) rewrite.Rule { return hideAll(b, list) }
	}
	b.Put(step)
	n.Rest()
}
