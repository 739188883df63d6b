package plan

import (
	"slices"

	"scimshim/rewrite/filter"
)

// Granted returns what is left of e where it is known that each of terms is true:
// the normal form, with true in the place of each of them, wherever it stands.
func Granted(e filter.Expr, terms []filter.Expr, s *filter.Scope) filter.Expr {
	k := keyer{s: s, fold: !s.AnyCase}
	g := granter{keyer: k}
	for _, term := range terms {
		g.keys = append(g.keys, k.key(Normal(term, s)))
	}
	return g.grant(Normal(e, s))
}

// A granter knows the terms that are true, by their keys.
type granter struct {
	keyer
	keys []string
}

func (g granter) grant(e filter.Expr) filter.Expr {
	if slices.Contains(g.keys, g.key(e)) {
		return filter.Const(true)
	}
	switch x := e.(type) {
	case *filter.Not:
		return filter.NotOf(g.grant(x.X))
	case *filter.And:
		return filter.AllOf(g.each(x.List)...)
	case *filter.Or:
		return filter.AnyOf(g.each(x.List)...)
	}
	return e
}

func (g granter) each(list []filter.Expr) []filter.Expr {
	granted := make([]filter.Expr, len(list))
	for i, e := range list {
		granted[i] = g.grant(e)
	}
	return granted
}
