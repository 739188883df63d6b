package query

import (
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rules/kind"
)

// accept lists forms of filters that the target takes. The entries of all files
// are one list for each resource, applied once, after all other rules: a filter
// that is in none of the forms is brought into one that means the same, and
// refused if there is none:
//
//	accept:
//	  - {attributes: [userName, title], operators: [eq, co], join: and}
//	  - 'externalId eq {value}'
//	  - {form: 'emails[type eq "work" and value eq {value}]', join: and}
//
// What is sent is the form as it stands here, or printed in the one spelling of the
// grammar, whatever case the client writes operators and attributes in and wherever
// it puts needless parentheses. A hole stands for one value, and null is none; a form
// that the target takes with null has it written, as in 'title eq null'. The filters
// in the paths of a PATCH are printed alike.
//
// An entry with join: and may be one of several terms joined by and; one
// without stands alone. What means the same is a matter of the grammar's laws:
// order of the terms of an and, case of names, the prefix of the core schema,
// emails[type eq "work"].value eq "x" for the value path, not (not (x)).
//
// A target that answers more than it is asked for, such as one whose eq finds also
// what only begins so, says wider: check. What it answers to the entry is checked
// then, and what does not satisfy the filter is left out and counted; all pages are
// read for that, as far as a rule of the kind plan lets it:
//
//	accept:
//	  - {attributes: [userName], operators: [eq], wider: check}
//
// Without it such an answer is refused, since a target that ignores its filters
// looks the same.
//
// An empty list says that the target takes no filter, so that each is refused
// that no other file accepts. A target that answers everybody to whatever it is
// asked needs that:
//
//	accept: []
type accept struct{ kind.Inert }

// operators are what an accept entry may name.
var operators = []string{"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"}

func newAccept(b *kind.Build, n *tree.Node) rewrite.Rule {
	if len(b.When.Resources) == 0 {
		n.Errorf("accept needs a when that names the resource")
	}
	if len(b.When.Methods) > 0 {
		n.Errorf("accept is for all requests of a resource; leave method out of its when")
	}
	if n.IsNull() { // as in a file that is cut behind the key
		n.Errorf("expected a list of forms; an empty one, [], says that the target takes no filter")
	}
	b.Forms = []plan.Form{}
	for _, item := range n.All() {
		b.Forms = append(b.Forms, formOf(b, item, ops)...)
		if item.IsMap() {
			item.Rest()
		}
	}
	return accept{}
}

// formOf reads an entry, of which the operators are read with ops. It is empty where
// there is an error.
func formOf(b *kind.Build, item *tree.Node, ops func(*tree.Node) []filter.Op) []plan.Form {
	f := plan.Form{Source: b.Name}
	switch {
	case !item.IsMap():
		f.Pattern = b.Pattern(item)
	case item.Has("form"):
		f.Pattern = b.Pattern(item.Key("form"))
		f.JoinAnd, f.Wider = joined(item), wider(item)
	default:
		f.Attributes = kind.Paths(item.Need("attributes"), b.Written)
		f.Operators = ops(item.Need("operators"))
		f.JoinAnd, f.Wider = joined(item), wider(item)
	}
	if f.Pattern == nil && len(f.Attributes) == 0 {
		return nil
	}
	return []plan.Form{f}
}

func joined(n *tree.Node) bool {
	j := n.Key("join")
	return j != nil && j.OneOf("and") == "and"
}

func wider(n *tree.Node) bool {
	w := n.Key("wider")
	return w != nil && w.OneOf("check") == "check"
}

func ops(n *tree.Node) []filter.Op {
	var list []filter.Op
	for _, word := range n.Strings() {
		if !slices.Contains(operators, word) {
			n.Errorf("expected operators out of %s", strings.Join(operators, ", "))
			return nil
		}
		list = append(list, filter.Op(word))
	}
	return list
}
