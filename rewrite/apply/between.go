package apply

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// Between returns the operations that make of a resource as it is what a client wants it to be, as
// few as that takes. What the wanted resource does not name is left alone, or with clear removed,
// but for what only the target writes and what it does not show.
//
// Values of an attribute are those of the same value and type. Members of groups, and others whose
// parts cannot be changed, are added and removed one by one; of other attributes that takes more
// than one operation for, all values are replaced.
func Between(types *filter.Types, endpoint, is, wanted string, clear bool) ([]Operation, *Error) {
	p := &patcher{types: types, endpoint: endpoint, root: parse(is, nil), work: maxWork, growth: maxGrowth}
	d := &differ{patcher: p, clears: clear}
	if err := d.object(filter.Path{}, p.root, wanted); err != nil {
		return nil, err
	}
	return d.ops, nil
}

// A differ finds out what is to be done.
type differ struct {
	*patcher
	clears bool
	ops    []Operation
}

// object compares the resource, or with a schema an extension of it, with one that is wanted.
func (d *differ) object(of filter.Path, now *node, wanted string) *Error {
	named := map[string]bool{}
	for m := range json.Members(wanted) {
		named[json.LowerName(m.Name)] = true
		path := filter.Path{Schema: of.Schema, Name: m.Name}
		if of.Schema == "" && isURN(m.Name) {
			path = splitURN(m.Name)
		}
		if err := d.attribute(path, m); err != nil {
			return err
		}
	}
	if !d.clears || now == nil {
		return nil
	}
	now.spread()
	for i := range now.items {
		if name := now.items[i].name; !named[json.LowerName(name)] {
			d.remove(of, name, now.items[i].at)
		}
	}
	return nil
}

// attribute compares one attribute, or an extension.
func (d *differ) attribute(path filter.Path, m json.Member) *Error {
	if d.isCore(filter.Target{Path: path}) {
		return d.object(filter.Path{}, nil, m.Value)
	}
	at := d.wantedAt(path, m.Name)
	switch {
	case at.isSchemas(), at.def.Mutability == filter.ReadOnly:
		return nil
	case at.isExtension && m.Value[0] == '{':
		return d.object(filter.Path{Schema: at.name}, d.root.member(at.name), m.Value)
	}
	now := d.now(at)
	switch {
	case m.Value == "null" || m.Value[0] == '[' && json.IsEmpty(m.Value):
		if !now.null() {
			d.emit("remove", at, nil, "")
		}
	case now.null():
		d.emit("add", at, nil, m.Value)
	case at.multi(now, m.Value):
		return d.list(at, now, m.Value)
	case m.Value[0] == '{' && now.kind == '{':
		d.parts(at, now, m.Value)
	default:
		d.value(at, now, m.Value)
	}
	return nil
}

// wantedAt returns the place of a member, which need not be declared.
func (d *differ) wantedAt(path filter.Path, name string) place {
	at, err := d.placeIn(path)
	if err != nil && path.Schema != "" && isURN(name) {
		at = place{path: path, name: name, isExtension: true} // an extension that nobody declares
	}
	return at
}

// value compares a single value.
func (d *differ) value(at place, now *node, wanted string) {
	if fit, err := d.single(at, at.def, wanted); err == nil {
		wanted = fit
	}
	if !same(now.print(), wanted) {
		d.emit("replace", at, nil, wanted)
	}
}

// parts compares a complex value, part by part. Several parts are replaced together, with those
// that stay: what the RFC has as a change of some is to some targets one of all.
func (d *differ) parts(at place, now *node, wanted string) {
	var set, gone []json.Member
	for m := range json.Members(wanted) {
		has := now.member(m.Name)
		switch {
		case !d.isPart(at, m.Name), has.null() && m.Value == "null", has != nil && same(has.print(), m.Value):
		case m.Value == "null":
			gone = append(gone, m)
		default:
			set = append(set, m)
		}
	}
	if d.clears {
		gone = append(gone, d.unnamed(at, now, wanted)...)
	}
	whole := parse(now.print(), nil)
	for _, m := range gone {
		d.emitPart("remove", at, m.Name, "")
		whole.spread()
		whole.drop(m.Name)
	}
	if len(set) == 1 {
		d.emitPart("replace", at, set[0].Name, set[0].Value)
		return
	}
	for _, m := range set {
		whole.put(m.Name, m.Value)
	}
	if len(set) > 0 {
		d.emit("replace", at, nil, whole.print())
	}
}

// isPart reports whether a part of a complex value is the client's to write.
func (d *differ) isPart(at place, name string) bool {
	at.sub = name
	def, _ := at.subDef()
	return def.Mutability != filter.ReadOnly
}

// unnamed returns the parts of a complex value that a wanted one does not name.
func (d *differ) unnamed(at place, now *node, wanted string) (list []json.Member) {
	now.spread()
	for i := range now.items {
		it := &now.items[i]
		if d.isPart(at, it.name) && !names(wanted, it.name) && !filter.Fold(it.name, "$ref") && !it.at.null() {
			list = append(list, json.Member{Name: it.name})
		}
	}
	return list
}

