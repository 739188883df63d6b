package model

import "scimshim/proxy/mock/kit/ordered"

// Describe puts attributes into the form of a schema's document of discovery.
func Describe(attrs []Attribute) []any {
	list := make([]any, len(attrs))
	for i, a := range attrs {
		list[i] = a.Describe()
	}
	return list
}

// Describe returns an attribute in the form of RFC 7643, section 7.
func (a Attribute) Describe() *ordered.Object {
	o := ordered.New("name", a.Name, "type", "string", "multiValued", a.Kind == List,
		"required", a.Required && a.Kind != Boolean, "mutability", "readWrite", "returned", "default")
	switch a.Kind {
	case Boolean:
		o.Set("type", "boolean")
	case Complex, List:
		o.Set("type", "complex")
		o.Set("subAttributes", Describe(a.Subs))
	}
	return o
}
