package filter

import "slices"

// Granted returns what is left of e where it is known that each of terms is true:
// the normal form, with true in the place of each of them, wherever it stands.
func Granted(e Expr, terms []Expr, s *Scope) Expr {
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

func (g granter) grant(e Expr) Expr {
	if slices.Contains(g.keys, g.key(e)) {
		return Const(true)
	}
	switch x := e.(type) {
	case *Not:
		return NotOf(g.grant(x.X))
	case *And:
		return AllOf(g.each(x.List)...)
	case *Or:
		return AnyOf(g.each(x.List)...)
	}
	return e
}

func (g granter) each(list []Expr) []Expr {
	granted := make([]Expr, len(list))
	for i, e := range list {
		granted[i] = g.grant(e)
	}
	return granted
}
