package plan

import (
	"slices"

	"scimshim/rewrite/filter"
)

// ReplaceOptions say where Replace looks.
type ReplaceOptions struct {
	Whole       bool // only the filter as a whole, not its parts
	NotUnderNot bool // nothing under a Not
}

// Replace replaces what from matches by what to makes of it, and returns how
// often it did. It looks at each node from the top down, but not into what it
// has put in, and not into brackets: a pattern's paths are those of a resource.
// Where from is an And, some of the terms of a longer And may match; to takes
// the place of the first of them, and the others stay. So with Or.
//
// Without a match e itself is returned. to must satisfy Needs.
func Replace(e filter.Expr, from, to *Pattern, s *filter.Scope, o ReplaceOptions) (filter.Expr, int) {
	r := replacer{from: from, to: to, s: s, options: o}
	return r.walk(e), r.count
}

type replacer struct {
	from, to *Pattern
	s        *filter.Scope
	options  ReplaceOptions
	count    int
}

func (r *replacer) walk(e filter.Expr) filter.Expr {
	if b, ok := r.from.Match(e, r.s); ok {
		r.count++
		return r.to.Expand(b)
	}
	if r.options.Whole {
		return e
	}
	before := r.count
	switch x := e.(type) {
	case *filter.Not:
		if r.options.NotUnderNot {
			return e
		}
		if y := r.walk(x.X); r.count > before {
			return &filter.Not{X: y}
		}
	case *filter.And:
		if list := r.list(e, x.List); r.count > before {
			return filter.AllOf(list...)
		}
	case *filter.Or:
		if list := r.list(e, x.List); r.count > before {
			return filter.AnyOf(list...)
		}
	}
	return e
}

// list returns a new list of the terms of e, which is an And or an Or.
func (r *replacer) list(e filter.Expr, list []filter.Expr) []filter.Expr {
	replaced := make([]filter.Expr, len(list))
	places := make([]int, len(list)) // of what is left of list, in replaced
	for i := range places {
		places[i] = i
	}
	for {
		b, taken, ok := r.from.matchIn(e, list, r.s)
		if !ok {
			break
		}
		r.count++
		replaced[places[slices.Index(taken, true)]] = r.to.Expand(b)
		list, places = without(list, taken), without(places, taken)
	}
	for i, y := range list {
		replaced[places[i]] = r.walk(y)
	}
	return slices.DeleteFunc(replaced, func(y filter.Expr) bool { return y == nil })
}

// without returns what of list is not taken.
func without[T any](list []T, taken []bool) []T {
	var rest []T
	for i, x := range list {
		if !taken[i] {
			rest = append(rest, x)
		}
	}
	return rest
}
