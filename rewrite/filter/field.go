package filter

import "scimshim/rewrite/json"

// A field is an attribute as one filter names it, and what is known of it.
type field struct {
	s        *Scope
	path     Path   // canonical, from the resource down
	sub      string // what is looked up in each element, if anything
	inside   bool   // there is no more to the way than sub
	attr     Attribute
	known    bool
	returned Returned // of the attribute or, if that says less, of its parent
	asked    bool     // whether missing has found out gone
	gone     Truth
}

// resolve returns the field that p names where v stands, or with value the one
// of its plain values.
func (v view) resolve(p Path, value bool) *field {
	at := v.fieldAt(p).compared(value)
	return &at
}

// compared returns the field, or with value the one of its plain values.
func (at field) compared(value bool) field {
	if value && at.attr.ComparesValue() {
		return at.part("value")
	}
	return at
}

// fieldAt resolves a path where v stands.
func (v view) fieldAt(p Path) field {
	if v.of != nil {
		at := v.of.part(p.Name)
		at.inside = true
		return at
	}
	p = v.s.Types.Canonical(v.s.Resource, p)
	at := field{s: v.s, path: Path{Schema: p.Schema, Name: p.Name}}
	at.attr, at.known = v.s.Types.Find(v.s.Resource, at.path)
	at.returned = at.attr.Returned
	if p.Sub == "" {
		return at
	}
	return at.part(p.Sub)
}

// part returns the field of a sub-attribute.
func (at *field) part(name string) field {
	path := at.path
	path.Sub = name
	part := field{s: at.s, path: at.s.Types.Canonical(at.s.Resource, path), sub: name}
	if part.attr, part.known = at.attr.Sub(name); part.known {
		part.sub = part.attr.Name
	}
	part.returned = max(at.returned, part.attr.Returned)
	return part
}

// missing judges an attribute that the resource does not show: False where it
// would be shown, otherwise Unknown.
func (at *field) missing() Truth {
	if !at.asked {
		at.asked, at.gone = true, at.absent()
	}
	return at.gone
}

func (at *field) absent() Truth {
	if at.returned == ReturnedRequest || at.returned == ReturnedNever || at.hidden() {
		return Unknown
	}
	for _, sub := range at.attr.Subs {
		if part := at.part(sub.Name); part.missing() == Unknown {
			return Unknown // all that it has may be what is not shown
		}
	}
	return False
}

// rest judges the values that are not shown beside those that are.
func (at *field) rest() Truth {
	if ask := at.s.Partial; ask != nil && ask(Path{Schema: at.path.Schema, Name: at.path.Name}) {
		return Unknown
	}
	return False
}

func (at *field) hidden() bool {
	ask, p := at.s.Hidden, at.path
	if ask == nil {
		return false
	}
	return ask(p) || p.Sub != "" && ask(Path{Schema: p.Schema, Name: p.Name})
}

// elements calls f with each value of the attribute, without regard to sub, or
// once with what does not exist where there is none.
func (at *field) elements(object json.Value, f func(json.Value)) {
	p := at.path
	if p.Schema == "" {
		spread(object.Get(p.Name), f)
		return
	}
	found := object.Get(p.Schema, p.Name)
	if !found.Exists() { // the path may be a URN and nothing more
		found = object.Get(p.Schema + ":" + p.Name)
	}
	spread(found, f)
}

// values calls f with each value at the path. An element without the
// sub-attribute counts as a value that does not exist.
func (at *field) values(object json.Value, f func(json.Value)) {
	switch {
	case at.inside:
		spread(subValue(object, at.sub), f)
	case at.sub == "":
		at.elements(object, f)
	default:
		at.elements(object, func(element json.Value) { spread(subValue(element, at.sub), f) })
	}
}

// subValue returns the sub-attribute of an element. A plain element is its own
// value.
func subValue(element json.Value, name string) json.Value {
	if element.Exists() && element.Kind() != '{' && Fold(name, "value") {
		return element
	}
	return element.Get(name)
}

// spread calls f with each element of an array, or with value if it is none;
// with what does not exist if there is nothing but null.
func spread(value json.Value, f func(json.Value)) {
	some := false
	give := func(v json.Value) {
		if v.Exists() && !v.Null() {
			some = true
			f(v)
		}
	}
	if value.Kind() == '[' {
		value.EachElement(give)
	} else {
		give(value)
	}
	if !some {
		f(json.Value{})
	}
}
