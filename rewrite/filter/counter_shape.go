package filter

import "slices"

// A node is the resource, an attribute that filters look at, or a part of one.
type node struct {
	name     string
	up       *node // nil for the resource
	members  []*node
	attr     Attribute
	known    bool
	schema   bool      // whether it is the object of an extension
	literals []Literal // what its values are compared with
	leaves   []Expr    // of what is next to the resource: the terms about it
	atoms    []Expr    // and each comparison in their brackets, alone
}

// A shaper finds out which attributes filters look at.
type shaper struct {
	s    *Scope
	root *node
}

// shapeOf returns the resource with the attributes that the filters look at.
func shapeOf(s *Scope, filters ...Expr) *node {
	h := shaper{s, &node{}}
	h.root.attr.Subs, _ = s.Types.Attributes(s.Resource, "")
	for _, e := range filters {
		Map(e, func(leaf Expr) Expr {
			h.leaf(leaf)
			return leaf
		})
		eachComparison(e, s, func(at Path, c *Compare) {
			n := h.node(at)
			if c.Op != Pr && len(n.literals) < maxLiterals && !slices.Contains(n.literals, c.Value) {
				n.literals = append(n.literals, c.Value)
			}
		})
	}
	return h.root
}

// leaf notes a term with the attribute that it is about.
func (h shaper) leaf(e Expr) {
	var of Path
	var where Expr
	switch x := e.(type) {
	case *Compare:
		n := h.node(h.s.Types.Canonical(h.s.Resource, x.Path)).top()
		n.leaves = append(n.leaves, e)
		return
	case *Has:
		of, where = x.Path, x.Where
	case *Select:
		of, where = x.Path, x.Has().Where
	}
	n := h.node(h.s.Types.Canonical(h.s.Resource, of)).top()
	n.leaves = append(n.leaves, e)
	Walk(where, func(y Expr) {
		if c, ok := y.(*Compare); ok {
			n.atoms = append(n.atoms, &Has{of, c})
		}
	})
}

// node returns the node of a canonical path.
func (h shaper) node(p Path) *node {
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
			n.attr, n.known = Attribute{Name: urn, Type: TypeComplex, Subs: subs}, true
		}
	}
	return n
}

// member returns the node of that name below n.
func (n *node) member(name string) *node {
	for _, m := range n.members {
		if Fold(m.name, name) {
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
	return n.up == nil || len(n.members) > 0 || n.attr.Type == TypeComplex
}

// isList tells whether n may have several values. Of what is not declared that
// is not known.
func (n *node) isList() bool { return n.up != nil && !n.schema && (n.attr.Multi || !n.known) }

// unseen returns the name of a member that no filter looks at, which is there to
// tell an element that lacks something from one that has nothing.
func (n *node) unseen() string {
	for _, a := range n.attr.Subs {
		taken := slices.ContainsFunc(n.members, func(m *node) bool { return Fold(m.name, a.Name) })
		if a.Type == TypeString && !a.Multi && !taken {
			return a.Name
		}
	}
	return "other"
}