func (d *differ) emitPart(op string, at place, part, value string) {
	at.sub = part
	d.emit(op, at, nil, value)
}

func names(object, name string) bool {
	for m := range json.Members(object) {
		if filter.Fold(m.Name, name) {
			return true
		}
	}
	return false
}

// list compares the values of an attribute of several.
func (d *differ) list(at place, now *node, wanted string) *Error {
	list := parse(now.print(), nil)
	if list.kind != '[' {
		list = parse(json.Array(list.print()), nil)
	}
	c := &comparison{list: list, fixed: at.fixed(), clear: d.clears}
	c.compare(wanted)
	ids, named := valuesOf(c.gone)
	few := !c.changed && (len(c.gone) == 0 || len(c.added) == 0 && len(c.gone) == 1)
	switch {
	case c.nothing():
	case named && (c.fixed || few):
		d.removeAll(at, ids)
		d.addAll(at, c.added)
	case c.fixed:
		return d.faulty("invalidValue", at, "has a value that nothing names, so that it cannot be removed by itself")
	default:
		d.emit("replace", at, nil, wanted)
	}
	return nil
}

// A comparison is one of the values of an attribute with those that are wanted.
type comparison struct {
	list    *node
	fixed   bool // whether a value is what it is, whatever else is wanted of it
	clear   bool // whether what is not named is to go
	changed bool // whether a value that is wanted is to have other parts
	added   []string
	gone    []string
}

func (c *comparison) nothing() bool { return !c.changed && len(c.added) == 0 && len(c.gone) == 0 }

func (c *comparison) compare(wanted string) {
	c.list.spread()
	kept := make([]bool, len(c.list.items))
	for element := range json.Elements(wanted) {
		if i, holds := c.find(kept, element); i >= 0 {
			kept[i], c.changed = true, c.changed || !holds
		} else {
			c.added = append(c.added, element)
		}
	}
	for i, stays := range kept {
		if !stays {
			c.gone = append(c.gone, c.list.items[i].at.print())
		}
	}
}

// find returns the place of a wanted value among those that are not wanted yet, or if they are fixed
// among all, and whether it is as it is wanted.
func (c *comparison) find(kept []bool, element string) (at int, holds bool) {
	at = -1
	for _, i := range c.list.named(key(element)) {
		has := c.list.items[i].at.print()
		switch {
		case !sameElement(has, element) || kept[i] && !c.fixed:
		case c.fixed, holdsAll(has, element) && (!c.clear || holdsAll(element, has)):
			return i, true
		default:
			at = i
		}
	}
	return at, false
}

// fixed reports whether the parts of a value cannot be changed, as those of members.
func (at place) fixed() bool {
	def, ok := at.def.Sub("value")
	return ok && def.Mutability == filter.Immutable
}

// holdsAll reports whether an element has all that is wanted of it. What is false need not be there, nor
// what the target makes, as $ref.
func holdsAll(has, wanted string) bool {
	if has[0] != '{' || wanted[0] != '{' {
		return same(has, wanted)
	}
	for m := range json.Members(wanted) {
		text, ok := json.Lookup(has, m.Name)
		switch {
		case !ok && (m.Value == "false" || m.Value == "null" || m.Value == `""` || m.Name == "$ref"):
		case !ok || !same(text, m.Value):
			return false
		}
	}
	return true
}

// valuesOf returns the values by which elements are selected, and whether all have one.
func valuesOf(elements []string) (list []filter.Literal, all bool) {
	for _, e := range elements {
		text := e
		if e[0] == '{' {
			text, _ = json.Lookup(e, "value")
		}
		id, ok := json.Text(text)
		if !ok {
			return nil, false
		}
		list = append(list, filter.Quote(id))
	}
	return list, true
}

func (d *differ) removeAll(at place, ids []filter.Literal) {
	for _, id := range ids {
		d.emit("remove", at, &filter.Compare{Path: filter.Path{Name: "value"}, Op: filter.Eq, Value: id}, "")
	}
}

func (d *differ) addAll(at place, elements []string) {
	if len(elements) > 0 {
		d.emit("add", at, nil, json.Array(elements...))
	}
}

// remove removes what the wanted resource does not name, if it is the client's to write. Whether a
// user without active may sign in is not known, so that active stays.
func (d *differ) remove(of filter.Path, name string, now *node) {
	path := filter.Path{Schema: of.Schema, Name: name}
	if of.Schema == "" && isURN(name) {
		path = splitURN(name)
	}
	at, err := d.placeIn(path)
	stays := at.isSchemas() || at.def.Required || at.path.Is(filter.Path{Name: "active"})
	if err != nil || now.null() || stays || at.def.Mutability != filter.ReadWrite {
		return
	}
	d.emit("remove", at, nil, "")
}

// emit adds an operation.
func (d *differ) emit(op string, at place, where filter.Expr, value string) {
	t := filter.Target{Path: filter.Path{Schema: at.schema, Name: at.name, Sub: at.sub}, Where: where}
	if at.isExtension {
		t.Path = splitURN(at.name)
	}
	d.ops = append(d.ops, Operation{Op: op, HasPath: true, Target: t, Value: value})
}
