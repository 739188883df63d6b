// Package model is a target's table of attributes: what a body may hold, of which type, what is kept of it
// and what is refused. A vendor's page becomes a list of Attribute; Take and TakeStrictly read bodies by it,
// Writable finds what a PATCH names, Describe makes the document of discovery. It knows no HTTP.
package model

import (
	"slices"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
)

// A Kind says what values an attribute takes.
type Kind int

// The kinds of attributes.
const (
	Text     Kind = iota // a string
	Boolean              // a JSON boolean; "true" in quotes is not one
	Complex              // an object of sub-attributes
	List                 // an array of such objects
	ReadOnly             // set by the target, ignored in a body
)

// An Attribute is one line of a vendor's table of a user or a group.
type Attribute struct {
	Name     string
	Kind     Kind
	Subs     []Attribute
	Required bool // cannot be removed by PATCH
}

// Texts makes attributes that take a string.
func Texts(names ...string) []Attribute {
	list := make([]Attribute, len(names))
	for i, name := range names {
		list[i] = Attribute{Name: name}
	}
	return list
}

// Named finds an attribute by its exact name; the zero Attribute says that there is none. RFC 7643 has names
// without regard to case, and no vendor that is imitated by a table says whether it does: a name that differs
// from a known one in case only is refused, so that a client learns of it.
func Named(attrs []Attribute, name string) (Attribute, *kit.Refusal) {
	i := slices.IndexFunc(attrs, func(a Attribute) bool { return strings.EqualFold(a.Name, name) })
	switch {
	case i < 0:
		return Attribute{}, nil
	case attrs[i].Name != name:
		return Attribute{}, kit.Invalid("invalidSyntax", "attribute %s is written %s", name, attrs[i].Name)
	}
	return attrs[i], nil
}

// Take returns what of body the attributes keep, in their order. Read-only and unknown attributes are ignored
// and not stored. A null is an absent value (RFC 7643, section 2.5), but not for a boolean: nobody is
// activated by a null.
func Take(attrs []Attribute, body *ordered.Object) (*ordered.Object, *kit.Refusal) {
	for _, m := range body.Members {
		if _, no := Named(attrs, m.Name); no != nil {
			return nil, no
		}
	}
	kept := ordered.New()
	for _, a := range attrs {
		value, given := body.Lookup(a.Name)
		if !given || a.Kind == ReadOnly || value == nil && a.Kind != Boolean {
			continue
		}
		own, no := a.Read(value)
		if no != nil {
			return nil, no
		}
		kept.Set(a.Name, own)
	}
	return kept, nil
}

// Read returns a copy of value as the attribute stores it.
func (a Attribute) Read(value any) (any, *kit.Refusal) {
	switch a.Kind {
	case Text:
		if s, ok := value.(string); ok {
			return s, nil
		}
		return nil, kit.Invalid("invalidValue", "attribute %s takes a string", a.Name)
	case Boolean:
		if b, ok := value.(bool); ok {
			return b, nil
		}
		return nil, kit.Invalid("invalidValue", "attribute %s takes a JSON boolean", a.Name)
	case Complex:
		return a.ReadObject(value)
	case List:
		return a.ReadList(value)
	}
	panic("BUG: a read-only attribute is never read")
}

// ReadObject reads a complex value, or one element of a list.
func (a Attribute) ReadObject(value any) (any, *kit.Refusal) {
	if o, ok := value.(*ordered.Object); ok {
		return Take(a.Subs, o)
	}
	return nil, kit.Invalid("invalidValue", "attribute %s is made of objects", a.Name)
}

// ReadList reads a list of complex values.
func (a Attribute) ReadList(value any) (any, *kit.Refusal) {
	list, ok := value.([]any)
	if !ok {
		return nil, kit.Invalid("invalidValue", "attribute %s takes an array", a.Name)
	}
	kept := make([]any, 0, len(list))
	for _, element := range list {
		own, no := a.ReadObject(element)
		if no != nil {
			return nil, no
		}
		kept = append(kept, own)
	}
	return kept, nil
}
