package rules

import (
	"cmp"
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/packs"
)

// undeclared doubts each attribute that a rule names and that nobody declares: it is
// most often misspelled, and the one that was meant is dropped, kept back or refused.
func (c *compiler) undeclared() tree.Errors {
	var doubts tree.Errors
	for _, r := range c.rules {
		if r.off {
			continue
		}
		var odd tree.Errors
		for _, m := range r.names {
			at, says := c.strange(r.info.When, m)
			if e := (tree.Error{Pos: at, Msg: says}); says != "" && !slices.Contains(odd, e) {
				odd = append(odd, e)
			}
		}
		slices.SortStableFunc(odd, func(a, b tree.Error) int {
			return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
		})
		doubts = append(doubts, odd...)
	}
	return doubts
}

// strange says what is odd about an attribute that a rule for some requests names,
// and where; nothing if it is declared of one of the resources, or if one of them is
// of a type of which no attributes are known.
func (c *compiler) strange(when rewrite.Match, m kind.Mention) (at tree.Position, says string) {
	resources := when.Resources
	if len(resources) == 0 {
		resources = []string{"Users", "Groups"}
	}
	for i, resource := range resources {
		d := c.declared(resource)
		d.called = strings.Join(resources, " or ")
		if d.paths == nil || d.has(m.Path) || c.alone && inPack(resource, m.Path) {
			return at, ""
		}
		if i == 0 { // of several the first is the one that the paths are read for
			at, says = d.remark(m)
		}
	}
	return at, says
}

// inPack reports whether a pack that ships with the program declares an attribute: a
// file that is looked at by itself may be meant to stand behind it.
func inPack(resource string, p filter.Path) bool {
	return slices.ContainsFunc(packs.Names(), func(name string) bool {
		s, _ := Pack(name)
		c := &compiler{types: filter.Core(), prefixes: kind.CorePrefixes}
		_ = tree.Read(s.File, s.Data, func(root *tree.Node) { c.attributes(root.Key("attributes")) })
		return c.declared(resource).has(p)
	})
}

// declarations are the attributes that are declared of a type of resource.
type declarations struct {
	types    *filter.Types
	resource string
	called   string // for messages
	paths    []filter.Path
	named    []filter.Added // without definition
}

func (c *compiler) declared(resource string) declarations {
	return declarations{types: c.types, resource: resource, paths: c.types.Declared(resource), named: c.named}
}

// anyPart are the sub-attributes that RFC 7643, section 2.4 gives to all attributes of
// several values, whether or not a schema lists them.
var anyPart = []string{"type", "primary", "display", "value", "$ref"}

// has reports whether an attribute is declared. Of a complex attribute without
// declared parts all are.
func (d declarations) has(p filter.Path) bool {
	if p.Name == "" {
		return slices.ContainsFunc(d.paths, func(q filter.Path) bool { return filter.Fold(q.Sub, p.Sub) })
	}
	if filter.Fold(p.Schema+":"+p.Name, d.types.CoreURN(d.resource)) {
		return true
	}
	p = d.types.Canonical(d.resource, p)
	if _, known := d.types.Find(d.resource, p); known || slices.ContainsFunc(d.named, d.names(p)) {
		return true
	}
	is := func(part string) bool { return filter.Fold(part, p.Sub) }
	holder, known := d.types.Find(d.resource, filter.Path{Schema: p.Schema, Name: p.Name})
	return p.Sub != "" && known && holder.Type == filter.TypeComplex &&
		(len(holder.Subs) == 0 || holder.Multi && slices.ContainsFunc(anyPart, is))
}

// names returns whether p is the attribute of a declaration without definition, a part
// of it, or an attribute of the extension that it names.
func (d declarations) names(p filter.Path) func(filter.Added) bool {
	return func(a filter.Added) bool { return filter.Fold(a.Resource, d.resource) && rewrite.Covers(a.Path, p) }
}

