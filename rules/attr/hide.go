package attr

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// hide takes attributes out of answers where they are empty, for a target that
// shows nothing of what it has. AWS IAM Identity Center shows no member of any
// group, and a client that believes it adds everybody again and removes nobody:
//
//	hide: {empty: [members]}
//
// Hidden is what is null, an empty text, list or object. That a resource with such
// an attribute does not satisfy the filter which found it is for a rule of the kind
// loose to say. Requests are left alone.
type hide struct {
	kind.AnswerOnly
	paths []filter.Path
}

func newHide(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := hideAll(b, n.Need("empty"))
	n.Rest()
	return r
}

// hideAll returns the rule for a list of attributes.
func hideAll(b *kind.Build, list *tree.Node) rewrite.Rule {
	r := &hide{paths: kind.Paths(list, b.Path)}
	for _, p := range r.paths {
		if p.Is(part.Active) || slices.ContainsFunc(part.TargetsOwn, p.Is) {
			list.Errorf("%s is what an answer is judged by", p)
		}
	}
	return r
}

func (r *hide) Response(m *rewrite.Message) error {
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		same := func(p filter.Path) bool { return m.Same(a.Path, p) }
		if part.IsNamed(a) && !part.Says(a) && slices.ContainsFunc(r.paths, same) {
			return rewrite.Drop, nil
		}
		return rewrite.Keep, nil
	})
}
