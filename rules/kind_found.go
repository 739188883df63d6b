package rules

import (
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

func init() { register("found", newFound) }

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
type found struct {
	oneway
	paths  []filter.Path
	refuse bool
	says   string
}

func newFound(b *build, n *tree.Node) rewrite.Rule {
	r := &found{paths: paths(n.Need("attributes"), b.path)}
	r.refuse = n.Need("then").OneOf("count", "refuse") == "refuse"
	r.says = strings.TrimSuffix(n.Need("says").NonEmpty(), ".")
	n.Rest()
	return r
}

func (r *found) Request(m *rewrite.Message) error {
	hit, seen := filter.Path{}, false
	err := m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if !seen && a.Level != rewrite.Root && a.Level != rewrite.Part && r.names(a.Path) && says(a) {
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

// says reports whether there is a value to lose. Entra sends "roles": [] with each
// user that it creates, and others send null for what they do not know.
func says(a rewrite.Attr) bool {
	return a.Value == "" || a.Value != "null" && !rewrite.IsEmpty(a.Value)
}

func (r *found) names(p filter.Path) bool {
	for _, q := range r.paths {
		if rewrite.Covers(q, p) {
			return true
		}
	}
	return false
}

// attributeName returns how people name an attribute, or the extension that a
// path without a name stands for.
func attributeName(p filter.Path) string {
	if p.Name == "" {
		return p.Schema
	}
	return p.String()
}
