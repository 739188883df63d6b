package mock

import (
	"slices"
	"strings"
)

// sdkType is the JSON type that an attribute's values must have.
type sdkType string

const (
	sdkString    sdkType = "string"
	sdkBoolean   sdkType = "boolean"
	sdkDateTime  sdkType = "dateTime"
	sdkReference sdkType = "reference"
	sdkBinary    sdkType = "binary"
	sdkComplex   sdkType = "complex"
)

// sdkAttribute is an attribute's definition in a schema.
type sdkAttribute struct {
	name       string
	kind       sdkType
	many       bool
	required   bool
	mutability string   // "" is readWrite
	canonical  []string // values that type may have
	sub        []*sdkAttribute
}

// sdkSchema is one schema, and sdkResourceType a resource's core schema with its extensions.
type sdkSchema struct {
	id, name   string
	attributes []*sdkAttribute
}

type sdkResourceType struct {
	name, endpoint string
	core           sdkSchema
	extensions     []sdkSchema
}

// sdkCommon are the attributes that every resource has.
var sdkCommon = []*sdkAttribute{
	{name: "schemas", kind: sdkReference, many: true, required: true},
	{name: "id", kind: sdkString, mutability: "readOnly"},
	{name: "externalId", kind: sdkString},
	{name: "meta", kind: sdkComplex, mutability: "readOnly", sub: []*sdkAttribute{
		{name: "resourceType", kind: sdkString, mutability: "readOnly"},
		{name: "created", kind: sdkDateTime, mutability: "readOnly"},
		{name: "lastModified", kind: sdkDateTime, mutability: "readOnly"},
		{name: "location", kind: sdkReference, mutability: "readOnly"},
		{name: "version", kind: sdkString, mutability: "readOnly"},
	}},
}

// coreAttributes returns the common attributes and those of the core schema.
func (t *sdkResourceType) coreAttributes() []*sdkAttribute {
	return slices.Concat(sdkCommon, t.core.attributes)
}

// extension returns an extension's schema by its URN.
func (t *sdkResourceType) extension(urn string) (sdkSchema, bool) {
	i := slices.IndexFunc(t.extensions, func(s sdkSchema) bool { return s.id == urn })
	if i < 0 {
		return sdkSchema{}, false
	}
	return t.extensions[i], true
}

// attribute finds the definition of what a path names, nil if it names nothing that is defined. A path
// prefixed with the core schema's URN counts as the bare path.
func (t *sdkResourceType) attribute(p sdkPath) *sdkAttribute {
	candidates := t.coreAttributes()
	if p.urn != "" && !strings.EqualFold(p.urn, t.core.id) {
		i := slices.IndexFunc(t.extensions, func(s sdkSchema) bool { return strings.EqualFold(s.id, p.urn) })
		if i < 0 {
			return nil
		}
		candidates = t.extensions[i].attributes
	}
	var found *sdkAttribute
	for _, e := range p.elements {
		if found = attributeOf(candidates, e.name); found == nil {
			return nil
		}
		candidates = found.sub
	}
	return found
}

func attributeOf(attributes []*sdkAttribute, name string) *sdkAttribute {
	for _, a := range attributes {
		if strings.EqualFold(a.name, name) {
			return a
		}
	}
	return nil
}

// withoutReadOnly returns a copy of a resource without its read-only attributes, which the library drops
// before it checks.
func (t *sdkResourceType) withoutReadOnly(o *object) *object {
	o = o.clone()
	dropReadOnly(o, t.coreAttributes())
	for _, s := range t.extensions {
		if inner, ok := o.get(s.id).(*object); ok {
			dropReadOnly(inner, s.attributes)
		}
	}
	return o
}

func dropReadOnly(o *object, attributes []*sdkAttribute) {
	for _, a := range attributes {
		if a.mutability == "readOnly" {
			o.drop(a.name)
			continue
		}
		for _, v := range members([]any{o}, a.name) {
			if inner, ok := v.(*object); ok {
				dropReadOnly(inner, a.sub)
			}
		}
	}
}
