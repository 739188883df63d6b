package store

import (
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// found looks for attributes in requests that write, which the target would
// lose in silence, and counts the request with a warning or refuses it:
//
//	found:
//	  attributes: ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User']
//	  then: count
//	  says: ServiceNow accepts these attributes and stores them nowhere
//
// The URN of an extension stands for all its attributes. A null or an empty list
// is not looked for, since nothing of it could be lost. What is counted is sent on
// unchanged. The sentence says is told to the administrator whose
// request is refused.
//
// With where, only resources are looked at that a POST or PUT writes and that
// satisfy a filter. Sentry makes an active member of whoever it is sent:
//
//	found:
//	  attributes: [active]
//	  where: 'active eq false'
//	  then: refuse
//	  says: Sentry has no disabled members
type found struct {
	kind.RequestOnly
	paths  []filter.Path
	where  filter.Expr // nil for any
	refuse bool
	says   string
}

func newFound(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &found{paths: kind.Paths(n.Need("attributes"), b.Path)}
	if w := n.Key("where"); w != nil {
		r.where = b.Where(w, filter.Path{})
	}
	r.refuse = n.Need("then").OneOf("count", "refuse") == "refuse"
	r.says = strings.TrimSuffix(n.Need("says").NonEmpty(), ".")
	n.Rest()
	return r
}

func (r *found) Request(m *rewrite.Message) error {
	if r.where != nil && !r.concerns(m) {
		return nil
	}
	hit, seen := filter.Path{}, false
	err := m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if !seen && a.Level != rewrite.Root && a.Level != rewrite.Part && r.names(a.Path) && part.Says(a) {
			hit, seen = a.Path, true
		}
		return rewrite.Keep, nil
	})
	switch {
	case err != nil || !seen:
		return err
	case r.refuse:
		return rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s: %s", attributeName(hit), r.says)
	}
	m.Warn()
	return nil
}

// concerns reports whether the request writes a resource as a whole that satisfies
// the filter.
func (r *found) concerns(m *rewrite.Message) bool {
	if m.Method != "POST" && m.Method != "PUT" || !json.IsObject(m.Body) {
		return false
	}
	return m.Scope().Holds(r.where, m.Body) == filter.True
}

func (r *found) names(p filter.Path) bool {
	for _, q := range r.paths {
		if rewrite.Covers(q, p) {
			return true
		}
	}
	return false
}
