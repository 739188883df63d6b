package query

import (
	"slices"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// writtenBy returns what a PATCH writes, as a resource: what its operations set of the
// attributes that are asked for, and nothing else.
func writtenBy(m *rewrite.Message, about []filter.Path) (string, error) {
	ops, err := m.Ops()
	if err != nil {
		return "", err
	}
	d := draft{about: about}
	for _, op := range ops {
		switch {
		case op.Is("remove") || op.Value == "":
		case !op.HasPath:
			for member := range json.Members(op.Value) {
				d.set("", member.Name, member.Value)
			}
		default:
			t := op.Target
			t.Path = m.Unqualified(t.Path)
			d.apply(t, op.Value)
		}
	}
	return d.text(), nil
}

// hasAll reports whether a resource has each of the attributes: one that it lacks is
// not shown.
func hasAll(resource json.Value, about []filter.Path) bool {
	for _, p := range about {
		if _, ok := resource.Lookup(p.Schema, p.Name); !ok {
			return false
		}
	}
	return true
}

// writesAll reports whether a request says something of each of the attributes.
func writesAll(m *rewrite.Message, about []filter.Path) (bool, error) {
	if m.Method != "PATCH" {
		return hasAll(m.Get(filter.Path{}), about), nil
	}
	ops, err := m.Ops()
	for _, p := range about {
		named := false
		for i := range ops {
			op := &ops[i]
			if op.HasPath {
				named = named || filter.Fold(op.Target.Path.Name, p.Name)
			} else if _, ok := m.ValueOf(*op).Lookup(p.Schema, p.Name); ok {
				named = true
			}
		}
		if !named {
			return false, err
		}
	}
	return true, err
}

// A draft is a resource of which parts become known one after the other.
type draft struct {
	about   []filter.Path // what is noted; the rest is not asked for
	members []draftMember
}

// A draftMember is one attribute, with its values where it has several.
type draftMember struct {
	schema, name string
	values       []string
	list         bool
}

// apply notes what an operation sets.
func (d *draft) apply(t filter.Target, value string) {
	switch {
	case t.Where != nil:
		d.set(t.Path.Schema, t.Path.Name, "["+elementOf(t, value)+"]")
	case t.Path.Sub != "":
		d.set(t.Path.Schema, t.Path.Name, json.Single(t.Path.Sub, value))
	default:
		d.set(t.Path.Schema, t.Path.Name, value)
	}
}

// elementOf returns the element that a path in brackets selects, as it is after
// the operation.
func elementOf(t filter.Target, value string) string {
	var members []json.Member
	if t.Sub != "" {
		members = []json.Member{{Name: t.Sub, Value: value}}
	} else {
		for member := range json.Members(value) {
			members = append(members, member)
		}
	}
	for _, term := range part.EqTerms(t.Where) {
		if !part.HasMember(members, term.Name) {
			members = append(members, term)
		}
	}
	return json.Object(members...)
}

// set notes a value of an attribute. Elements join those that are known.
func (d *draft) set(schema, name, value string) {
	asked := func(p filter.Path) bool { return filter.Fold(p.Schema, schema) && filter.Fold(p.Name, name) }
	i := slices.IndexFunc(d.about, asked)
	if i < 0 {
		return
	}
	schema, name = d.about[i].Schema, d.about[i].Name // one spelling for all operations
	made := draftMember{schema: schema, name: name, list: strings.HasPrefix(value, "[")}
	for element := range json.Elements(value) {
		made.values = append(made.values, element)
	}
	for i, known := range d.members {
		if known.schema != schema || known.name != name {
			continue
		}
		if known.list && made.list {
			made.values = append(known.values, made.values...)
		}
		d.members[i] = made
		return
	}
	d.members = append(d.members, made)
}

// text returns the resource as JSON.
func (d *draft) text() string {
	var parts []json.Member
	extensions := map[string][]json.Member{}
	for _, x := range d.members {
		value := json.Array(x.values...)
		if !x.list && len(x.values) == 1 {
			value = x.values[0]
		}
		member := json.Member{Name: x.name, Value: value}
		if x.schema == "" {
			parts = append(parts, member)
		} else {
			extensions[x.schema] = append(extensions[x.schema], member)
		}
	}
	for schema, members := range extensions {
		parts = append(parts, json.Member{Name: schema, Value: json.Object(members...)})
	}
	return json.Object(parts...)
}
