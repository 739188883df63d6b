package store

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// keep says which attributes a target takes, and what to do with any other one in a
// request that writes. It is drop the other way round:
//
//	keep:
//	  attributes: [userName, name.givenName, name.familyName, displayName, emails]
//	  otherwise: drop
//
// An attribute stands for its sub-attributes, and the URN of an extension for its
// attributes; of one that only parts are named of, the other parts are not taken.
// With declared: true those are taken that are declared, by RFC 7643 or a file of
// the chain, so that the target is not asked to store what nobody declared, as a
// misspelled name or an attribute of the client's own (Q74):
//
//	keep: {declared: true, otherwise: count}
//
// Attributes named beside it are taken as well, as the extension that a customer
// fills with attributes of its own:
//
//	keep:
//	  declared: true
//	  attributes: ['urn:ietf:params:scim:schemas:extension:servicenow:custom:2.0:User']
//	  otherwise: drop
//
// With otherwise: drop other attributes are taken out of bodies and of PATCH
// operations; an operation of which nothing is left is dropped, and counted, and
// a filter by such an attribute is refused, since without the term it would ask
// for others. With count the request is sent as it is, with a warning, and with
// refuse it is refused, but not for a null or an empty list.
//
// The attributes active, schemas and id are always kept, and filters by what
// clients can only read are. Answers are left alone.
type keep struct {
	kind.RequestOnly
	paths    []filter.Path
	in       filter.Path // the attribute of which only parts are looked at; the zero Path for all
	declared bool
	action   kind.Action // drop, warn or refuse
	says     string      // empty for what is said of any target
}

// alwaysKept are what a resource is not itself without.
var alwaysKept = []filter.Path{part.Active, part.Schemas, {Name: "id"}}

func newKeep(b *kind.Build, n *tree.Node) rewrite.Rule {
	list, declared := n.Key("attributes"), n.Key("declared")
	r := &keep{paths: kind.Paths(list, b.Path)}
	if declared != nil {
		if r.declared = declared.Bool(); !r.declared {
			declared.Errorf("expected true, or a list of attributes instead")
		}
	}
	if list == nil && declared == nil {
		n.Errorf("expected attributes, declared: true, or both")
	}
	r.action = actions[n.Need("otherwise").OneOf("drop", "count", "refuse")]
	n.Rest()
	return r
}

func (r *keep) Request(m *rewrite.Message) error {
	other := func(p filter.Path) bool { return !r.keeps(m, p) }
	if r.action == kind.Drop {
		return part.TakeOut(m, other, func(p filter.Path) bool { return other(p) && !isReadOnly(m, p) })
	}
	hit, seen := filter.Path{}, false
	err := m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if !seen && part.IsNamed(a) && part.Says(a) && other(a.Path) {
			hit, seen = a.Path, true
		}
		return rewrite.Keep, nil
	})
	switch {
	case err != nil || !seen:
		return err
	case r.action == kind.Refuse && r.says != "":
		return rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s: %s", part.SafeName(hit), r.says)
	case r.action == kind.Refuse:
		return rewrite.Refuse(rewrite.RuleRefused, "invalidValue",
			"the target does not take %s; remove it from the attribute mapping", part.SafeName(hit))
	}
	m.Warn()
	return nil
}

// EmptiesExtensions says that the last attribute of an extension may not be kept.
func (r *keep) EmptiesExtensions() {}

// isReadOnly reports whether an attribute is one that the target alone writes.
func isReadOnly(m *rewrite.Message, p filter.Path) bool {
	t, known := m.Types().Find(m.Resource, p)
	return known && t.Mutability == filter.ReadOnly
}

// keeps reports whether p is taken, or a part of it is, or what holds it.
func (r *keep) keeps(m *rewrite.Message, p filter.Path) bool {
	related := func(q filter.Path) bool { return keepRelated(q, p) }
	switch {
	case r.in.Name != "" && !(p.Sub != "" && rewrite.Covers(r.in, p)):
		return true
	case filter.Fold(p.Schema, m.Types().CoreURN(m.Resource)) && p.Name == "", slices.ContainsFunc(alwaysKept, related):
		return true
	case r.declared && isDeclared(m, p):
		return true
	}
	return slices.ContainsFunc(r.paths, related)
}

// keepRelated reports whether p is q, a part of it or what holds it.
func keepRelated(q, p filter.Path) bool {
	if p.Name == "" {
		return filter.Fold(q.Schema, p.Schema) || rewrite.Covers(q, p)
	}
	if q.Schema != "" && p.Schema != "" && p.Sub != "" && filter.Fold(p.Schema+":"+p.Name, q.Schema) {
		p = filter.Path{Schema: q.Schema, Name: p.Sub} // an extension that nobody declared
	}
	return rewrite.Covers(q, p) || rewrite.Covers(p, q)
}

// isDeclared reports whether an attribute or an extension is declared. Of a
// complex attribute without declared parts all are.
func isDeclared(m *rewrite.Message, p filter.Path) bool {
	if p.Name == "" {
		is := func(urn string) bool { return filter.Fold(urn, p.Schema) }
		return slices.ContainsFunc(m.Types().URNs(m.Resource), is)
	}
	if _, known := m.Types().Find(m.Resource, p); known || p.Sub == "" {
		return known
	}
	p.Sub = ""
	parent, known := m.Types().Find(m.Resource, p)
	return known && (parent.Type != filter.TypeComplex || len(parent.Subs) == 0)
}
