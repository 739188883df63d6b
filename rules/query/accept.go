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

// An accept has put forms of filters that the target takes on the list of its endpoint, which
// is applied once, after all other rules.
//
// What is sent is the form as it stands there, or printed in the one spelling of the grammar,
// whatever case the client writes operators and attributes in and wherever it puts needless
// parentheses. A hole stands for one value, and null is none; a form that the target takes
// with null has it written, as in 'title eq null'. The filters in the paths of a PATCH are
// printed alike. What means the same is a matter of the grammar's laws: order of the terms of
// an and, case of names, the prefix of the core schema, emails[type eq "work"].value eq "x"
// for the value path, not (not (x)).
//
// Without wider an answer that has more than was asked for is refused, since a target that
// ignores its filters looks the same.
type accept struct{ kind.Inert }

// accepted adds forms to the list.
func accepted(b *kind.Build, items []*tree.Node) rewrite.Rule {
	b.Forms = []plan.Form{}
	for _, item := range items {
		b.Forms = append(b.Forms, formOf(b, item)...)
	}
	return accept{}
}

// formOf reads an entry. It is empty where there is an error.
func formOf(b *kind.Build, item *tree.Node) []plan.Form {
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

// operators are what an entry may name.
var operators = []string{"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"}

// ops reads a list of operators, or any.
func ops(n *tree.Node) []filter.Op {
	words := operators
	if !n.IsScalar() || n.String() != "any" {
		words = n.Strings()
	}
	var list []filter.Op
	for _, word := range words {
		if !slices.Contains(operators, word) {
			n.Errorf("expected operators out of %s", strings.Join(operators, ", "))
			return nil
		}
		list = append(list, filter.Op(word))
	}
	return list
}
