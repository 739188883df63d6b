package model

import (
	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
)

// OnlyKnown refuses a body with a member, at any depth, that attrs do not list. Targets that are documented
// to take some attributes and no others use it; Take then reads what is left.
func OnlyKnown(attrs []Attribute, body *ordered.Object) *kit.Refusal {
	for _, m := range body.Members {
		a, no := Named(attrs, m.Name)
		switch {
		case no != nil:
			return no
		case a.Name == "" && kit.IsName(m.Name):
			return kit.Invalid("invalidSyntax", "attribute %s is not supported", m.Name)
		case a.Name == "":
			return kit.Invalid("invalidSyntax", "an attribute of the body is not supported")
		}
		if no := a.OnlyKnownIn(m.Value); no != nil {
			return no
		}
	}
	return nil
}

// OnlyKnownIn looks into the objects of a value; that there are objects is for Read to check.
func (a Attribute) OnlyKnownIn(value any) *kit.Refusal {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	for _, element := range list {
		o, ok := element.(*ordered.Object)
		if !ok || len(a.Subs) == 0 {
			continue
		}
		if no := OnlyKnown(a.Subs, o); no != nil {
			return no
		}
	}
	return nil
}

// TakeStrictly is OnlyKnown and then Take.
func TakeStrictly(attrs []Attribute, body *ordered.Object) (*ordered.Object, *kit.Refusal) {
	if no := OnlyKnown(attrs, body); no != nil {
		return nil, no
	}
	return Take(attrs, body)
}

// Lacking refuses a resource without one of the named attributes. An empty text does not count.
func Lacking(o *ordered.Object, names ...string) *kit.Refusal {
	for _, name := range names {
		if v, ok := o.Lookup(name); !ok || v == "" {
			return kit.Invalid("invalidValue", "attribute %s is required", name)
		}
	}
	return nil
}

// Writable finds the attribute that a path names. Unknown ones are refused in a PATCH, where RFC 7644,
// section 3.5.2, has an error for them.
func Writable(attrs []Attribute, name string) (Attribute, *kit.Refusal) {
	a, no := Named(attrs, name)
	switch {
	case no != nil:
		return a, no
	case a.Name == "" && kit.IsName(name):
		return a, kit.Invalid("invalidPath", "there is no attribute %s", name)
	case a.Name == "":
		return a, kit.Invalid("invalidPath", "there is no attribute of that name")
	case a.Kind == ReadOnly:
		return a, kit.Invalid("mutability", "attribute %s is read-only", name)
	}
	return a, nil
}
