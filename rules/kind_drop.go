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

func (r *drop) Request(m *rewrite.Message) error { return takeOut(m, r.names, r.names) }

// EmptiesExtensions says that the last attribute of an extension may be dropped.
func (r *drop) EmptiesExtensions() {}

// Forestalls says that a later rename of a dropped attribute finds nothing in writes.
func (r *drop) Forestalls(later rewrite.Rule, _ []rewrite.Step) string {
	if l, ok := later.(renamer); ok {
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

// takeOut takes attributes out of a request that writes, and refuses a filter by
// one that the target lacks.
func takeOut(m *rewrite.Message, out, lacks func(filter.Path) bool) error {
	e, err := m.Filter()
	if err != nil {
		return err
	}
	if e != nil {
		for _, p := range filter.Paths(e) {
			if lacks(m.Unqualified(p)) {
				return rewrite.Refuse(rewrite.FilterUnsupported, "invalidFilter",
					"the target has no attribute %s to filter by; remove it from the matching attributes", p)
			}
		}
	}
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if isNamed(a) && out(a.Path) {
			return rewrite.Drop, nil
		}
		return rewrite.Keep, nil
	})
}

// isNamed reports whether a has a name of its own: an attribute, a part of one, an
// extension, or the elements that a PATCH path selects.
func isNamed(a rewrite.Attr) bool {
	return a.Selected || a.Level != rewrite.Root && a.Level != rewrite.Part && a.Level != rewrite.Element
}
