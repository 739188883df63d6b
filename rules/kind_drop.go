package rules

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

func init() { register("drop", newDrop) }

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
	oneway
	paths []filter.Path
}

func newDrop(b *build, n *tree.Node) rewrite.Rule {
	r := &drop{paths: paths(n, b.path)}
	for _, p := range r.paths {
		core := filter.Fold(p.String(), b.types.CoreURN(b.scope().Resource))
		if core || p.Is(active) || p.Is(filter.Path{Name: "id"}) {
			n.Errorf("%s cannot be dropped: a change of it would be lost in silence", p)
		}
	}
	return r
}

func (r *drop) Request(m *rewrite.Message) error {
	e, err := m.Filter()
	if err != nil {
		return err
	}
	if e != nil {
		for _, p := range filter.Paths(e) {
			if r.names(m.Unqualified(p)) {
				return rewrite.Refuse(rewrite.FilterUnsupported, "invalidFilter",
					"the target has no attribute %s to filter by; remove it from the matching attributes", p)
			}
		}
	}
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level != rewrite.Root && a.Level != rewrite.Part && a.Level != rewrite.Element && r.names(a.Path) {
			return rewrite.Drop, nil
		}
		if a.Selected && r.names(a.Path) {
			return rewrite.Drop, nil
		}
		return rewrite.Keep, nil
	})
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
