package filter

import (
	"fmt"
	"slices"
	"strings"
)

// An Added is an attribute that is declared beyond RFC 7643, or otherwise than
// there. Path says where: its Schema, when it is new, becomes an extension.
type Added struct {
	Resource  string
	Path      Path
	Attribute Attribute // an empty Name is taken from Path
}

// With returns t with the attributes in add, in their order; a later definition
// replaces an earlier one. A complex attribute without Subs keeps those it had.
// It fails where a resource type or the parent of a sub-attribute is unknown.
// The result keeps the slices in add, which must not be modified then.
func (t *Types) With(add []Added) (*Types, error) {
	types := t.clone()
	for _, a := range add {
		r := types.resource(a.Resource)
		if r == nil {
			return nil, fmt.Errorf("unknown resource type %q; expected one of %s", a.Resource, t.names())
		}
		if err := r.add(a.Path, a.Attribute); err != nil {
			return nil, err
		}
	}
	return types, nil
}

// WithNames returns the types with names that are declared, of which no definition is known.
func (t *Types) WithNames(names []Added) *Types {
	types := t.clone()
	for _, a := range names {
		if r := types.resource(a.Resource); r != nil {
			r.named = append(slices.Clip(r.named), a.Path)
		}
	}
	return types
}

// Named returns what is declared of a resource type without definition.
func (t *Types) Named(resource string) []Path {
	if r := t.resource(resource); r != nil {
		return r.named
	}
	return nil
}

// Resources returns the names of all resource types.
func (t *Types) Resources() []string {
	var names []string
	for _, r := range t.resources {
		names = append(names, r.name)
	}
	return names
}

// names lists the resource types for an error.
func (t *Types) names() string {
	return strings.Join(t.Resources(), ", ")
}

// clone copies the lists that add writes to.
func (t *Types) clone() *Types {
	resources := slices.Clone(t.resources)
	for i := range resources {
		schemas := slices.Clone(resources[i].schemas)
		for j := range schemas {
			schemas[j].attributes = slices.Clone(schemas[j].attributes)
		}
		resources[i].schemas = schemas
	}
	return &Types{resources: resources}
}

func (r *resource) add(p Path, a Attribute) error {
	last := p.Name
	if p.Sub != "" {
		last = p.Sub
	}
	if a.Name == "" {
		a.Name = last
	}
	if last == "" || !Fold(a.Name, last) {
		return fmt.Errorf("the attribute %q is not the one that its path %q names", a.Name, p)
	}
	if r.extension(p) != nil {
		return fmt.Errorf("%q is the URN of a schema; expected the path of an attribute", p)
	}
	s := r.schema(p.Schema)
	if s == nil {
		r.schemas = append(r.schemas, schema{urn: p.Schema})
		s = &r.schemas[len(r.schemas)-1]
	}
	if p.Sub == "" {
		s.attributes = put(s.attributes, a)
		return nil
	}
	return s.addSub(p, a)
}

func (s *schema) addSub(p Path, a Attribute) error {
	parent, ok := findAttribute(s.attributes, p.Name)
	if !ok || parent.Type != TypeComplex {
		return fmt.Errorf("%q is the path of a sub-attribute; declare its complex attribute first", p)
	}
	parent.Subs = put(slices.Clone(parent.Subs), a)
	s.attributes = put(s.attributes, parent)
	return nil
}

// put puts a into list, in place of the one of its name if there is one.
func put(list []Attribute, a Attribute) []Attribute {
	for i, old := range list {
		if !Fold(old.Name, a.Name) {
			continue
		}
		if a.Type == TypeComplex && a.Subs == nil {
			a.Subs = old.Subs
		}
		list[i] = a
		return list
	}
	return append(list, a)
}
