package plan

import (
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// Same tells whether a and b are the same filter by the laws of Normal, with
// terms in any order. Strings are the same if they denote the same text, without
// case where their attribute's has none, unless s says that case may matter;
// numbers only if written alike. It never says so of filters that may differ;
// of some that do not differ, it does not know.
func Same(a, b filter.Expr, s *filter.Scope) bool {
	k := keyer{s: s, fold: !s.AnyCase}
	return k.key(Normal(a, s)) == k.key(Normal(b, s))
}

// Alike is Same for what clients have in the brackets of most paths, a comparison of a text by
// eq. It is not sure of texts that differ in case, and of other filters.
func Alike(a, b filter.Expr) (same, sure bool) {
	x, ok := a.(*filter.Compare)
	y, also := b.(*filter.Compare)
	if !ok || !also || x.Op != filter.Eq || y.Op != filter.Eq || !x.Path.Is(y.Path) {
		return false, false
	}
	if x.Value == y.Value {
		return true, true
	}
	text, ok := x.Value.Text()
	other, also := y.Value.Text()
	return false, ok && also && text != "" && other != "" && !filter.Fold(text, other)
}

// A keyer makes texts that are alike for normal forms that are the same.
type keyer struct {
	s    *filter.Scope
	of   filter.Path // the attribute before the brackets, if inside any
	fold bool        // strings have no case where their attribute has none
}

func (k keyer) key(e filter.Expr) string {
	switch x := e.(type) {
	case *filter.Not:
		return "not(" + k.key(x.X) + ")"
	case *filter.And:
		return k.list("and", x.List)
	case *filter.Or:
		return k.list("or", x.List)
	case *filter.Compare:
		return filter.Lower(x.Path.String()) + " " + string(x.Op) + " " + k.literal(x)
	case *filter.Has:
		inner := keyer{k.s, x.Path, k.fold}
		return filter.Lower(x.Path.String()) + "[" + inner.key(x.Where) + "]"
	}
	return filter.String(e)
}

func (k keyer) list(word string, list []filter.Expr) string {
	keys := make([]string, len(list))
	for i, e := range list {
		keys[i] = k.key(e)
	}
	slices.Sort(keys)
	if keys = slices.Compact(keys); len(keys) == 1 {
		return keys[0]
	}
	return word + "(" + strings.Join(keys, ",") + ")"
}

func (k keyer) literal(c *filter.Compare) string {
	text, ok := c.Value.Text()
	if !ok {
		return string(c.Value)
	}
	if attr, known := k.s.Find(k.of, c.Path); k.fold && known && !attr.CaseExact {
		text = filter.Lower(text)
	}
	return string(filter.Quote(text))
}
