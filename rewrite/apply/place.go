package apply

import (
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// A place is what a path points at.
type place struct {
	path        filter.Path // as Canonical has it, with the sub-attribute
	schema      string      // the URN of the extension that it is in; empty for the core schema
	name        string      // of the attribute
	sub         string      // of the sub-attribute; empty for the attribute
	where       filter.Expr // which values; nil for all
	def         filter.Attribute
	declared    bool // whether def says something
	isExtension bool // whether it is all of an extension
}

// isSchemas reports whether the place is the list of schemas, which follows from the rest.
func (at place) isSchemas() bool { return at.schema == "" && filter.Fold(at.name, "schemas") }

// subDef returns the definition of the sub-attribute, and whether there is one. Section 2.4 of RFC
// 7643 has some for all attributes of several values.
func (at place) subDef() (filter.Attribute, bool) { return subOf(at.def, at.sub) }

func subOf(def filter.Attribute, name string) (filter.Attribute, bool) {
	if a, ok := def.Sub(name); ok || !def.Multi {
		return a, ok
	}
	for _, a := range everySub {
		if filter.Fold(a.Name, name) {
			return a, true
		}
	}
	return filter.Attribute{}, false
}

var everySub = []filter.Attribute{
	{Name: "value"}, {Name: "display"}, {Name: "type"}, {Name: "$ref", Type: filter.TypeReference},
	{Name: "primary", Type: filter.TypeBoolean},
}

// isCore reports whether a path is the URN of the core schema, which is the resource itself.
func (p *patcher) isCore(t filter.Target) bool {
	return t.Where == nil && t.Path.Schema != "" && t.Path.Sub == "" &&
		filter.Fold(t.Path.Schema+":"+t.Path.Name, p.types.CoreURN(p.endpoint))
}

// placeOf returns what the path of an operation points at.
func (p *patcher) placeOf(t filter.Target) (place, *Error) {
	if core := p.types.CoreURN(p.endpoint); t.Path.Sub != "" && filter.Fold(t.Path.Schema+":"+t.Path.Name, core) {
		t.Path = filter.Path{Name: t.Path.Sub}
	}
	path := t.Path
	if t.Sub != "" {
		path.Sub = t.Sub
	}
	at, err := p.placeIn(path)
	at.where = t.Where
	switch {
	case err != nil:
	case at.where != nil && at.isExtension:
		err = p.faulty("invalidPath", at, "is a schema, which has no values to select")
	case at.where != nil && at.declared && !at.def.Multi:
		err = p.faulty("invalidPath", at, "has one value, so that none can be selected")
	}
	return at, err
}

// placeIn returns what a path without a filter points at.
func (p *patcher) placeIn(path filter.Path) (place, *Error) {
	path = p.types.Canonical(p.endpoint, path)
	at := place{path: path, schema: path.Schema, name: path.Name, sub: path.Sub}
	if urn, ok := p.types.Extension(p.endpoint, path); ok {
		at.schema, at.name, at.isExtension = "", urn, true
	}
	at.def, at.declared = p.types.Find(p.endpoint, filter.Path{Schema: path.Schema, Name: path.Name})
	if !at.declared && !p.isNamed(at) && p.now(at) == nil {
		return at, p.faulty("invalidPath", at, "is neither declared nor shown by the target; "+declareIt)
	}
	if at.sub == "" || !at.declared {
		return at, nil
	}
	if at.def.Type != filter.TypeComplex {
		at.path.Sub = ""
		return at, p.faulty("invalidPath", at, "has no sub-attributes")
	}
	if _, ok := at.subDef(); !ok && !p.isNamed(at) {
		return at, p.faulty("invalidPath", at, "is not declared; "+declareIt)
	}
	return at, nil
}

const declareIt = "declare it under attributes if the target has it"

// isNamed reports whether a place is declared by its name alone.
func (p *patcher) isNamed(at place) bool {
	return slices.ContainsFunc(p.types.Named(p.endpoint), func(q filter.Path) bool {
		q = p.types.Canonical(p.endpoint, q)
		return q.Is(at.path) || q.Sub == "" && filter.Fold(q.Schema, at.schema) && filter.Fold(q.Name, at.name) ||
			!at.declared && filter.Fold(q.Schema, at.schema) && filter.Fold(q.Name, at.name)
	})
}

// holder returns the object that the attribute of a place is in; nil if there is none.
func (p *patcher) holder(at place) *node {
	if at.schema == "" {
		return p.root
	}
	return p.root.member(at.schema)
}

// now returns the attribute of a place as it is; nil if there is none.
func (p *patcher) now(at place) *node { return p.holder(at).member(at.name) }

// multi reports whether the attribute of a place has several values: as it is declared, or else as
// it is, or would become.
func (at place) multi(now *node, value string) bool {
	switch {
	case at.declared:
		return at.def.Multi
	case now != nil && now.kind != 'n':
		return now.kind == '['
	}
	return value != "" && value[0] == '['
}

// put gives the attribute of a place a value, and declares the extension that it is in.
func (p *patcher) put(at place, text string) *Error {
	if !p.grow(text) {
		return nil // which ends the PATCH
	}
	holder := p.holder(at)
	if holder == nil || holder.kind != '{' {
		p.root.put(at.schema, "{}")
		holder = p.root.member(at.schema)
	}
	holder.put(at.name, text)
	p.declare(at.schema)
	return nil
}

// clear takes the attribute of a place out, and the extension of which nothing is left.
func (p *patcher) clear(at place) {
	holder := p.holder(at)
	if holder.member(at.name) == nil {
		return
	}
	holder.drop(at.name)
	if at.schema != "" && holder.empty() {
		p.root.drop(at.schema)
		p.undeclare(at.schema)
	}
}

// declare adds an extension to the schemas of a resource that has some.
func (p *patcher) declare(urn string) {
	list := p.root.member("schemas")
	if urn != "" && list != nil && list.kind == '[' && p.declared(list, urn) < 0 {
		list.push(quote(urn))
	}
}

func (p *patcher) undeclare(urn string) {
	if list := p.root.member("schemas"); list != nil && list.kind == '[' {
		if i := p.declared(list, urn); i >= 0 && list.live > 1 {
			list.take(i)
		}
	}
}

func (p *patcher) declared(list *node, urn string) int {
	list.spread()
	for i := range list.items {
		if e := list.items[i].at; e != nil && e.kind == '"' && filter.Fold(textOf(e), urn) {
			return i
		}
	}
	return -1
}

func isURN(name string) bool { return len(name) > 4 && filter.Fold(name[:4], "urn:") }

// splitURN returns the path that a URN is read as.
func splitURN(urn string) filter.Path {
	i := strings.LastIndexByte(urn, ':')
	return filter.Path{Schema: urn[:i], Name: urn[i+1:]}
}
