package filter

// A Type is the type of an attribute's values (RFC 7643, section 2.3).
type Type uint8

// The types of RFC 7643. An attribute that is not declared has none of them.
const (
	TypeString Type = iota
	TypeBoolean
	TypeInteger
	TypeDecimal
	TypeDateTime
	TypeReference
	TypeBinary
	TypeComplex
)

// A Returned says when a resource shows an attribute (RFC 7643, section 7).
type Returned uint8

// The values of "returned".
const (
	ReturnedDefault Returned = iota
	ReturnedAlways
	ReturnedRequest
	ReturnedNever
)

// A Mutability says who may write an attribute (RFC 7643, section 7).
type Mutability uint8

// The values of "mutability".
const (
	ReadWrite Mutability = iota
	ReadOnly
	Immutable
	WriteOnly
)

// An Attribute is the definition of an attribute (RFC 7643, section 7). The
// zero value, but for its name, is an optional single string without case.
type Attribute struct {
	Name       string
	Type       Type
	Multi      bool // it has any number of values
	CaseExact  bool // its strings are compared with their case
	Required   bool
	Returned   Returned
	Mutability Mutability
	Canonical  []string    // the values RFC 7643 proposes, as for emails.type
	Subs       []Attribute // of a complex attribute
}

// Sub returns the sub-attribute of that name, in any case.
func (a Attribute) Sub(name string) (Attribute, bool) {
	return findAttribute(a.Subs, name)
}

// ComparesValue tells whether an operator on a itself compares its "value", or
// that of its elements: emails co "x" is emails.value co "x" (RFC 7644, section
// 3.4.2.2, on multi-valued attributes). Of a reference that stands alone the RFC
// says nothing, and Entra ID asks for manager eq "x" (Q17).
func (a Attribute) ComparesValue() bool {
	return a.Type == TypeComplex && indexOf(a.Subs, "value") >= 0
}

func findAttribute(list []Attribute, name string) (Attribute, bool) {
	if i := indexOf(list, name); i >= 0 {
		return list[i], true
	}
	return Attribute{}, false
}

// indexOf returns where the attribute of a name stands in a list, or -1.
func indexOf(list []Attribute, name string) int {
	for i := range list {
		if known := list[i].Name; len(known) == len(name) && Fold(known, name) {
			return i
		}
	}
	return -1
}

// Types are the attributes that are known of each type of resource. They never
// change, and many goroutines may use them at once.
type Types struct{ resources []resource }

// A resource is one resource type. Its first schema is the core one, which also
// has the common attributes of RFC 7643, section 3.1.
type resource struct {
	name    string
	schemas []schema
	named   []Path // what is declared and not defined
}

type schema struct {
	urn        string
	attributes []Attribute
}

// resource returns the resource type, named by its endpoint, or nil.
func (t *Types) resource(name string) *resource {
	for i := range t.resources {
		if Fold(t.resources[i].name, name) {
			return &t.resources[i]
		}
	}
	return nil
}

// schema returns the schema of that URN, the core one for "", or nil.
func (r *resource) schema(urn string) *schema {
	if urn == "" {
		return &r.schemas[0]
	}
	for i := range r.schemas {
		if known := r.schemas[i].urn; known == urn || Fold(known, urn) {
			return &r.schemas[i]
		}
	}
	return nil
}

// Find returns the definition of the attribute, or sub-attribute, that p names.
// An attribute of an extension is found under its URN only; the core URN may be
// left out. An extension's URN alone names a complex attribute, whose
// sub-attributes are those of the extension.
func (t *Types) Find(resource string, p Path) (Attribute, bool) {
	r := t.resource(resource)
	if r == nil {
		return Attribute{}, false
	}
	a, ok := r.attribute(p)
	if !ok || p.Sub == "" {
		return a, ok
	}
	return a.Sub(p.Sub)
}

// attribute returns the attribute that p names, without regard to its Sub.
func (r *resource) attribute(p Path) (Attribute, bool) {
	if x := r.extension(p); x != nil {
		return Attribute{Name: x.urn, Type: TypeComplex, Subs: x.attributes}, true
	}
	s := r.schema(p.Schema)
	if s == nil {
		return Attribute{}, false
	}
	return findAttribute(s.attributes, p.Name)
}