// remark says what is odd about an attribute that is not declared.
func (d declarations) remark(m kind.Mention) (at tree.Position, says string) {
	p := d.types.Canonical(d.resource, m.Path)
	holder := filter.Path{Schema: p.Schema, Name: p.Name}
	switch {
	case p.Name == "":
		return m.Sub, "no attribute of " + d.called + " has a sub-attribute " + p.Sub + meant(p.Sub, d.parts())
	case p.Sub != "" && d.has(holder):
		return m.Sub, d.noPart(holder, p.Sub)
	case p.Schema != "" && !d.hasSchema(p.Schema):
		near := meant(p.Schema, d.types.URNs(d.resource))
		return m.At, "no schema " + p.Schema + " is declared" + cmp.Or(near, declareIt)
	case p.Schema != "":
		return m.At, p.Name + " is not declared in the schema " + p.Schema + cmp.Or(d.meantName(p), declareIt)
	}
	return m.At, d.elsewhere(p)
}

// declareIt is what to do about an attribute that is not misspelled.
const declareIt = "; if it is right, declare it under attributes in a rule file"

// meant proposes the nearest of some names; nothing if none is near.
func meant(name string, names []string) string {
	if near := tree.Suggest(name, names); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

// noPart says that an attribute has no such sub-attribute.
func (d declarations) noPart(holder filter.Path, sub string) string {
	var parts []string
	for _, q := range d.paths {
		if q.Sub != "" && filter.Fold(q.Name, holder.Name) && filter.Fold(q.Schema, holder.Schema) {
			parts = append(parts, q.Sub)
		}
	}
	if len(parts) == 0 {
		return holder.String() + " has no sub-attributes"
	}
	return holder.String() + " has no sub-attribute " + sub + cmp.Or(meant(sub, parts), declareIt)
}

// parts returns the names of all sub-attributes.
func (d declarations) parts() []string {
	var parts []string
	for _, q := range d.paths {
		if q.Sub != "" && !slices.Contains(parts, q.Sub) {
			parts = append(parts, q.Sub)
		}
	}
	return parts
}

func (d declarations) hasSchema(urn string) bool {
	return slices.ContainsFunc(d.types.URNs(d.resource), func(u string) bool { return filter.Fold(u, urn) })
}

// meantName proposes the nearest attribute of the schema that p is of.
func (d declarations) meantName(p filter.Path) string {
	var names []string
	for _, q := range d.paths {
		if q.Sub == "" && filter.Fold(q.Schema, p.Schema) {
			names = append(names, q.Name)
		}
	}
	return meant(p.Name, names)
}

// elsewhere says of a name without URN which attribute of an extension, or which
// sub-attribute, has it, or a name that is near.
func (d declarations) elsewhere(p filter.Path) string {
	if q, ok := d.first(p); ok {
		return p.Name + " is of " + schemaName(q.Schema) + ": " + q.String()
	}
	if q, ok := d.partNamed(p.Name); ok && p.Sub == "" {
		return p.Name + " is a sub-attribute: " + q.String()
	}
	says := p.Name + " is not an attribute of " + d.called
	var names []string
	for _, q := range d.paths {
		if q.Sub == "" {
			names = append(names, q.Name)
		}
	}
	near, ok := d.first(filter.Path{Name: tree.Suggest(p.Name, names)})
	if !ok {
		return says + declareIt
	}
	return says + "; did you mean " + near.String() + "?"
}

// first returns the first attribute, of whatever schema, that has the name of p,
// with the sub-attribute of p.
func (d declarations) first(p filter.Path) (filter.Path, bool) {
	for _, q := range d.paths {
		if q.Sub == "" && filter.Fold(q.Name, p.Name) {
			q.Sub = p.Sub
			return q, true
		}
	}
	return filter.Path{}, false
}

// partNamed returns the one sub-attribute of a name, if there is only one.
func (d declarations) partNamed(name string) (found filter.Path, one bool) {
	for _, q := range d.paths {
		if q.Sub == "" || !filter.Fold(q.Sub, name) {
			continue
		}
		if found.Name != "" {
			return filter.Path{}, false
		}
		found = q
	}
	return found, found.Name != ""
}

// schemaName returns how people call an extension.
func schemaName(urn string) string {
	if filter.Fold(urn, filter.EnterpriseURN) {
		return "the Enterprise extension"
	}
	return "an extension"
}
