package plan

import (
	"fmt"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// A Pattern is a filter with holes: {name} stands for one literal other than
// null, {name:attr} for an attribute path, {name:op} for an operator that takes
// a literal. RFC 7644 does not say what a comparison with null means, so no
// rewriting is right for it. A Pattern never changes.
type Pattern struct {
	text  string
	expr  filter.Expr
	holes []hole
	needs filter.Path // an attribute that stands in what it matches; empty if it may be any
}

// A hole is one place of a pattern that is left open.
type hole struct {
	text  string // as the tree holds it: {name:attr}
	place place
}

// A place says which paths may stand somewhere: those of a resource, those of a
// resource before brackets, or those of an element.
type place uint8

const (
	outside place = iota
	before
	inside
)

// name returns the hole's name without its kind.
func (h hole) name() string {
	name, _, _ := strings.Cut(strings.Trim(h.text, "{}"), ":")
	return name
}

// ParsePattern reads a filter of RFC 7644, or one with a comparison after
// brackets, with holes in it. Its error is a *SyntaxError, also where a name
// stands for things of two kinds.
func ParsePattern(s string) (*Pattern, error) {
	e, err := filter.ParseHoles(s)
	if err != nil {
		return nil, err
	}
	p := &Pattern{text: s, expr: e, needs: firstNamed(e)}
	p.collect(e, outside)
	kinds := map[string]string{}
	for _, h := range p.holes {
		if kind, ok := kinds[h.name()]; ok && kind != h.text {
			return nil, &filter.SyntaxError{
				Kind:   "filter",
				Column: strings.Index(s, h.text) + 1,
				Msg:    fmt.Sprintf("the hole %s is also %s; expected one kind for each name", h.text, kind),
			}
		}
		kinds[h.name()] = h.text
	}
	return p, nil
}

// collect notes the holes in e, in their order.
func (p *Pattern) collect(e filter.Expr, at place) {
	switch x := e.(type) {
	case *filter.Not:
		p.collect(x.X, at)
	case *filter.And:
		for _, y := range x.List {
			p.collect(y, at)
		}
	case *filter.Or:
		for _, y := range x.List {
			p.collect(y, at)
		}
	case *filter.Compare:
		p.note(at, x.Path.Name, string(x.Op), string(x.Value))
	case *filter.Has:
		p.note(before, x.Path.Name)
		p.collect(x.Where, inside)
	case *filter.Select:
		p.note(before, x.Path.Name)
		p.collect(x.Where, inside)
		p.note(inside, string(x.Op), string(x.Value))
	}
}

func (p *Pattern) note(at place, texts ...string) {
	for _, text := range texts {
		if h := (hole{text, at}); filter.IsHole(text) && !slices.Contains(p.holes, h) {
			p.holes = append(p.holes, h)
		}
	}
}

// Named returns the attributes that the pattern names, as the function Named does.
func (p *Pattern) Named() []filter.Path { return filter.Named(p.expr) }

// Paths returns the attributes that the pattern is about, as the function Paths
// does. The caller owns it.
func (p *Pattern) Paths() []filter.Path { return filter.Paths(p.expr) }

// firstNamed returns the first attribute of a pattern that is no hole.
func firstNamed(e filter.Expr) filter.Path {
	for _, p := range filter.Paths(e) {
		if !filter.IsHole(p.Name) {
			return p
		}
	}
	return filter.Path{}
}

// Concerns reports whether the pattern may match e, or some of it, also as what Strict
// makes of it: whether the attribute that it needs may be one of e. It is for many rules of
// which few have to do with a filter.
func (p *Pattern) Concerns(e filter.Expr) bool {
	switch x := e.(type) {
	case *filter.Not:
		return p.Concerns(x.X)
	case *filter.And:
		return slices.ContainsFunc(x.List, p.Concerns)
	case *filter.Or:
		return slices.ContainsFunc(x.List, p.Concerns)
	case *filter.Compare:
		return p.needs.Name == "" || mayBe(&p.needs, &x.Path)
	case *filter.Has:
		return p.needs.Name == "" || mayBe(&p.needs, &x.Path)
	case *filter.Select:
		return p.needs.Name == "" || mayBe(&p.needs, &x.Path)
	}
	return false
}

// mayBe reports whether two paths may name one attribute: whether they have a name in common,
// which after a schema's URN may be the second, where there is a dot for the colon.
func mayBe(p, q *filter.Path) bool {
	return filter.Fold(p.Name, q.Name) ||
		p.Schema != "" && filter.Fold(p.Sub, q.Name) ||
		q.Schema != "" && filter.Fold(q.Sub, p.Name) ||
		p.Schema != "" && q.Schema != "" && p.Sub != "" && filter.Fold(p.Sub, q.Sub)
}

// String returns the pattern as it was written.
func (p *Pattern) String() string { return p.text }

// Needs tells why p cannot be expanded with what from has matched: a hole of p
// that from lacks, has as another kind, or has for other paths, those of an
// element instead of those of a resource.
func (p *Pattern) Needs(from *Pattern) error {
	for _, h := range p.holes {
		if err := h.in(from); err != nil {
			return err
		}
	}
	return nil
}

func (h hole) in(from *Pattern) error {
	var other *hole
	for _, g := range from.holes {
		if g.text == h.text && (g.place == h.place || !h.isPath()) {
			return nil
		}
		if g.name() == h.name() {
			other = &g
		}
	}
	switch {
	case other == nil:
		return fmt.Errorf("the hole %s has no value; expected it in the pattern that is matched", h.text)
	case other.text == h.text:
		return fmt.Errorf("the hole %s stands for the paths of another place; expected it inside, "+
			"outside or before brackets in both patterns", h.text)
	}
	return fmt.Errorf("the hole %s is %s in the pattern that is matched; expected one kind",
		h.text, other.text)
}

// Expand returns p with each hole filled with what b holds. Values are put into
// the tree, so that none can become syntax. b must come from a pattern that
// satisfies Needs.
func (p *Pattern) Expand(b Bindings) filter.Expr {
	if len(p.holes) == 0 {
		return p.expr
	}
	return b.fill(p.expr)
}
