package attr

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// hide takes attributes out of answers where they are empty: null, an empty text, list or
// object. Requests are left alone.
type hide struct {
	kind.AnswerOnly
	paths []filter.Path
}

// hideOf returns the rule for a list of attributes.
func hideOf(b *kind.Build, list *tree.Node) rewrite.Rule {
	r := &hide{paths: kind.Paths(list, b.Path)}
	for _, p := range r.paths {
		if p.Is(part.Active) || slices.ContainsFunc(part.TargetsOwn, p.Is) {
			list.Errorf("%s cannot be dropped: answers are checked by it", p)
		}
	}
	return r
}

// Touches returns the names of the attributes, as rewrite.Toucher has it.
func (r *hide) Touches() []string { return rewrite.TouchedBy(r.paths...) }

func (r *hide) Response(m *rewrite.Message) error {
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		same := func(p filter.Path) bool { return m.Same(a.Path, p) }
		if part.IsNamed(a) && !part.Says(a) && slices.ContainsFunc(r.paths, same) {
			return rewrite.Drop, nil
		}
		return rewrite.Keep, nil
	})
}
