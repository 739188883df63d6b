package apply

import "scimshim/rewrite/filter"

// part writes or removes a sub-attribute: of the one value of an attribute, or of all that it has.
func (p *patcher) part(v verb, at place, value string) *Error {
	if v == remove {
		value = "null"
	}
	value, err := p.partValue(at, value)
	if err != nil {
		return err
	}
	now := p.now(at)
	switch {
	case now.null():
		return p.firstPart(at, value)
	case now.kind == '[':
		return p.partOf(at, now, now.all(), value)
	case now.kind != '{':
		return p.faulty("invalidPath", at, "is a part of what is no object")
	}
	if err := p.putPart(at, now, value); err != nil {
		return err
	}
	if now.empty() {
		p.clear(at)
	}
	return nil
}

// firstPart writes a sub-attribute of an attribute that has no value.
func (p *patcher) firstPart(at place, value string) *Error {
	object := "{" + quote(at.sub) + ":" + value + "}"
	switch {
	case value == "null":
		return nil
	case at.multi(nil, ""):
		object = "[" + object + "]"
	}
	return p.put(at, object)
}

// partValue returns the value of a sub-attribute as it is declared, or null.
func (p *patcher) partValue(at place, value string) (string, *Error) {
	if at.def.Mutability == filter.ReadOnly {
		return "", p.faulty("mutability", at, "is written by the target alone")
	}
	def, ok := at.subDef()
	switch {
	case ok && def.Mutability == filter.ReadOnly:
		return "", p.faulty("mutability", at, "is written by the target alone")
	case value == "null" || !ok:
		return value, nil
	}
	return p.subValue(at, def, value)
}

// putPart writes or removes a sub-attribute of one object.
func (p *patcher) putPart(at place, object *node, value string) *Error {
	if def, _ := at.subDef(); value == "null" && object.member(at.sub) != nil {
		if err := p.removable(at, def, object.member(at.sub)); err != nil {
			return err
		}
	}
	return p.putSub(at, object, value)
}

// partOf writes or removes a sub-attribute of some values.
func (p *patcher) partOf(at place, list *node, places []int, value string) *Error {
	primary := filter.Fold(at.sub, "primary") && value == "true"
	if primary && len(places) > 1 {
		return p.faulty("invalidValue", at, "would be true of several values, and one may be primary")
	}
	for _, i := range places {
		e := list.items[i].at
		p.spend(len(value) + 32)
		if p.work < 0 {
			return nil // which ends the PATCH
		}
		if e.kind != '{' {
			if err := p.scalar(at, list, i, value); err != nil {
				return err
			}
			continue
		}
		if err := p.putPart(at, e, value); err != nil {
			return err
		}
		if e.empty() {
			list.take(i)
			continue
		}
		if list.byText != nil {
			list.enter(i)
		}
		if primary {
			p.onePrimary(list, i)
		}
	}
	if list.empty() {
		p.clear(at)
	}
	return nil
}

// scalar writes the value of an element that is nothing else.
func (p *patcher) scalar(at place, list *node, i int, value string) *Error {
	switch {
	case !filter.Fold(at.sub, "value"):
		return p.faulty("invalidPath", at, "is a part of what is no object")
	case value == "null":
		list.take(i)
	case p.grow(value):
		list.items[i].at.become(value)
		if list.byText != nil {
			list.enter(i)
		}
	}
	return nil
}

// all returns the places of all elements.
func (n *node) all() []int {
	n.spread()
	list := make([]int, 0, n.live)
	for i := range n.items {
		if n.items[i].at != nil {
			list = append(list, i)
		}
	}
	return list
}
