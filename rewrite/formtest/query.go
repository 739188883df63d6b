package formtest

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// query judges the parameters of the query that hold names (RFC 7644, sections
// 3.4.2 and 3.9).
func (f *form) query(m *rewrite.Message) {
	for _, param := range m.Query {
		switch param.Name {
		case "filter":
			f.filter(param.Value)
		case "attributes", "excludedAttributes", "sortBy":
			f.names(param)
		}
	}
}

// names judges a list of attribute names.
func (f *form) names(list rewrite.Param) {
	for name := range strings.SplitSeq(list.Value, ",") {
		p, err := filter.ParsePath(strings.TrimSpace(name))
		if err != nil {
			f.say("the parameter " + list.Name + ": " + err.Error())
			continue
		}
		f.attribute(p)
	}
}

// filter judges a filter by the grammar (RFC 7644, section 3.4.2.2) and by the
// types of what it compares.
func (f *form) filter(text string) {
	e, err := filter.Parse(text)
	if err != nil {
		f.say("the filter: " + err.Error())
		return
	}
	f.terms(e, filter.Path{})
}

// terms judges the terms of a filter. Those in brackets are about the elements of
// the attribute of.
func (f *form) terms(e filter.Expr, of filter.Path) {
	switch x := e.(type) {
	case *filter.Compare:
		f.comparison(x, of)
	case *filter.Has:
		f.element(x.Path)
		f.terms(x.Where, x.Path)
	case *filter.Not:
		f.terms(x.X, of)
	case *filter.And:
		for _, y := range x.List {
			f.terms(y, of)
		}
	case *filter.Or:
		for _, y := range x.List {
			f.terms(y, of)
		}
	default:
		panic("BUG: a filter that no grammar has")
	}
}

// element judges the attribute in front of a filter in brackets.
func (f *form) element(p filter.Path) {
	if def, known := f.attribute(p); known && !def.Multi {
		f.fault(p, "has one value, and a filter in brackets")
	}
}

// comparison judges one comparison.
func (f *form) comparison(c *filter.Compare, of filter.Path) {
	p := c.Path
	if of.Name != "" {
		if p.Schema != "" || p.Sub != "" {
			f.fault(p, "is no name of a sub-attribute, which is all that brackets hold")
			return
		}
		p = filter.Path{Schema: of.Schema, Name: of.Name, Sub: p.Name}
	}
	def, known := f.attribute(p)
	if !known || c.Op == filter.Pr {
		return
	}
	if value, ok := f.types.Find(f.resource, filter.Path{Schema: p.Schema, Name: p.Name, Sub: "value"}); ok &&
		def.Multi && p.Sub == "" {
		def = value // emails co "x" is about emails.value
	}
	f.operands(p, def, c)
}

// operands judges what an attribute is compared with, and how.
func (f *form) operands(p filter.Path, def filter.Attribute, c *filter.Compare) {
	equality := c.Op == filter.Eq || c.Op == filter.Ne
	switch {
	case c.Value.Kind() == filter.KindNull && equality:
	case def.Type == filter.TypeComplex:
		f.fault(p, "is complex, and compared with one value")
	case !fits(def.Type, string(c.Value)):
		f.fault(p, "is compared with what is no %s", typeNames[def.Type])
	case def.Type == filter.TypeBoolean && !equality:
		f.fault(p, "is a boolean, which %s does not compare", c.Op)
	}
}
