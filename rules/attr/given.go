package attr

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/expression"
)

// Given returns a rule that gives the elements of a list a sub-attribute
// with a fixed value, in JSON, for the kinds that say what a target stores. name is that
// of the step; where selects the elements, and is nil for all. Not both where and overwrite
// may be.
func Given(name string, path filter.Path, where filter.Expr, value string, overwrite, once bool) rewrite.Rule {
	return &set{name: name, path: path, where: where, value: value, overwrite: overwrite, once: once}
}

// Reworded returns a rule that gives a sub-attribute of the elements of a
// list, which is from, in any case, the word to, and takes it back in answers. Another value is
// refused, so that two never become one.
func Reworded(name string, path filter.Path, from, to string) rewrite.Rule {
	return &valueRule{
		name: name, path: path, element: true, noMatch: "refuse", assumed: true,
		to: expression.Word(from, to), back: expression.Word(to, from),
	}
}
