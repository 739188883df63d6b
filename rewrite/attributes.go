package rewrite

import (
	"iter"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// An Attr is what a walk through a message's resources meets.
type Attr struct {
	Level    Level
	Path     filter.Path // without the core schema; zero at Root and Part
	Value    string      // the JSON text; empty for an operation without value
	Selected bool        // an Element that a PATCH path selects by a filter

	on json.Value // Value, on the tape that is walked through
}

// Lookup returns what the attribute's value has at a path, as the function Lookup does.
func (a Attr) Lookup(p filter.Path) (string, bool) {
	if a.on.Exists() {
		return a.on.Lookup(p.Schema, p.Name, p.Sub)
	}
	return Lookup(a.Value, p)
}

// On returns the Value on the tape that is walked through; none for an operation without value.
func (a Attr) On() json.Value { return a.on }

// Has reports whether the attribute's value is an object that has a member of a name, be it
// null.
func (a Attr) Has(name string) bool {
	text, _ := a.Lookup(filter.Path{Name: name})
	return text != ""
}

// Members goes through the members of the attribute's value, if that is an object.
func (a Attr) Members() iter.Seq[json.Member] {
	if !a.on.Exists() {
		return json.Members(a.Value)
	}
	return func(yield func(json.Member) bool) {
		for name, value := range a.on.Members() {
			if !yield(json.Member{Name: name, Value: value.Text()}) {
				return
			}
		}
	}
}

// A Level says what a walk has met.
type Level byte

// The levels, in the order of a walk.
const (
	Root      Level = iota // a whole resource
	Part                   // the value of a PATCH operation without path: some attributes of a resource
	Extension              // the object of an extension; the Path has its Schema only
	Whole                  // an attribute
	Element                // one of the values of a multi-valued attribute
	Sub                    // a sub-attribute
)

// An Edit says what is to become of an Attr. The zero Edit keeps it, and lets
// the walk go on inside.
type Edit struct {
	drop, set, rename bool
	past              bool   // whether what is inside is kept as well
	one               bool   // whether it goes for no other of its name
	uncounted         bool   // of drop
	text              string // of set and rename
	addKey, addText   string // what to add at the end of the object
}

// Keep leaves the attribute as it is, byte for byte.
var Keep Edit

// Past leaves the attribute as it is with all that is in it: the walk goes on behind it. It is for
// a rule that is not about what is inside, or has looked at that itself.
var Past = Edit{past: true}

// KeepOne leaves a sub-attribute as it is for the value that it has: of the next of its name, MapByName asks
// again.
var KeepOne = Edit{one: true}

// Drop takes the attribute out. Where that leaves nothing of a PATCH
// operation, the operation is dropped. What says something is counted.
var Drop = Edit{drop: true}

// Move is Drop for what stands elsewhere now, or what the rule counts itself.
var Move = Edit{drop: true, uncounted: true}

// Set puts a JSON text in the place of the value.
func Set(text string) Edit { return Edit{set: true, text: text} }

// Rename gives a member of a resource, of an extension or of a complex value
// another name. It is for the rule to see that the object has none such.
func Rename(name string) Edit { return Edit{rename: true, text: name} }

// Add adds a member to the end of an object: a resource, an extension, a
// complex value or an element. It is for the rule to see that the object has
// none such.
func Add(name, text string) Edit { return Edit{addKey: name, addText: text} }

// A Mapper says what is to become of an attribute. Its error ends the walk.
type Mapper func(Attr) (Edit, error)

// MapAttributes walks through all resources that the message carries: the body
// of a POST or PUT, the operations of a PATCH, the resource or the list of an
// answer. It does what f says of each attribute met, and writes a changed body
// in one pass. A resource is met before its attributes, and an attribute
// before its elements and sub-attributes.
func (m *Message) MapAttributes(f Mapper) error {
	switch {
	case m.IsRequest() && m.Method == "PATCH":
		return m.MapOps(func(op Op, emit func(Op)) error { return m.MapOp(op, emit, f) })
	case m.Body == "" || !m.carriesResources():
		return nil
	}
	return m.mapBody(m.walk(m.tape().Edit()), f)
}

// MapAmong is MapAttributes for who has to do with some attributes only, with what they are
// a part of, and with what is in them. Others may be met as well.
func (m *Message) MapAmong(f Mapper, attributes ...filter.Path) error {
	switch {
	case m.IsRequest() && m.Method == "PATCH":
		may := func(op *Op) bool { return m.MayBeOn(op, attributes...) }
		return m.MapSomeOps(may, func(op Op, emit func(Op)) error { return m.MapOp(op, emit, f) })
	case m.known() == nil || m.Body == "" || !m.carriesResources():
		return m.MapAttributes(f)
	}
	w := m.walk(m.tape().Edit())
	w.among = m.idsOf(attributes).Known()
	return m.mapBody(w, f)
}

// MapOnly is MapAmong for who has to do with some attributes or sub-attributes, and not with what
// is in those.
func (m *Message) MapOnly(f Mapper, attributes ...filter.Path) error {
	if m.known() == nil || m.IsRequest() && m.Method == "PATCH" || m.Body == "" || !m.carriesResources() {
		return m.MapAmong(f, attributes...)
	}
	w := m.walk(m.tape().Edit())
	w.among, w.deep = m.idsOf(attributes), true
	for _, p := range attributes {
		w.among = w.among.With(m.known(), p.Sub)
	}
	w.among = w.among.Known()
	return m.mapBody(w, f)
}

// MapNamed is MapAttributes for who has to do with members of some names, wherever they are, and
// with what PATCH paths name. Others may be met as well.
func (m *Message) MapNamed(f Mapper, names ...string) error {
	if m.known() == nil {
		return m.MapAttributes(f)
	}
	among := m.known().Among(names[0])
	for _, name := range names[1:] {
		among = among.With(m.known(), name)
	}
	switch {
	case m.IsRequest() && m.Method == "PATCH":
		return m.MapOps(func(op Op, emit func(Op)) error {
			w := m.walk(nil)
			w.shallow = op.HasPath && op.value.Knows(m.known()) && !op.value.HasAmong(&among)
			return m.mapOp(op, emit, f, w)
		})
	case m.Body == "" || m.doc().Knows(m.known()) && !m.doc().HasAmong(&among):
		return nil
	}
	return m.MapAttributes(f)
}

// MapBooleans is MapOdd for who has to do with attributes that are declared as booleans
// only, and with names in a resource that are not declared. Others may be met as well. Where all there is to
// do in a body is to put a boolean in the place of a text, it asks boolean for that of each text, and f nothing.
func (m *Message) MapBooleans(boolean func(value string) (text string, ok bool), f Mapper) error {
	switch {
	case !m.Odd(OddBoolean):
		return nil
	case m.IsRequest() && m.Method == "PATCH":
		return m.MapOddOps(OddBoolean, func(op Op, emit func(Op)) error {
			w := m.walk(nil)
			w.among, w.deep = m.chain.lookup().booleans, true
			return m.mapOp(op, emit, f, w)
		})
	case m.Body == "" || !m.carriesResources():
		return nil
	}
	return m.either(func(m *Message) bool { return m.setBooleans(boolean) },
		func(m *Message) error { return m.walkBooleans(f) })
}

// walkBooleans is MapBooleans in a body.
func (m *Message) walkBooleans(f Mapper) error {
	w := m.walkOdd(OddBoolean)
	w.among, w.deep = m.chain.lookup().booleans, true
	return m.mapBody(w, f)
}

// setBooleans puts booleans in the place of texts, in a resource that a request carries as a whole. It
// does nothing and reports false where that is not all there is to do.
func (m *Message) setBooleans(boolean func(value string) (text string, ok bool)) bool {
	forms := m.forms()
	if !m.IsRequest() || forms == nil || !m.doc().Knows(m.known()) {
		return false
	}
	e := m.tape().Edit()
	done := m.doc().EachTold(forms.resource, uint16(OddBoolean), func(v json.Value) bool {
		text, ok := boolean(v.Text())
		if ok {
			e.Set(v.Place(), text)
		}
		return ok
	})
	if !done {
		e.Drop()
		return false
	}
	odd := m.odd &^ OddBoolean
	m.edit(e)
	m.keepOdd(odd)
	return true
}

// idsOf returns the ids of the names of attributes and of their schemas, for MapAmong.
func (m *Message) idsOf(attributes []filter.Path) json.Among {
	among, forms := m.known().Among(m.Types().CoreURN(m.Resource)), m.forms()
	for _, p := range attributes {
		if p.Schema != "" {
			urn, whole := m.Types().Extension(m.Resource, p)
			if !whole && !forms.knows(m.known(), p) {
				if _, known := m.Types().Find(m.Resource, filter.Path{Schema: p.Schema, Name: p.Name}); !known {
					return json.Among{} // it may be the URN of an extension that nobody declared
				}
			}
			among = among.With(m.known(), p.Schema)
			if whole {
				among = among.With(m.known(), urn)
			}
		}
		among = among.With(m.known(), p.Name)
	}
	return among
}

func (m *Message) mapBody(w walker, f Mapper) error {
	w.body(f, m.list())
	if w.err != nil {
		w.e.Finish()
		return w.err
	}
	if m.IsRequest() {
		m.dropped += w.dropped
	}
	m.edit(w.e)
	return nil
}

// MapPart is MapAttributes for the value of a PATCH operation without path. What
// is not an object stays as it is.
func (m *Message) MapPart(value string, f Mapper) (string, error) {
	if value == "" || value[0] != '{' {
		return value, nil
	}
	w := m.walk(json.NewEditor(value))
	w.resourceAt(f, 0, Part)
	return w.finish()
}

// MapMembers is MapAttributes for the members of an object that is the value of
// the attribute at, or with the Schema of at alone, of an extension.
func MapMembers(object string, at filter.Path, f Mapper) (string, error) {
	w := walker{e: json.NewEditor(object)}
	w.e.Members(0, func(mem json.Field) bool {
		a := Attr{Level: Whole, Path: at}
		if at.Name == "" {
			a.Path.Name = mem.Name
		} else {
			a.Path.Sub = mem.Name
		}
		return w.member(f, mem, a)
	})
	return w.finish()
}

// Same reports whether two paths name the same attribute of the message's
// resources, with or without the URN of the core schema.
func (m *Message) Same(a, b filter.Path) bool {
	switch {
	case a.Schema == "" && b.Schema == "":
		return a.Is(b) // as most are
	case a.Sub == "" && b.Sub == "" && !filter.Fold(a.Name, b.Name):
		return false // the name is the last, whatever is before it
	}
	return m.Unqualified(a).Is(m.Unqualified(b))
}

// carriesResources reports whether the body is a resource or a list of them,
// and no error.
func (m *Message) carriesResources() bool {
	return m.IsRequest() || m.Status >= 200 && m.Status <= 299
}

// Unqualified returns p without the URN of the core schema, and with a colon
// where clients write a dot after the URN of an extension.
func (m *Message) Unqualified(p filter.Path) filter.Path {
	if p.Schema == "" {
		return p
	}
	return unqualified(m.Types(), m.Resource, p)
}

func unqualified(types *filter.Types, resource string, p filter.Path) filter.Path {
	if filter.Fold(p.Schema, types.CoreURN(resource)) {
		p.Schema = ""
	} else if p.Sub != "" {
		if urn, ok := types.Extension(resource, filter.Path{Schema: p.Schema, Name: p.Name}); ok {
			p = filter.Path{Schema: urn, Name: p.Sub}
		}
	}
	return p
}