// extension returns the extension whose URN p spells, or nil. ParsePath takes
// the last part of a URN for a name.
func (r *resource) extension(p Path) *schema {
	n := len(p.Schema)
	for i := range r.schemas[1:] {
		s := &r.schemas[1+i]
		if len(s.urn) != n+1+len(p.Name) || s.urn[n] != ':' {
			continue
		}
		if (s.urn[:n] == p.Schema || Fold(s.urn[:n], p.Schema)) && Fold(s.urn[n+1:], p.Name) {
			return s
		}
	}
	return nil
}

// Extension tells whether p is the URN of an extension and nothing more, and
// returns that URN as its schema spells it.
func (t *Types) Extension(resource string, p Path) (urn string, ok bool) {
	if r := t.resource(resource); r != nil && p.Sub == "" {
		if x := r.extension(p); x != nil {
			return x.urn, true
		}
	}
	return "", false
}

// CoreURN returns the URN of the core schema, or "" for an unknown resource.
func (t *Types) CoreURN(resource string) string {
	if r := t.resource(resource); r != nil {
		return r.schemas[0].urn
	}
	return ""
}

// URNs returns the URNs of the schemas, the core one first. The caller owns it.
func (t *Types) URNs(resource string) []string {
	var urns []string
	if r := t.resource(resource); r != nil {
		for _, s := range r.schemas {
			urns = append(urns, s.urn)
		}
	}
	return urns
}

// Home returns the URN of the one schema that declares an attribute; "" if there is none, or
// several are.
func (t *Types) Home(resource, name string) string {
	home := ""
	r := t.resource(resource)
	for i := 0; r != nil && i < len(r.schemas); i++ {
		s := &r.schemas[i]
		if _, known := r.attribute(Path{Schema: s.urn, Name: name}); !known {
			continue
		}
		if home != "" {
			return ""
		}
		home = s.urn
	}
	return home
}

// Attributes returns the attributes of the schema of that URN, the core one for
// "", and whether the resource has it. They must not be modified.
func (t *Types) Attributes(resource, urn string) ([]Attribute, bool) {
	r := t.resource(resource)
	if r == nil {
		return nil, false
	}
	s := r.schema(urn)
	if s == nil {
		return nil, false
	}
	return s.attributes, true
}

// Canonical returns p with its names spelled as in their schema and without the
// core URN. Names that are not known stay as they are. What clients write with a
// dot after the URN of an extension is an attribute of it, as with a colon.
func (t *Types) Canonical(resource string, p Path) Path {
	r := t.resource(resource)
	if r == nil {
		return p
	}
	if x := r.extension(p); x != nil {
		if p.Sub == "" {
			return Path{Schema: x.urn[:len(p.Schema)], Name: x.urn[len(p.Schema)+1:]}
		}
		p = Path{Schema: x.urn, Name: p.Sub}
	}
	s := r.schema(p.Schema)
	if s == nil {
		return p
	}
	if p.Schema = s.urn; s == &r.schemas[0] {
		p.Schema = ""
	}
	return s.spell(p)
}

// spell returns p with its names as s declares them.
func (s *schema) spell(p Path) Path {
	i := indexOf(s.attributes, p.Name)
	if i < 0 {
		return p
	}
	a := &s.attributes[i]
	p.Name = a.Name
	if i := indexOf(a.Subs, p.Sub); i >= 0 && p.Sub != "" {
		p.Sub = a.Subs[i].Name
	}
	return p
}

// Declared returns the paths of all attributes that are declared of a resource
// type, each followed by those of its sub-attributes: the core schema first,
// without its URN. It is nil for an unknown resource type. The caller owns it.
func (t *Types) Declared(resource string) []Path {
	r := t.resource(resource)
	if r == nil {
		return nil
	}
	var list []Path
	for i, s := range r.schemas {
		urn := s.urn
		if i == 0 {
			urn = ""
		}
		for _, a := range s.attributes {
			list = append(list, Path{Schema: urn, Name: a.Name})
			for _, sub := range a.Subs {
				list = append(list, Path{Schema: urn, Name: a.Name, Sub: sub.Name})
			}
		}
	}
	return list
}
