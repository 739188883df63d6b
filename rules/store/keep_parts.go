package store

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// parts remember of the sub-attributes of one attribute which are taken, for the next of its
// elements: a hostile body has tens of thousands.
type parts struct {
	of    filter.Path // the attribute
	names [8]string
	taken [8]bool
	n     int

	strange, decided bool // whether parts are taken that nobody has named, and whether that is known
}

// takes is keeps of an attribute that a walk meets.
func (r *keep) takes(m *rewrite.Message, a *rewrite.Attr, met *parts) bool {
	p := a.Path
	if p.Sub == "" {
		return r.keeps(m, p)
	}
	sub := p.Sub
	if p.Sub = ""; p != met.of {
		*met = parts{of: p}
	}
	for i, name := range met.names[:met.n] {
		if name == sub {
			return met.taken[i]
		}
	}
	if m.IsUndeclared(a) && !rewrite.Mentions(r.paths, sub) && !rewrite.Mentions(m.Types().Named(m.Resource), sub) {
		if !met.decided {
			met.strange, met.decided = r.keeps(m, a.Path), true
		}
		return met.strange
	}
	taken := r.keeps(m, a.Path)
	if met.n < len(met.names) {
		met.names[met.n], met.taken[met.n] = sub, taken
		met.n++
	}
	return taken
}
