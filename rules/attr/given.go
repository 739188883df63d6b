package attr

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// Given returns a rule of the kind set that gives the elements of a list a sub-attribute
// with a fixed value, in JSON, for the kinds that say what a target stores. name is that
// of the step; where selects the elements, and is nil for all. Not both where and overwrite
// may be.
func Given(name string, path filter.Path, where filter.Expr, value string, overwrite, once bool) rewrite.Rule {
	return &set{name: name, path: path, where: where, value: value, overwrite: overwrite, once: once}
}
