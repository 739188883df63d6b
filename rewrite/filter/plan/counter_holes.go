package plan

import (
	"fmt"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// maxChoices bounds in how many ways the holes of two patterns are filled.
const maxChoices = 64

// A choice is one way to fill the holes of two patterns.
type choice struct {
	filled Bindings
	holes  []string
}

// String returns the holes and what they stand for.
func (c choice) String() string {
	var parts []string
	for _, hole := range c.holes {
		x := c.filled.must(hole)
		name, _, _ := strings.Cut(strings.Trim(hole, "{}"), ":")
		text := string(x.literal) + string(x.op)
		if x.path != (filter.Path{}) {
			text = x.path.String()
		}
		parts = append(parts, "{"+name+"} as "+text)
	}
	return strings.Join(parts, ", ")
}

// choices returns the ways to fill the holes of two patterns, the plainest first.
func choices(a, b *Pattern, s *filter.Scope) []choice {
	var holes []hole
	for _, h := range slices.Concat(a.holes, b.holes) {
		known := func(k hole) bool { return k.text == h.text }
		if !slices.ContainsFunc(holes, known) {
			holes = append(holes, h)
		}
	}
	lists := make([][]binding, len(holes))
	for i, h := range holes {
		lists[i] = fill(h, i, []*Pattern{a, b}, s)
	}
	list := []choice{{}}
	for i, with := range trimmed(lists, maxChoices) {
		var longer []choice
		for _, c := range list {
			for _, x := range with {
				names := append(slices.Clone(c.holes), holes[i].text)
				longer = append(longer, choice{c.filled.with(x), names})
			}
		}
		list = longer
	}
	return list
}

// trimmed returns the lists without what stands last in the longest of them, so
// that there are no more than limit ways to take one of each.
func trimmed[T any](lists [][]T, limit int) [][]T {
	lists = slices.Clone(lists)
	for {
		ways, longest := 1, 0
		for i, list := range lists {
			ways = min(ways, limit) * len(list)
			if len(list) > len(lists[longest]) {
				longest = i
			}
		}
		if ways <= limit {
			return lists
		}
		lists[longest] = lists[longest][:len(lists[longest])-1]
	}
}

// fill returns what may stand for the hole number i.
func fill(h hole, i int, in []*Pattern, s *filter.Scope) []binding {
	var list []binding
	switch {
	case strings.HasSuffix(h.text, ":op}"):
		for _, op := range [...]filter.Op{filter.Eq, filter.Ne, filter.Co, filter.Sw, filter.Ew,
			filter.Gt, filter.Ge, filter.Lt, filter.Le} {
			list = append(list, binding{hole: h.text, op: op})
		}
	case strings.HasSuffix(h.text, ":attr}"):
		for _, p := range typical(h.place, s) {
			list = append(list, binding{hole: h.text, path: p})
		}
	default:
		for _, l := range literalsFor(h, i, in, s) {
			list = append(list, binding{hole: h.text, literal: l})
		}
	}
	return list
}

// typical returns attributes that may stand at a place, one of each shape.
func typical(at place, s *filter.Scope) []filter.Path {
	if at == inside {
		return []filter.Path{{Name: "value"}, {Name: "type"}, {Name: "primary"}, {Name: "other"}}
	}
	type shape struct {
		t     filter.Type
		multi bool
		exact bool
	}
	var list []filter.Path
	seen := map[shape]bool{}
	core, _ := s.Types.Attributes(s.Resource, "")
	for _, a := range core {
		of := shape{a.Type, a.Multi, a.CaseExact}
		if seen[of] || at == before && !a.ComparesValue() {
			continue
		}
		seen[of] = true
		list = append(list, filter.Path{Name: a.Name})
	}
	return append(list, filter.Path{Name: "other"})
}

// words are what is put into holes. None of them is a part of another.
var words = [...]string{"ada", "bob", "cleo", "dora", "eve"}

// word returns the word of the hole number i.
func word(i int) string {
	if i < len(words) {
		return words[i]
	}
	return fmt.Sprint("zoe", i)
}

// literalsFor returns what may stand for a literal, the hole number i: what the
// attributes that it is compared with take, then the literals that these are
// compared with elsewhere, what stands for earlier holes, and the empty string.
func literalsFor(h hole, i int, in []*Pattern, s *filter.Scope) []filter.Literal {
	var own, others []filter.Literal
	places := map[filter.Path][]filter.Literal{}
	for _, p := range in {
		eachComparison(p.expr, s, func(at filter.Path, c *filter.Compare) {
			places[at] = append(places[at], c.Value)
		})
	}
	for _, p := range in {
		eachComparison(p.expr, s, func(at filter.Path, c *filter.Compare) {
			if string(c.Value) != h.text {
				return
			}
			attr, known := s.Types.Find(s.Resource, at)
			own = append(own, plainest(attr, known, word(i))...)
			for _, l := range places[at] {
				if !filter.IsHole(l) && l.Kind() != filter.KindNone && l.Kind() != filter.KindNull {
					others = append(others, l)
				}
			}
		})
	}
	for k := range i {
		others = append(others, filter.Quote(word(k)))
	}
	return unique(append(append(own, others...), `""`))
}

// unique returns list without what it has before.
func unique[T comparable](list []T) []T {
	var kept []T
	for _, x := range list {
		if !slices.Contains(kept, x) {
			kept = append(kept, x)
		}
	}
	return kept
}

// eachComparison calls f with each comparison in e, those in brackets included,
// and with the attribute from the resource down whose values are compared.
func eachComparison(e filter.Expr, s *filter.Scope, f func(at filter.Path, c *filter.Compare)) {
	filter.Map(e, func(leaf filter.Expr) filter.Expr {
		h, isHas := leaf.(*filter.Has)
		switch x := leaf.(type) {
		case *filter.Compare:
			f(compared(s, x), x)
		case *filter.Select:
			h, isHas = x.Has(), true
		}
		if isHas {
			of := s.Types.Canonical(s.Resource, h.Path)
			filter.Walk(h.Where, func(y filter.Expr) {
				if c, ok := y.(*filter.Compare); ok {
					at := filter.Path{Schema: of.Schema, Name: of.Name, Sub: c.Path.Name}
					f(s.Types.Canonical(s.Resource, at), c)
				}
			})
		}
		return leaf
	})
}

// compared returns the attribute whose values c compares: of one with elements
// that is their value.
func compared(s *filter.Scope, c *filter.Compare) filter.Path {
	p := s.Types.Canonical(s.Resource, c.Path)
	a, _ := s.Types.Find(s.Resource, p)
	if c.Op != filter.Pr && c.Value.Kind() != filter.KindNull && a.ComparesValue() {
		p.Sub = "value"
	}
	return p
}
