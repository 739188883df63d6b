package answer

import (
	"slices"
	"strconv"

	"scimshim/config/tree"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
)

// describedTypes are the data types by their names in schemas (RFC 7643, section 2.3).
var describedTypes = map[filter.Type]string{
	filter.TypeString: "string", filter.TypeBoolean: "boolean", filter.TypeInteger: "integer",
	filter.TypeDecimal: "decimal", filter.TypeDateTime: "dateTime", filter.TypeReference: "reference",
	filter.TypeBinary: "binary", filter.TypeComplex: "complex",
}

// describedSections are the resources by the sections that describe them, in their order.
var describedSections = []struct{ section, resource, name string }{
	{"users", "Users", "User"}, {"groups", "Groups", "Group"},
}

// describes reads which attributes the target has, and returns the schemas with what is known
// of them.
func describes(b *kind.Block, n *tree.Node) *replyBody {
	var documents, ids []string
	for _, s := range describedSections {
		if list := n.Key(s.section); list != nil {
			d := &described{b: b, resource: s.resource, required: list.Key("required")}
			urn := json.Quote(b.Types.CoreURN(s.resource))
			ids = append(ids, b.Types.CoreURN(s.resource))
			documents = append(documents, json.Object(
				json.Member{Name: "schemas", Value: json.Array(json.Quote(documentURNs["schemas"]))},
				json.Member{Name: "id", Value: urn}, json.Member{Name: "name", Value: json.Quote(s.name)},
				json.Member{Name: "attributes", Value: d.attributes(list.Need("attributes"))}))
			list.Rest()
		}
	}
	if n.Rest(); len(documents) == 0 {
		n.Errorf("expected users, groups or both")
	}
	return documentsOf(documents, ids)
}

// A described is a schema that is being made.
type described struct {
	b        *kind.Block
	resource string
	required *tree.Node
}

// An attributeOf is an attribute of a schema with those of its parts that are there.
type attributeOf struct {
	path  filter.Path
	parts []filter.Path
}

// attributes returns the definitions of a list of attributes, where parts are of the attribute
// that is named first.
func (d *described) attributes(list *tree.Node) string {
	var all []attributeOf
	for _, n := range list.All() {
		p := d.path(n)
		whole := filter.Path{Schema: p.Schema, Name: p.Name}
		i := slices.IndexFunc(all, func(a attributeOf) bool { return a.path.Is(whole) })
		if i < 0 {
			i = len(all)
			all = append(all, attributeOf{path: whole})
		}
		if p.Sub != "" {
			all[i].parts = append(all[i].parts, p)
		}
	}
	var texts []string
	for _, a := range all {
		texts = append(texts, d.definition(a.path, a.parts))
	}
	for _, n := range d.required.All() {
		p := d.path(n)
		has := func(a attributeOf) bool { return a.path.Is(p) || slices.ContainsFunc(a.parts, p.Is) }
		if !slices.ContainsFunc(all, has) {
			n.Errorf("%s is not among the attributes", p)
		}
	}
	return json.Array(texts...)
}

// path reads an attribute of the core schema.
func (d *described) path(n *tree.Node) filter.Path {
	p := d.b.Types.Canonical(d.resource, tree.Parse(n, func(text string) (filter.Path, error) {
		return filter.ParsePath(d.b.Prefixes.Long(text))
	}))
	_, known := d.b.Types.Find(d.resource, p)
	switch {
	case p.Name == "": // noted already
	case p.Schema != "":
		n.Errorf("%s is not in the core schema; write the documents out in body", p)
	case !known:
		n.Errorf("the type of %s is not known; declare it in attributes", p)
	}
	return p
}

// definition returns the definition of an attribute (RFC 7643, section 7), which a client may
// write.
func (d *described) definition(p filter.Path, parts []filter.Path) string {
	known, _ := d.b.Types.Find(d.resource, p)
	name, required := p.Name, false
	if p.Sub != "" {
		name = p.Sub
	}
	for _, n := range d.required.All() {
		required = required || d.path(n).Is(p)
	}
	members := []json.Member{
		{Name: "name", Value: json.Quote(name)}, {Name: "type", Value: json.Quote(describedTypes[known.Type])},
		{Name: "multiValued", Value: strconv.FormatBool(known.Multi)},
		{Name: "required", Value: strconv.FormatBool(required)},
		{Name: "mutability", Value: json.Quote("readWrite")},
	}
	if len(parts) > 0 {
		var subs []string
		for _, part := range parts {
			subs = append(subs, d.definition(part, nil))
		}
		members = append(members, json.Member{Name: "subAttributes", Value: json.Array(subs...)})
	}
	return json.Object(members...)
}
