package kind

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
)

// A Build is what the constructor of a rule may know and say.
type Build struct {
	Name     string // the rule's qualified name
	When     rewrite.Match
	Types    *filter.Types
	Prefixes Prefixes // of the attribute names in the file

	Forms    []plan.Form      // what filters of queries accepts; nil for steps of other kinds
	Loose    []rewrite.Loose  // what unproven of queries says about attributes, without the endpoint
	Bounds   []rewrite.Bounds // what beyond of queries allows, without the endpoint
	Index    *Index           // what index of queries asks for
	Mentions []Mention        // the attributes that the step names
	Doubts   tree.Errors
	Notes    tree.Errors // what the step takes for granted
}

// Note says what a rule takes for granted.
func (b *Build) Note(n *tree.Node, msg string) {
	b.Notes = append(b.Notes, tree.Error{Pos: n.Pos(), Msg: msg})
}

// Doubt notes something that is allowed and may not be meant.
func (b *Build) Doubt(n *tree.Node, msg string) {
	b.Doubts = append(b.Doubts, tree.Error{Pos: n.Pos(), Msg: msg})
}

// Scope returns the scope in which patterns of the rule are read: that of the
// first resource it is for.
func (b *Build) Scope() *filter.Scope { return Scopes(b.Types, b.When)[0] }

// Scopes returns the scopes of the resources that a rule names, or that of Users
// where it names none.
func Scopes(types *filter.Types, when rewrite.Match) []*filter.Scope {
	resources := when.Resources
	if len(resources) == 0 {
		resources = []string{"Users"}
	}
	list := make([]*filter.Scope, len(resources))
	for i, resource := range resources {
		list[i] = &filter.Scope{Types: types, Resource: resource}
	}
	return list
}

// Paths reads a list of attribute paths, each with read.
func Paths(n *tree.Node, read func(*tree.Node) filter.Path) []filter.Path {
	var list []filter.Path
	for _, item := range n.All() {
		list = append(list, read(item))
	}
	if n != nil && len(list) == 0 {
		n.Errorf("expected at least one attribute")
	}
	return list
}

// Declares reports whether the schema of a resource of the rule has an attribute.
func (b *Build) Declares(p filter.Path) bool {
	_, known := b.Types.Find(b.Scope().Resource, p)
	return known
}

// Multi reports whether p is in a multi-valued attribute.
func (b *Build) Multi(p filter.Path) bool {
	p.Sub = ""
	a, ok := b.Types.Find(b.Scope().Resource, p)
	return ok && a.Multi
}
