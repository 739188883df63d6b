package apply

import (
	"slices"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// Body returns the body of a PATCH with these operations.
func Body(ops []Operation) string {
	list := make([]string, len(ops))
	for i, o := range ops {
		members := []json.Member{{Name: "op", Value: quote(o.Op)}}
		if o.HasPath {
			members = append(members, json.Member{Name: "path", Value: quote(o.Target.String())})
		}
		if o.Value != "" {
			members = append(members, json.Member{Name: "value", Value: o.Value})
		}
		list[i] = json.Object(members...)
	}
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":` + json.Array(list...) + "}"
}

// Writable returns a resource without what only the target writes.
func Writable(types *filter.Types, endpoint, resource string) string {
	p := &patcher{types: types, endpoint: endpoint, root: parse(resource, nil)}
	p.strip(filter.Path{}, p.root)
	return p.root.print()
}

// strip takes out of the resource, or of an extension, what only the target writes.
func (p *patcher) strip(of filter.Path, object *node) {
	object.spread()
	for i := range object.items {
		it := &object.items[i]
		path := filter.Path{Schema: of.Schema, Name: it.name}
		if of.Schema == "" && isURN(it.name) {
			path = splitURN(it.name)
		}
		at, err := p.placeIn(path)
		switch {
		case err != nil || !at.declared:
		case at.def.Mutability == filter.ReadOnly:
			object.take(i)
		case at.isExtension:
			p.strip(filter.Path{Schema: at.name}, it.at)
		case at.def.Type == filter.TypeComplex:
			stripParts(at.def, it.at)
		}
	}
}

// stripParts takes out of the values of an attribute the parts that only the target writes.
func stripParts(def filter.Attribute, value *node) {
	if !slices.ContainsFunc(def.Subs, func(a filter.Attribute) bool { return a.Mutability == filter.ReadOnly }) {
		return
	}
	value.spread()
	for i := range value.items {
		it := &value.items[i]
		if value.kind == '[' {
			stripParts(def, it.at)
		} else if sub, ok := def.Sub(it.name); ok && sub.Mutability == filter.ReadOnly {
			value.take(i)
		}
	}
}

// Same reports whether two resources say the same: however their texts are escaped, and in whatever
// order their members stand.
func Same(a, b string) bool { return same(a, b) }
