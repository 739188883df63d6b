package part

import (
	"scimshim/rewrite/filter"
)

// Compared calls f with each attribute that a filter compares with a value, from the
// resource down, and with the value: that of emails[value eq "x"] is emails.value.
func Compared(e filter.Expr, f func(p filter.Path, value filter.Literal)) {
	compared(e, filter.Path{}, f)
}

// compared is Compared of a filter that stands in the brackets of an attribute, if any.
func compared(e filter.Expr, of filter.Path, f func(filter.Path, filter.Literal)) {
	inner := func(list []filter.Expr) {
		for _, x := range list {
			compared(x, of, f)
		}
	}
	switch x := e.(type) {
	case *filter.Not:
		compared(x.X, of, f)
	case *filter.And:
		inner(x.List)
	case *filter.Or:
		inner(x.List)
	case *filter.Has:
		compared(x.Where, x.Path, f)
	case *filter.Select:
		compared(x.Has().Where, x.Path, f)
	case *filter.Compare:
		p := x.Path
		if of.Name != "" {
			p = filter.Path{Schema: of.Schema, Name: of.Name, Sub: x.Path.Name}
		}
		if x.Op != filter.Pr {
			f(p, x.Value)
		}
	}
}

// SafeName returns how people name an attribute that a client sent, if it may be
// quoted: what is not a name may be a value in the wrong place. A path without a name
// stands for its extension.
func SafeName(p filter.Path) string {
	const longest = 200
	name := p.String()
	if p.Name == "" {
		name = p.Schema
	}
	if _, err := filter.ParsePath(name); err != nil || len(name) > longest {
		return "an attribute of the request"
	}
	return name
}
