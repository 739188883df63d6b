package rules

import (
	"maps"
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// What a type may be besides those of RFC 7643: a string of which the case matters, and a
// name of which no more is known than that it is no mistake.
const (
	idType  = "id"
	anyType = "any"
)

// attributes reads the attributes that a file declares beside those of the RFCs, by section:
//
//	attributes:
//	  users:
//	    sentryOrgRole: string
//	    roles.id: any
//	    servicenow:
//	      urn: urn:ietf:params:scim:schemas:extension:servicenow:2.0:User
//	      employeeNumber: string
//	      department: {value: id, name: string}
//	      tags: [string]
func (c *compiler) attributes(n *tree.Node) {
	d := sectionReader{prefixes: maps.Clone(c.prefixes)}
	for section, list := range n.Entries() {
		resource, ok := sections[section]
		if !ok {
			n.ErrorKey(section, "expected a section, %s", strings.Join(slices.Sorted(maps.Keys(sections)), " or "))
			continue
		}
		d.resource = resource
		for name, value := range list.Entries() {
			d.top(list, name, value)
		}
	}
	types, err := c.types.With(d.added)
	if err != nil {
		n.Errorf("%v", err)
		return
	}
	c.types, c.prefixes, c.named = types.WithNames(d.named), d.prefixes, append(c.named, d.named...)
}

// A sectionReader collects what is declared.
type sectionReader struct {
	resource string
	prefixes kind.Prefixes
	added    []filter.Added
	named    []filter.Added
}

// top reads an attribute, or an extension, by its name.
func (d *sectionReader) top(list *tree.Node, name string, n *tree.Node) {
	if n.IsMap() && n.Has("urn") {
		d.extension(list, name, n)
		return
	}
	p, err := filter.ParsePath(d.prefixes.Long(name))
	if err != nil {
		list.ErrorKey(name, "%v", err)
		return
	}
	d.attribute(p, n)
}

// extension reads the attributes of an extension, of which the name is the prefix.
func (d *sectionReader) extension(list *tree.Node, prefix string, n *tree.Node) {
	urn := n.Key("urn").NonEmpty()
	if !paramName.MatchString(prefix) {
		list.ErrorKey(prefix, "the name of an extension consists of lower-case letters, digits and underscores")
	}
	if other, ok := d.prefixes[prefix]; ok && other != urn {
		list.ErrorKey(prefix, "this name already belongs to the extension %s", other)
	}
	d.prefixes[prefix] = urn
	some := false
	for name, value := range n.Entries() {
		if name != "urn" {
			d.attribute(filter.Path{Schema: urn, Name: name}, value)
			some = true
		}
	}
	if !some { // its attributes are the customer's own
		p, err := filter.ParsePath(urn)
		if err != nil {
			n.Key("urn").Errorf("%v", err)
		}
		d.named = append(d.named, filter.Added{Resource: d.resource, Path: p})
	}
}

// attribute reads the type of an attribute: a word, a list of one for many values, or a
// mapping of sub-attributes.
func (d *sectionReader) attribute(p filter.Path, n *tree.Node) {
	a := filter.Attribute{Name: p.Name}
	if p.Sub != "" {
		a.Name = p.Sub
	}
	if n.IsList() {
		a.Multi = true
		var only *tree.Node
		for i, item := range n.All() {
			if only = item; i > 0 {
				item.Errorf("expected a list with one type, for a multi-valued attribute")
			}
		}
		n = only
	}
	if n.IsMap() {
		a.Type = filter.TypeComplex
		d.add(p, a)
		for sub, value := range n.Entries() {
			d.attribute(filter.Path{Schema: p.Schema, Name: p.Name, Sub: sub}, value)
		}
		return
	}
	words := append(slices.Sorted(maps.Keys(attributeTypes)), idType, anyType)
	switch word := n.OneOf(words...); word {
	case anyType:
		d.named = append(d.named, filter.Added{Resource: d.resource, Path: p, Attribute: a})
	case idType:
		a.Type, a.CaseExact = filter.TypeString, true
		d.add(p, a)
	default:
		a.Type = attributeTypes[word]
		d.add(p, a)
	}
}

func (d *sectionReader) add(p filter.Path, a filter.Attribute) {
	d.added = append(d.added, filter.Added{Resource: d.resource, Path: p, Attribute: a})
}

// attributeTypes are the data types of RFC 7643, section 2.3.
var attributeTypes = map[string]filter.Type{
	"string": filter.TypeString, "boolean": filter.TypeBoolean,
	"integer": filter.TypeInteger, "decimal": filter.TypeDecimal,
	"dateTime": filter.TypeDateTime, "reference": filter.TypeReference,
	"binary": filter.TypeBinary, "complex": filter.TypeComplex,
}
