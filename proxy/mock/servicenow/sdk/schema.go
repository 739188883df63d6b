// Package sdk is the UnboundID SCIM 2 SDK for Java as far as a server leans on it: filters (ParseFilter),
// paths (ParsePath), the schema check (ResourceType) and PATCH (Profile, Operation), in its builds 2.3.0,
// 2.3.8 and 5.0.0, with its error texts. It was held against the library's own answers, see testdata. It
// knows no HTTP, and of ServiceNow only the exception that it makes for members (check.mutable).
package sdk

import (
	"slices"
	"strings"

	"scimshim/proxy/mock/kit/ordered"
)

// Type is the JSON type that an attribute's values must have.
type Type string

// The types of the library.
const (
	String    Type = "string"
	Boolean   Type = "boolean"
	DateTime  Type = "dateTime"
	Reference Type = "reference"
	Binary    Type = "binary"
	Complex   Type = "complex"
)

// Attribute is an attribute's definition in a schema.
type Attribute struct {
	Name       string
	Type       Type
	Many       bool
	Required   bool
	Mutability string   // "" is readWrite
	Canonical  []string // values that type may have
	Sub        []*Attribute
}

// Schema is one schema.
type Schema struct {
	ID, Name   string
	Attributes []*Attribute
}

// ResourceType is a core schema with its extensions.
type ResourceType struct {
	Name, Endpoint string
	Core           Schema
	Extensions     []Schema
}

// common are the attributes that every resource has.
var common = []*Attribute{
	{Name: "schemas", Type: Reference, Many: true, Required: true},
	{Name: "id", Type: String, Mutability: "readOnly"},
	{Name: "externalId", Type: String},
	{Name: "meta", Type: Complex, Mutability: "readOnly", Sub: []*Attribute{
		{Name: "resourceType", Type: String, Mutability: "readOnly"},
		{Name: "created", Type: DateTime, Mutability: "readOnly"},
		{Name: "lastModified", Type: DateTime, Mutability: "readOnly"},
		{Name: "location", Type: Reference, Mutability: "readOnly"},
		{Name: "version", Type: String, Mutability: "readOnly"},
	}},
}

// coreAttributes returns the common attributes and those of the core schema.
func (t *ResourceType) coreAttributes() []*Attribute {
	return slices.Concat(common, t.Core.Attributes)
}

// Extension returns an extension's schema by its URN.
func (t *ResourceType) Extension(urn string) (Schema, bool) {
	i := slices.IndexFunc(t.Extensions, func(s Schema) bool { return s.ID == urn })
	if i < 0 {
		return Schema{}, false
	}
	return t.Extensions[i], true
}

// attribute finds the definition of what a path names, nil if it names nothing that is defined. A path
// prefixed with the core schema's URN counts as the bare path.
func (t *ResourceType) attribute(p Path) *Attribute {
	candidates := t.coreAttributes()
	if p.URN != "" && !strings.EqualFold(p.URN, t.Core.ID) {
		i := slices.IndexFunc(t.Extensions, func(s Schema) bool { return strings.EqualFold(s.ID, p.URN) })
		if i < 0 {
			return nil
		}
		candidates = t.Extensions[i].Attributes
	}
	var found *Attribute
	for _, e := range p.Elements {
		if found = attributeOf(candidates, e.Name); found == nil {
			return nil
		}
		candidates = found.Sub
	}
	return found
}

func attributeOf(attributes []*Attribute, name string) *Attribute {
	for _, a := range attributes {
		if strings.EqualFold(a.Name, name) {
			return a
		}
	}
	return nil
}

// WithoutReadOnly returns a copy of a resource without its read-only attributes, which the library drops
// before it checks.
func (t *ResourceType) WithoutReadOnly(o *ordered.Object) *ordered.Object {
	o = o.Clone()
	dropReadOnly(o, t.coreAttributes())
	for _, s := range t.Extensions {
		if inner, ok := o.Get(s.ID).(*ordered.Object); ok {
			dropReadOnly(inner, s.Attributes)
		}
	}
	return o
}

func dropReadOnly(o *ordered.Object, attributes []*Attribute) {
	for _, a := range attributes {
		if a.Mutability == "readOnly" {
			o.Drop(a.Name)
			continue
		}
		for _, v := range o.Values(a.Name) {
			if inner, ok := v.(*ordered.Object); ok {
				dropReadOnly(inner, a.Sub)
			}
		}
	}
}
