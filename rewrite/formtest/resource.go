package formtest

import (
	"slices"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// resourceBody judges the body of a POST or PUT (RFC 7644, sections 3.3 and
// 3.5.1).
func (f *form) resourceBody(text string) {
	f.members(text)
	f.schemas(text)
}

// members judges the members of a resource, or of a part of one.
func (f *form) members(object string) {
	for mem := range json.Members(object) {
		p, err := filter.ParsePath(mem.Name)
		switch {
		case len(mem.Name) > 4 && filter.Fold(mem.Name[:4], "urn:"):
			f.extension(p, mem)
		case err != nil:
			f.say(label(mem.Name) + " is no name of an attribute")
		case p.Sub != "":
			f.say(label(mem.Name) + " is a path, where the name of an attribute is expected")
		default:
			def, known := f.attribute(p)
			f.value(p, def, known, mem.Value)
		}
	}
}

// extension judges a member whose name is a URN, which p is read from, or the zero
// Path if it is no path: it must be that of an extension, and an object (RFC 7643,
// section 3.3).
func (f *form) extension(p filter.Path, mem json.Member) {
	urn, declared := f.types.Extension(f.resource, p)
	switch {
	case filter.Fold(mem.Name, f.core):
		f.say("the URN of the core schema is no member; its attributes stand in the resource itself")
		return
	case declared && urn != mem.Name:
		f.say("the URN " + label(mem.Name) + " is spelled " + urn)
	case !declared && f.ofSchema(p):
		f.say(label(mem.Name) + " is a path, where the URN of an extension is expected")
		return
	case !declared:
		urn = mem.Name
	}
	f.extensions = append(f.extensions, mem.Name)
	f.extended(urn, mem)
}

// ofSchema reports whether p is about an attribute of a schema that is known, or
// a sub-attribute of one.
func (f *form) ofSchema(p filter.Path) bool {
	known := func(urn string) bool { return filter.Fold(urn, p.Schema) }
	return p.Sub != "" && !isVersion(p.Name) || slices.ContainsFunc(f.urns, known)
}

// isVersion reports whether a name is that of the version at the end of a URN, as it is
// read.
func isVersion(name string) bool { return name != "" && '0' <= name[0] && name[0] <= '9' }

// extended judges the object of an extension.
func (f *form) extended(urn string, mem json.Member) {
	p := filter.Path{Schema: urn}
	switch {
	case mem.Value == "null" || json.IsEmpty(mem.Value):
		f.say("the extension " + label(urn) + " is empty")
	case mem.Value[0] != '{':
		f.say("the extension " + label(urn) + " is no object")
	default:
		for inner := range json.Members(mem.Value) {
			if p.Name = inner.Name; !isName(inner.Name) {
				f.say(label(inner.Name) + " is no name of an attribute of " + label(urn))
				continue
			}
			def, known := f.attribute(p)
			f.value(p, def, known, inner.Value)
		}
	}
}

// schemas judges that a resource declares the schemas that it has attributes of,
// and no others (RFC 7643, section 3).
func (f *form) schemas(resource string) {
	list, _ := rewrite.Lookup(resource, filter.Path{Name: "schemas"})
	var declared []string
	for element := range json.Elements(list) {
		urn, _ := json.Text(element)
		if slices.Contains(declared, urn) {
			f.say("schemas declares " + label(urn) + " twice")
		}
		declared = append(declared, urn)
		if urn != f.core && f.core != "" && !slices.Contains(f.extensions, urn) {
			f.say("schemas declares " + label(urn) + ", of which there is nothing")
		}
	}
	if !slices.Contains(declared, f.core) && f.core != "" {
		f.say("schemas does not declare " + f.core)
	}
	for _, urn := range f.extensions {
		if !slices.Contains(declared, urn) {
			f.say("schemas does not declare " + label(urn))
		}
	}
}
