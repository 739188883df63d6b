package apply

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// write adds to an attribute or replaces it (sections 3.5.2.1 and 3.5.2.3).
func (p *patcher) write(v verb, at place, value string) *Error {
	if at.def.Mutability == filter.ReadOnly {
		return p.faulty("mutability", at, "is written by the target alone")
	}
	now := p.now(at)
	switch {
	case at.multi(now, value):
		return p.writeList(v, at, now, value)
	case value == "null" || value[0] == '[' && json.IsEmpty(value):
		return p.removeWhole(at, "")
	case value[0] == '[' && at.declared:
		return p.faulty("invalidValue", at, "has one value, and the value is a list")
	}
	fit, err := p.single(at, at.def, value)
	switch {
	case err != nil:
		return err
	case fit[0] == '{' && (now == nil || now.kind == '{'):
		return p.merge(at, fit)
	}
	return p.set(at, fit)
}

// set gives an attribute of one value that value.
func (p *patcher) set(at place, text string) *Error {
	now := p.now(at)
	if now != nil && same(now.print(), text) {
		return nil
	}
	if at.def.Mutability == filter.Immutable && !now.null() {
		return p.faulty("mutability", at, "cannot be changed once it has a value")
	}
	return p.put(at, text)
}

// merge writes the parts of a complex attribute that a value has; the others stay.
func (p *patcher) merge(at place, object string) *Error {
	now := p.now(at)
	if now == nil {
		if object = without(object); json.IsEmpty(object) {
			return nil
		}
		return p.put(at, object)
	}
	err := p.mergeInto(at, now, object, true)
	if err == nil && now.empty() {
		p.clear(at)
	}
	return err
}

// without returns an object without the members that are null.
func without(object string) string {
	n := parse(object, nil)
	n.spread()
	for i := range n.items {
		if n.items[i].at.kind == 'n' {
			n.take(i)
		}
	}
	return n.print()
}

// mergeInto writes members into an object. Those that cannot be changed are left alone unless
// strict, where they are an error.
func (p *patcher) mergeInto(at place, object *node, members string, strict bool) *Error {
	for m := range json.Members(members) {
		inner := at
		inner.sub, inner.path.Sub = m.Name, m.Name
		if !strict && inner.isFixed(object) {
			continue
		}
		if err := p.putSub(inner, object, m.Value); err != nil {
			return err
		}
	}
	return nil
}

// isFixed reports whether the part of an object that a place is cannot be changed.
func (at place) isFixed(object *node) bool {
	def, _ := at.subDef()
	return def.Mutability == filter.ReadOnly || def.Mutability == filter.Immutable && !object.member(at.sub).null()
}

// putSub gives a part of an object a value, or none.
func (p *patcher) putSub(at place, object *node, text string) *Error {
	now := object.member(at.sub)
	if now != nil && same(now.print(), text) || now == nil && text == "null" {
		return nil
	}
	def, _ := at.subDef()
	if def.Mutability == filter.Immutable && !now.null() {
		return p.faulty("mutability", at, "cannot be changed once it has a value")
	}
	if text == "null" {
		object.drop(at.sub)
		return nil
	}
	if p.grow(text) {
		object.put(at.sub, text)
	}
	return nil
}

// writeList adds values to an attribute of several, or replaces all of them.
func (p *patcher) writeList(v verb, at place, now *node, value string) *Error {
	if value == "null" || json.IsEmpty(value) && value[0] == '[' {
		if v == replace {
			return p.removeWhole(at, "")
		}
		return nil
	}
	list, err := p.values(at, value)
	if err != nil {
		return err
	}
	if v == replace || now == nil || now.kind != '[' {
		if now != nil && now.kind != '[' && now.kind != 'n' && v == add {
			list = append([]string{now.print()}, list...)
		}
		return p.setList(at, now, list)
	}
	for _, element := range list {
		if err := p.addElement(at, now, element); err != nil {
			return err
		}
	}
	return nil
}

// setList gives an attribute these values and no others.
func (p *patcher) setList(at place, now *node, list []string) *Error {
	text := json.Array(list...)
	if now != nil && same(now.print(), text) {
		return nil
	}
	if at.def.Mutability == filter.Immutable && !now.null() {
		return p.faulty("mutability", at, "cannot be changed once it has a value")
	}
	return p.put(at, text)
}

// addElement adds a value, unless the attribute has it: one of the same value and type.
func (p *patcher) addElement(at place, list *node, element string) *Error {
	for _, i := range list.named(key(element)) {
		has := list.items[i].at.print()
		p.spend(len(has) + len(element))
		if !sameElement(has, element) {
			continue
		}
		if element[0] != '{' {
			return nil
		}
		return p.update(at, list, i, element)
	}
	if !p.grow(element) {
		return nil
	}
	list.push(element)
	p.onePrimary(list, len(list.items)-1)
	return nil
}

// update writes what an added value says beside what it has in common with one that is there.
func (p *patcher) update(at place, list *node, i int, element string) *Error {
	err := p.mergeInto(at, list.items[i].at, element, false)
	p.onePrimary(list, i)
	return err
}

// sameElement reports whether two values of an attribute are one: the same value of the same type,
// or of none in one of them; without a value, all that they have.
func sameElement(a, b string) bool {
	if a[0] != '{' || b[0] != '{' {
		return same(a, b)
	}
	x, _ := json.Lookup(a, "value")
	y, _ := json.Lookup(b, "value")
	if x == "" || y == "" {
		return same(a, b)
	}
	s, hasS := json.Lookup(a, "type")
	t, hasT := json.Lookup(b, "type")
	return same(x, y) && (!hasS || !hasT || same(s, t))
}

// onePrimary makes a value that has become primary the only one (section 3.5.2).
func (p *patcher) onePrimary(list *node, i int) {
	if !isTrue(list.items[i].at.member("primary")) {
		return
	}
	for j := range list.items {
		e := list.items[j].at
		if e == nil || j == i {
			continue
		}
		p.spend(8)
		if e.kind == '{' && isTrue(e.member("primary")) {
			e.put("primary", "false")
		}
	}
}

func isTrue(n *node) bool { return n != nil && n.print() == "true" }
