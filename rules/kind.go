package rules

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// A kind makes rules of one kind. Reading the options is their validation:
// what is wrong is noted in the file, with its place, and the rule returned
// then is thrown away.
type kind func(b *build, n *tree.Node) rewrite.Rule

// kinds are the rule kinds by the key that names them in a rule file. Each is
// registered by the one file that holds it.
var kinds = map[string]kind{}

func register(name string, k kind) { kinds[name] = k }

// Kinds returns the names of the rule kinds, sorted.
func Kinds() []string {
	names := make([]string, 0, len(kinds))
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// A build is what the constructor of a rule may know and say.
type build struct {
	name  string // the rule's qualified name
	when  rewrite.Match
	types *filter.Types

	forms  []filter.Form    // what an accept rule adds to the accept list; nil of another rule
	loose  []rewrite.Loose  // what a loose rule says of attributes, without the endpoint
	bounds []rewrite.Bounds // what a plan rule says of queries, without the endpoint
	index  *Index           // what an index rule wants
	names  []mention        // the attributes that the rule names
	doubts tree.Errors
	notes  tree.Errors // what the rule takes for granted
}

// note says what a rule takes for granted.
func (b *build) note(n *tree.Node, msg string) {
	b.notes = append(b.notes, tree.Error{Pos: n.Pos(), Msg: msg})
}

// doubt notes something that is allowed and may not be meant.
func (b *build) doubt(n *tree.Node, msg string) {
	b.doubts = append(b.doubts, tree.Error{Pos: n.Pos(), Msg: msg})
}

// scope returns the scope in which patterns of the rule are read: that of the
// first resource it is for.
func (b *build) scope() *filter.Scope { return scopes(b.types, b.when)[0] }

// scopes returns the scopes of the resources that a rule names, or that of Users
// where it names none.
func scopes(types *filter.Types, when rewrite.Match) []*filter.Scope {
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

// paths reads a list of attribute paths, each with read.
func paths(n *tree.Node, read func(*tree.Node) filter.Path) []filter.Path {
	var list []filter.Path
	for _, item := range n.All() {
		list = append(list, read(item))
	}
	if n != nil && len(list) == 0 {
		n.Errorf("expected at least one attribute")
	}
	return list
}

// oneway is embedded by the rules that leave responses alone.
type oneway struct{}

// Response does nothing.
func (oneway) Response(*rewrite.Message) error { return nil }

// answers is embedded by the rules that leave requests alone.
type answers struct{}

// Request does nothing.
func (answers) Request(*rewrite.Message) error { return nil }

// inert is embedded by the rules that act through the chain as a whole.
type inert struct {
	oneway
	answers
}
