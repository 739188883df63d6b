package formtest

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// typeNames are what the types of RFC 7643, section 2.3, are in a sentence.
var typeNames = [...]string{
	filter.TypeString: "text", filter.TypeBoolean: "boolean", filter.TypeInteger: "integer",
	filter.TypeDecimal: "number", filter.TypeDateTime: "time, which is a text",
	filter.TypeReference: "reference, which is a text", filter.TypeBinary: "binary, which is a text",
	filter.TypeComplex: "object",
}

// fits reports whether a JSON text is one value of a type that is not complex.
func fits(t filter.Type, text string) bool {
	number := text[0] == '-' || '0' <= text[0] && text[0] <= '9'
	switch t {
	case filter.TypeBoolean:
		return text == "true" || text == "false"
	case filter.TypeInteger:
		return number && !strings.ContainsAny(text, ".eE")
	case filter.TypeDecimal:
		return number
	}
	return text[0] == '"'
}

// value judges the value of an attribute, given as JSON text, and what is inside
// of it.
func (f *form) value(p filter.Path, def filter.Attribute, known bool, text string) {
	switch {
	case known && def.Mutability == filter.ReadOnly:
		f.fault(p, "is readOnly")
	case f.replacing && p.Sub == "" && f.unassigns(text):
	case f.nothing(p, text):
	case !known:
		f.shape(p, text)
	case !def.Multi:
		f.single(p, def, text)
	case text[0] != '[':
		f.fault(p, "has many values, which stand in a list")
	default:
		f.list(p, def, text)
	}
}

// unassigns reports whether a value is what a replace takes an attribute away by:
// an empty list, or in a whole resource null (RFC 7643, section 2.5).
func (f *form) unassigns(text string) bool {
	return text[0] == '[' && json.IsEmpty(text) || text == "null" && !f.patching
}

// nothing notes a value that is none (RFC 7643, section 2.5), and reports whether
// it is one.
func (f *form) nothing(p filter.Path, text string) bool {
	switch {
	case text == "null":
		f.fault(p, "is null")
	case json.IsEmpty(text):
		f.fault(p, "is empty")
	case text == `""` && f.patching && !f.listing:
		f.fault(p, "is an empty text; to take a value away is a remove")
	default:
		return false
	}
	return true
}

// list judges the values of an attribute that has many.
func (f *form) list(p filter.Path, def filter.Attribute, text string) {
	f.listing = true
	for element := range json.Elements(text) {
		if !f.nothing(p, element) {
			f.single(p, def, element)
		}
	}
	f.listing = false
	if _, has := f.types.Find(f.resource, filter.Path{Schema: p.Schema, Name: p.Name, Sub: "primary"}); has {
		f.primaries(p, text)
	}
}

// single judges one value.
func (f *form) single(p filter.Path, def filter.Attribute, text string) {
	switch {
	case text[0] == '[':
		f.fault(p, "has one value, and holds a list")
	case def.Type != filter.TypeComplex:
		if !fits(def.Type, text) {
			f.fault(p, "is no %s", typeNames[def.Type])
		}
	case text[0] != '{':
		f.fault(p, "is no object")
	default:
		f.complex(p, text)
	}
}

// complex judges the members of a complex value.
func (f *form) complex(p filter.Path, object string) {
	for mem := range json.Members(object) {
		sub := p
		sub.Sub = mem.Name
		if !isName(mem.Name) {
			f.fault(sub, "is no name of a sub-attribute")
			continue
		}
		def, known := f.attribute(sub)
		f.value(sub, def, known, mem.Value)
	}
}

// shape judges a value of which no type is known: that nothing in it is empty.
func (f *form) shape(p filter.Path, text string) {
	for element := range json.Elements(text) {
		if f.nothing(p, element) {
			continue
		}
		for mem := range json.Members(element) {
			sub := p
			sub.Sub = mem.Name
			if !f.nothing(sub, mem.Value) {
				f.shape(sub, mem.Value)
			}
		}
	}
	f.primaries(p, text)
}

// primaries judges that at most one value is the primary one (RFC 7643, section
// 2.4).
func (f *form) primaries(p filter.Path, list string) {
	n := 0
	for element := range json.Elements(list) {
		if primary, ok := rewrite.Lookup(element, filter.Path{Name: "primary"}); ok && primary == "true" {
			n++
		}
	}
	if n > 1 {
		f.fault(p, "has %d values that are primary", n)
	}
}

// isName reports whether a member's name is one that RFC 7643, section 2.1, gives
// an attribute.
func isName(name string) bool {
	p, err := filter.ParsePath(name)
	return err == nil && p.Name == name
}
