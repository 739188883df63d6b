package filter

import (
	"fmt"
	"slices"
	"strings"
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
		if x.path != (Path{}) {
			text = x.path.String()
		}
		parts = append(parts, "{"+name+"} as "+text)
	}
	return strings.Join(parts, ", ")
}

// choices returns the ways to fill the holes of two patterns, the plainest first.
func choices(a, b *Pattern, s *Scope) []choice {
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
func fill(h hole, i int, in []*Pattern, s *Scope) []binding {
	var list []binding
	switch {
	case strings.HasSuffix(h.text, ":op}"):
		for _, op := range [...]Op{Eq, Ne, Co, Sw, Ew, Gt, Ge, Lt, Le} {
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
func typical(at place, s *Scope) []Path {
	if at == inside {
		return []Path{{Name: "value"}, {Name: "type"}, {Name: "primary"}, {Name: "other"}}
	}
	type shape struct {
		t     Type
		multi bool
		exact bool
	}
	var list []Path
	seen := map[shape]bool{}
	core, _ := s.Types.Attributes(s.Resource, "")
	for _, a := range core {
		of := shape{a.Type, a.Multi, a.CaseExact}
		if seen[of] || at == before && !a.ComparesValue() {
			continue
		}
		seen[of] = true
		list = append(list, Path{Name: a.Name})
	}
	return append(list, Path{Name: "other"})
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
func literalsFor(h hole, i int, in []*Pattern, s *Scope) []Literal {
	var own, others []Literal
	places := map[Path][]Literal{}
	for _, p := range in {
		eachComparison(p.expr, s, func(at Path, c *Compare) {
			places[at] = append(places[at], c.Value)
		})
	}
	for _, p := range in {
		eachComparison(p.expr, s, func(at Path, c *Compare) {
			if string(c.Value) != h.text {
				return
			}
			attr, known := s.Types.Find(s.Resource, at)
			own = append(own, plainest(attr, known, word(i))...)
			for _, l := range places[at] {
				if !IsHole(l) && l.Kind() != KindNone && l.Kind() != KindNull {
					others = append(others, l)
				}
			}
		})
	}
	for k := range i {
		others = append(others, Quote(word(k)))
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
func eachComparison(e Expr, s *Scope, f func(at Path, c *Compare)) {
	Map(e, func(leaf Expr) Expr {
		h, isHas := leaf.(*Has)
		switch x := leaf.(type) {
		case *Compare:
			f(compared(s, x), x)
		case *Select:
			h, isHas = x.Has(), true
		}
		if isHas {
			of := s.Types.Canonical(s.Resource, h.Path)
			Walk(h.Where, func(y Expr) {
				if c, ok := y.(*Compare); ok {
					at := Path{of.Schema, of.Name, c.Path.Name}
					f(s.Types.Canonical(s.Resource, at), c)
				}
			})
		}
		return leaf
	})
}

// compared returns the attribute whose values c compares: of one with elements
// that is their value.
func compared(s *Scope, c *Compare) Path {
	p := s.Types.Canonical(s.Resource, c.Path)
	a, _ := s.Types.Find(s.Resource, p)
	if c.Op != Pr && c.Value.Kind() != KindNull && a.ComparesValue() {
		p.Sub = "value"
	}
	return p
}
