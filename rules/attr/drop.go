package attr

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// drop takes attributes out of requests that write: out of bodies and out of
// PATCH operations. An operation of which nothing is left is dropped, and
// counted:
//
//	drop: [nickName, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division']
//
// A filter that names a dropped attribute is refused, since without the term it
// would ask for others. The attribute active cannot be dropped. Answers are
// left alone.
type drop struct {
	kind.RequestOnly
	paths []filter.Path
}

func newDrop(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &drop{paths: kind.Paths(n, b.Path)}
	for _, p := range r.paths {
		core := filter.Fold(p.String(), b.Types.CoreURN(b.Scope().Resource))
		if core || p.Is(part.Active) || p.Is(filter.Path{Name: "id"}) {
			n.Errorf("%s cannot be dropped: a change of it would be lost in silence", p)
		}
	}
	return r
}

func (r *drop) Request(m *rewrite.Message) error { return part.TakeOut(m, r.names, r.names) }

// EmptiesExtensions says that the last attribute of an extension may be dropped.
func (r *drop) EmptiesExtensions() {}

// Forestalls says that a later rename of a dropped attribute finds nothing in writes.
func (r *drop) Forestalls(later rewrite.Rule, _ []rewrite.Step) string {
	if l, ok := later.(kind.Renamer); ok {
		if from, _, _ := l.Renames(); r.names(from) {
			return "rule %s can never fire on a write: %s drops the attribute before it"
		}
	}
	return ""
}

// names reports whether p is dropped, by itself or with what it is a part of.
func (r *drop) names(p filter.Path) bool {
	for _, d := range r.paths {
		if rewrite.Covers(d, p) {
			return true
		}
	}
	return false
}
