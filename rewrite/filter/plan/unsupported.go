package plan

import (
	"fmt"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// An Unsupported says that a target takes a filter in no form. It holds no
// value of the filter.
type Unsupported struct {
	Attribute string   // that no form takes as it is used; "" where it is not one attribute
	Reason    string   // what the target does not take
	Takes     []string // forms that it takes, the nearest first
}

// The bounds of an Unsupported's text.
const (
	maxTakes     = 6
	maxAttribute = 128
)

func (e *Unsupported) Error() string {
	shown, more := e.Takes, ""
	if n := len(shown) - maxTakes; n > 0 {
		shown, more = shown[:maxTakes], fmt.Sprintf(" and %d more", n)
	}
	takes := "no filter at all"
	if len(shown) > 0 {
		takes = strings.Join(shown, ", ") + more
	}
	return fmt.Sprintf("the target takes no filter %s; it takes %s", e.Reason, takes)
}

// refuse returns the error for the normal form e, which no form takes.
func (p *planner) refuse(e filter.Expr) error {
	switch x := e.(type) {
	case *filter.Or:
		return p.unsupported(filter.Path{}, `with "or" of these terms`)
	case *filter.Not:
		return p.unsupported(filter.Path{}, `with "not"`)
	case *filter.And:
		return p.refuseTerm(x)
	case *filter.Compare:
		op := string(x.Op)
		if x.Value.Kind() == filter.KindNull {
			op += " null"
		}
		return p.unsupported(x.Path, fmt.Sprintf(`on %s with "%s"`, quoted(x.Path), op))
	case *filter.Has:
		return p.unsupported(x.Path, fmt.Sprintf("on %s with these terms in brackets", quoted(x.Path)))
	}
	return p.unsupported(filter.Path{}, "without a condition")
}

// refuseTerm returns the error for the first term that no form takes, or,
// where there is none, for the first that is only taken alone.
func (p *planner) refuseTerm(and *filter.And) error {
	for _, e := range and.List {
		if _, ok := p.one(e, false); !ok {
			return p.refuse(e)
		}
	}
	for _, e := range and.List {
		if _, ok := p.one(e, true); !ok {
			path := pathOf(e)
			reason := fmt.Sprintf(`with "and" on %s, which it takes alone only`, quoted(path))
			return p.unsupported(path, reason)
		}
	}
	panic("BUG: a filter is refused though each of its terms is taken")
}

// pathOf returns the attribute that a term is about.
func pathOf(e filter.Expr) filter.Path {
	switch x := e.(type) {
	case *filter.Compare:
		return x.Path
	case *filter.Has:
		return x.Path
	}
	return filter.Path{}
}

func (p *planner) unsupported(path filter.Path, reason string) error {
	e := &Unsupported{Reason: reason, Takes: p.takes(path)}
	if isShown(path) {
		e.Attribute = path.String()
	}
	return e
}

// takes lists all forms, those on the attribute at path first.
func (p *planner) takes(path filter.Path) []string {
	var near, rest []string
	for n := range p.forms {
		f := &p.forms[n]
		for i, entry := range f.entries() {
			if p.isNear(f, i, path) {
				near = append(near, entry)
			} else {
				rest = append(rest, entry)
			}
		}
	}
	return slices.Concat(near, rest)
}

// isNear tells whether the i-th entry of f is about the attribute at path, be it
// about another sub-attribute.
func (p *planner) isNear(f *normalForm, i int, path filter.Path) bool {
	var of filter.Path
	if f.Pattern != nil {
		of = pathOf(f.pattern.expr)
	} else {
		of = p.s.Types.Canonical(p.s.Resource, f.Attributes[i])
	}
	return path.Name != "" && filter.Fold(of.Name, path.Name) && filter.Fold(of.Schema, path.Schema)
}

// quoted returns the name of an attribute in quotes, if it is one.
func quoted(p filter.Path) string {
	if !isShown(p) {
		return "this attribute"
	}
	return `"` + p.String() + `"`
}

// isShown tells whether a path may be shown in an error: what is too long or
// holds other characters than a path does is somebody's data.
func isShown(p filter.Path) bool {
	text := p.String()
	read, err := filter.ParsePath(text)
	return err == nil && read == p && len(text) <= maxAttribute
}
