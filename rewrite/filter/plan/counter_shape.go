package plan

import (
	"slices"

	"scimshim/rewrite/filter"
)

// A node is the resource, an attribute that filters look at, or a part of one.
type node struct {
	name     string
	up       *node // nil for the resource
	members  []*node
	attr     filter.Attribute
	known    bool
	schema   bool             // whether it is the object of an extension
	literals []filter.Literal // what its values are compared with
	leaves   []filter.Expr    // of what is next to the resource: the terms about it
	atoms    []filter.Expr    // and each comparison in their brackets, alone
}

// A shaper finds out which attributes filters look at.
type shaper struct {
	s    *filter.Scope
	root *node
}

// shapeOf returns the resource with the attributes that the filters look at.
func shapeOf(s *filter.Scope, filters ...filter.Expr) *node {
	h := shaper{s, &node{}}
	h.root.attr.Subs, _ = s.Types.Attributes(s.Resource, "")
	for _, e := range filters {
		filter.Map(e, func(leaf filter.Expr) filter.Expr {
			h.leaf(leaf)
			return leaf
		})
		eachComparison(e, s, func(at filter.Path, c *filter.Compare) {
			n := h.node(at)
			if c.Op != filter.Pr && len(n.literals) < maxLiterals && !slices.Contains(n.literals, c.Value) {
				n.literals = append(n.literals, c.Value)
			}
		})
	}
	return h.root
}

// leaf notes a term with the attribute that it is about.
func (h shaper) leaf(e filter.Expr) {
	var of filter.Path
	var where filter.Expr
	switch x := e.(type) {
	case *filter.Compare:
		n := h.node(h.s.Types.Canonical(h.s.Resource, x.Path)).top()
		n.leaves = append(n.leaves, e)
		return
	case *filter.Has:
		of, where = x.Path, x.Where
	case *filter.Select:
		of, where = x.Path, x.Has().Where
	}
	n := h.node(h.s.Types.Canonical(h.s.Resource, of)).top()
	n.leaves = append(n.leaves, e)
	filter.Walk(where, func(y filter.Expr) {
		if c, ok := y.(*filter.Compare); ok {
			n.atoms = append(n.atoms, &filter.Has{Path: of, Where: c})
		}
	})
}

// node returns the node of a canonical path.
func (h shaper) node(p filter.Path) *node {
	n := h.root
	if urn, ok := h.s.Types.Extension(h.s.Resource, p); ok {
		return h.extension(urn)
	}
	if p.Schema != "" {
		n = h.extension(p.Schema)
	}
	if n = n.member(p.Name); p.Sub != "" {
		n = n.member(p.Sub)
	}
	return n
}

// extension returns the node of a schema's object.
func (h shaper) extension(urn string) *node {
	n := h.root.member(urn)
	if n.schema = true; !n.known {
		if subs, known := h.s.Types.Attributes(h.s.Resource, urn); known {
			n.attr, n.known = filter.Attribute{Name: urn, Type: filter.TypeComplex, Subs: subs}, true
		}
	}
	return n
}

// member returns the node of that name below n.
func (n *node) member(name string) *node {
	for _, m := range n.members {
		if filter.Fold(m.name, name) {
			return m
		}
	}
	m := &node{name: name, up: n}
	m.attr, m.known = n.attr.Sub(name)
	n.members = append(n.members, m)
	return m
}

// top returns the node next to the resource that n is in.
func (n *node) top() *node {
	for n.up.up != nil {
		n = n.up
	}
	return n
}

// isObject tells whether values of n have members.
func (n *node) isObject() bool {
	return n.up == nil || len(n.members) > 0 || n.attr.Type == filter.TypeComplex
}

// isList tells whether n may have several values. Of what is not declared that
// is not known.
func (n *node) isList() bool { return n.up != nil && !n.schema && (n.attr.Multi || !n.known) }

// unseen returns the name of a member that no filter looks at, which is there to
// tell an element that lacks something from one that has nothing.
func (n *node) unseen() string {
	for _, a := range n.attr.Subs {
		taken := slices.ContainsFunc(n.members, func(m *node) bool { return filter.Fold(m.name, a.Name) })
		if a.Type == filter.TypeString && !a.Multi && !taken {
			return a.Name
		}
	}
	return "other"
}
