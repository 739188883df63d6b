package rewrite

import (
	"strings"
	"sync"
	"sync/atomic"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// A lookup is what a chain looks up by the ids of names, made once for all messages.
type lookup struct {
	names    *json.Names
	declared int                       // how many of the names are attributes, schemas and the like; they come first
	forms    map[string]*resourceForms // by resource type, as the definitions spell it
	touched
	booleans json.Among // the names of all booleans, and of what they are a part of
	list     int        // the id of the name of the resources in a list

	// The steps that are asked at other times than in the order of the chain.
	openers, readers, repairers, translators []int

	shadowed []int      // the readers in shadow
	repairs  []Occasion // by step: the occasions on which the repairers are asked

	restores []*sisters // by step: what those only do in answers that rename; nil for the others

	conductors set // the steps that may take a request over
	reads      set // those of readers
}

// lookup returns what the chain looks up by ids.
func (c *Chain) lookup() *lookup {
	c.once.Do(func() {
		types := c.Definitions()
		c.look = &lookup{forms: map[string]*resourceForms{}}
		names := declaredNames(types)
		c.look.declared = json.NewNames(names).Len()
		c.look.names = json.NewNames(append(names, touchedNames(c.Steps)...))
		c.look.list = int(c.look.names.ID("Resources"))
		c.look.touch(c.Steps)
		c.look.sort(c.Steps)
		c.look.findRestorers(c.Steps)
		c.look.booleans = c.look.names.AmongMany(booleanNames(types))
		for _, resource := range types.Resources() {
			r := c.look.form(types, resource)
			c.look.declare(r, types, resource)
			c.look.forms[resource] = r
		}
	})
	return c.look
}

// A lazyLookup is a lookup that is made when it is first needed.
type lazyLookup struct {
	once sync.Once
	look *lookup
	kept atomic.Pointer[[]*Way]
}

// declaredNames returns the names of all attributes, sub-attributes and schemas.
func declaredNames(types *filter.Types) []string {
	names := []string{"schemas", "$ref", "Resources"}
	for _, resource := range types.Resources() {
		for _, urn := range types.URNs(resource) {
			attributes, _ := types.Attributes(resource, urn)
			names = append(names, urn)
			for _, a := range attributes {
				names = append(names, a.Name)
				for _, sub := range a.Subs {
					names = append(names, sub.Name)
				}
			}
		}
	}
	return names
}

// booleanNames returns the names of all booleans, of the attributes that they are a part of,
// and of all schemas.
func booleanNames(types *filter.Types) []string {
	var names []string
	for _, resource := range types.Resources() {
		names = append(names, types.URNs(resource)...)
		for _, urn := range types.URNs(resource) {
			attributes, _ := types.Attributes(resource, urn)
			for _, a := range attributes {
				if a.Type == filter.TypeBoolean {
					names = append(names, a.Name)
				}
				for _, sub := range a.Subs {
					if sub.Type == filter.TypeBoolean {
						names = append(names, a.Name, sub.Name)
					}
				}
			}
		}
	}
	return names
}

// touchedNames returns the names that steps are about.
func touchedNames(steps []Step) []string {
	var names []string
	for i := range steps {
		names = append(names, aboutOf(&steps[i])...)
	}
	return names
}

// sort lists the steps that are asked at times of their own.
func (l *lookup) sort(steps []Step) {
	l.conductors, l.reads = make(set, len(steps)/64+1), make(set, len(steps)/64+1)
	l.repairs = make([]Occasion, len(steps))
	for i := range steps {
		if _, ok := steps[i].Rule.(Conductor); ok {
			l.conductors.add(i)
		}
		if _, ok := steps[i].Rule.(Opener); ok {
			l.openers = append(l.openers, i)
		}
		if _, ok := steps[i].Rule.(Reader); ok {
			l.readers = append(l.readers, i)
			l.reads.add(i)
			if steps[i].Mode == Shadow {
				l.shadowed = append(l.shadowed, i)
			}
		}
		if _, ok := steps[i].Rule.(Repairer); ok {
			l.repairers = append(l.repairers, i)
			l.repairs[i] = occasionsOf(&steps[i]).Repair
		}
		if _, ok := steps[i].Rule.(Translator); ok {
			l.translators = append(l.translators, i)
		}
	}
}

// of returns the forms of a resource type, or nil.
func (l *lookup) of(resource string) *resourceForms {
	if r := l.forms[resource]; r != nil {
		return r
	}
	for name, r := range l.forms {
		if filter.Fold(name, resource) {
			return r
		}
	}
	return nil
}

// resourceForms are the definitions of a resource type as the look for what is odd
// needs them: their bits are those of Odd.
type resourceForms struct {
	urn       string       // of the core schema
	urnID     uint16       // the id of that
	core      []*json.Form // of the resource's own attributes, by the ids of their names
	resource  *json.Form
	resources *json.Form // of a list of them

	part     json.Form      // of the value of an operation without path, whose keys may be paths
	paths    *json.Names    // of attributes and sub-attributes, without the URN of the core schema
	declared []declaredPath // by the ids of these, less one
}

// form makes the forms of a resource type.
func (l *lookup) form(types *filter.Types, resource string) *resourceForms {
	r := &resourceForms{core: l.table()}
	members, urns := l.table(), types.URNs(resource)
	for i, urn := range urns {
		table := r.core
		if i > 0 {
			table = l.table()
		} else {
			r.urn, r.urnID = urn, l.names.ID(urn)
		}
		attributes, _ := types.Attributes(resource, urn)
		for _, a := range attributes {
			table[l.names.ID(a.Name)] = l.formOf(a)
		}
		members[l.names.ID(urn)] = l.extension(urn, i == 0, table)
	}
	for id, f := range r.core {
		if members[id] == nil {
			members[id] = f
		}
	}
	l.formSchemas(members, urns)
	r.resource = &json.Form{Kinds: except("{", allOdd), Members: members, Unknown: uint16(OddURN | OddUndeclared),
		Path: allOdd}
	r.resource.Ready()
	r.resources = &json.Form{Elements: r.resource}
	return r
}

// A declaredPath is the path of an attribute or of a sub-attribute, as its schema spells it, with what
// steps ask of it again and again. It is found out once for all messages.
type declaredPath struct {
	target     filter.Target
	definition filter.Attribute
	names      set        // that it names
	odd        Odd        // of the path itself
	attribute  *json.Form // of the attribute
	form       *json.Form // of what is written to the path
}

// declare finds the paths of the attributes of a resource type.
func (l *lookup) declare(r *resourceForms, types *filter.Types, resource string) {
	paths := pathsOf(types, resource)
	texts := make([]string, 0, len(paths))
	r.declared = make([]declaredPath, 0, len(paths))
	for _, p := range paths {
		if d, ok := l.declaredPath(r, types, resource, p); ok {
			texts, r.declared = append(texts, p.String()), append(r.declared, d)
		}
	}
	r.index(texts)
}

// pathsOf returns the paths of the attributes and sub-attributes of a resource type.
func pathsOf(types *filter.Types, resource string) (paths []filter.Path) {
	for i, urn := range types.URNs(resource) {
		attributes, _ := types.Attributes(resource, urn)
		if i == 0 {
			urn = ""
		}
		for _, a := range attributes {
			paths = append(paths, filter.Path{Schema: urn, Name: a.Name})
			for _, sub := range a.Subs {
				paths = append(paths, filter.Path{Schema: urn, Name: a.Name, Sub: sub.Name})
			}
		}
	}
	return paths
}

// declaredPath finds out what is asked of a path. It reports false for one that reads as something else.
func (l *lookup) declaredPath(r *resourceForms, types *filter.Types, resource string, p filter.Path) (
	d declaredPath, ok bool) {
	t, used, err := filter.ParseTargetLenient(p.String(), ^filter.Lenience(0))
	if err != nil || used != 0 || t != (filter.Target{Path: p}) || unqualified(types, resource, p) != p ||
		joins(types.CoreURN(resource), p.Schema, p.Name) {
		return declaredPath{}, false
	}
	d = declaredPath{target: t, names: make(set, l.names.Len()/64+1)}
	for _, part := range [...]string{p.Schema, p.Name, p.Sub} {
		l.names.Pieces(part, func(id uint16) { d.names.add(int(id)) })
	}
	look := oddLook{resourceForms: r, names: l.names}
	table, known := look.tableOf(p.Schema)
	if d.definition, ok = types.Find(resource, p); !ok || !known {
		return d, false
	}
	attributes := json.Form{Members: table}
	if d.attribute = attributes.Member(l.names.ID(p.Name)); d.attribute == nil {
		return d, false
	}
	d.form, d.odd = look.inAttribute(d.attribute, p, p.Sub != "")
	return d, d.form != nil && d.odd&OddName == 0
}

// index makes the paths be found by their texts; of those that are the same but for their case the first.
func (r *resourceForms) index(texts []string) {
	r.paths = json.NewNames(texts)
	first := r.declared[:0]
	for i, text := range texts {
		if int(r.paths.ID(text)) == len(first)+1 {
			first = append(first, r.declared[i])
		}
	}
	r.declared = first
	r.part = *r.resource
	r.part.Paths = &json.Paths{Names: r.paths}
	for i := range r.declared {
		f := *r.declared[i].form
		f.Always, f.Misnamed = uint16(r.declared[i].odd), 0
		r.part.Paths.Forms = append(r.part.Paths.Forms, &f)
	}
}

// at returns what is known of a path, or nil of one that is not spelled as it is declared.
func (r *resourceForms) at(path string) *declaredPath {
	if id := r.paths.ID(path); id != 0 && r.paths.Name(id) == path {
		return &r.declared[id-1]
	}
	return nil
}

// extension returns the form of the extension that has a name, by its id, for its URN; nil if there is none.
func (r *resourceForms) extension(id uint16) *json.Form {
	if r == nil {
		return nil
	}
	f := r.resource.Member(id)
	if f == nil || f.Members == nil || !strings.Contains(f.Name, ":") {
		return nil
	}
	return f
}

// knows reports whether a path is that of an attribute of an extension, or of a part of one.
func (r *resourceForms) knows(names *json.Names, p filter.Path) bool {
	x := r.extension(names.ID(p.Schema))
	return x != nil && x.Member(names.ID(p.Name)) != nil
}

// table returns room for as many forms as there are names.
func (l *lookup) table() []*json.Form { return make([]*json.Form, l.declared+1) }

// extension returns the form of the object of an extension. The attributes of the
// core schema do not stand in one.
func (l *lookup) extension(urn string, core bool, table []*json.Form) *json.Form {
	if core {
		return &json.Form{Always: allOdd}
	}
	return &json.Form{Kinds: except("{", allOdd), Name: urn, Known: l.names.Spells(urn),
		Misnamed: allOdd, Members: table, Unknown: uint16(OddURN | OddUndeclared), Path: allOdd}
}

// formSchemas gives the list schemas a form that knows which URNs there are.
func (l *lookup) formSchemas(members []*json.Form, urns []string) {
	id, f := l.names.ID("schemas"), json.Form{Always: uint16(OddURN)}
	if declared := members[id]; declared != nil {
		f = *declared
	}
	entry := json.Form{}
	if f.Elements != nil {
		entry = *f.Elements
	}
	entry.Texts, entry.Other = urns, uint16(OddName|OddURN)
	f.Elements = &entry
	members[id] = &f
}

// formOf returns the form of an attribute.
func (l *lookup) formOf(a filter.Attribute) *json.Form {
	f := l.single(a)
	if a.Multi {
		f = &json.Form{Elements: f, Kinds: except("[", uint16(OddShape|OddBoolean))}
		f.Kinds.Object = allOdd
	}
	f.Name, f.Known, f.Misnamed = a.Name, l.names.Spells(a.Name), uint16(OddName)
	if a.Mutability == filter.ReadOnly {
		f.Always = uint16(OddReadOnly)
	}
	return f
}

// single returns the form of one value of an attribute. What is inside of a value of another
// shape than is declared is not looked at.
func (l *lookup) single(a filter.Attribute) *json.Form {
	const shape, boolean = uint16(OddShape | OddBoolean), uint16(OddBoolean)
	f := &json.Form{Kinds: json.Kinds{Object: allOdd, Array: allOdd}}
	k := &f.Kinds
	switch a.Type {
	case filter.TypeBoolean:
		k.String, k.Number, k.Null = boolean, boolean, boolean
	case filter.TypeComplex:
		k.Object, k.String, k.Number, k.True, k.False = 0, shape, shape, shape, shape
		f.Members, f.Unknown = l.table(), uint16(OddUndeclared)
		f.Members[l.names.ID("$ref")] = &json.Form{Always: uint16(OddUndeclared)}
		for _, sub := range a.Subs {
			f.Members[l.names.ID(sub.Name)] = l.formOf(sub)
		}
		f.Members[l.names.ID("$ref")].Nothing = uint16(OddReference)
	case filter.TypeString, filter.TypeReference:
		k.Number, k.True, k.False = shape, shape, shape
	}
	return f
}

// except returns the same bits for all kinds but one.
func except(kind string, bits uint16) json.Kinds {
	k := json.Kinds{Object: bits, Array: bits, String: bits, True: bits, False: bits, Null: bits, Number: bits}
	if kind == "{" {
		k.Object = 0
	} else {
		k.Array = 0
	}
	return k
}
