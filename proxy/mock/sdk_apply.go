package mock

import (
	"slices"
	"strings"
)

// apply applies an operation to a resource in place, as the library does. After an error the resource may
// be half changed.
func (op sdkOperation) apply(o *object) error {
	switch {
	case op.op == "remove" && op.value != nil:
		return removeMembers(o, op.value)
	case op.op == "remove":
		op.remove(o)
		return nil
	}
	if err := op.update(o); err != nil {
		return err
	}
	op.listSchemas(o)
	return nil
}

func noTarget(text string) *sdkError { return &sdkError{kind: "noTarget", detail: text} }

// update adds or replaces.
func (op sdkOperation) update(o *object) error {
	selects := func(e sdkElement) bool { return e.filter != nil }
	if op.op == "add" && slices.ContainsFunc(op.path.elements, selects) {
		return op.addSelected(o)
	}
	steps := op.steps()
	if len(steps) == 0 {
		op.merge(o, op.value.(*object))
		return nil
	}
	targets := []*object{o}
	for _, e := range steps[:len(steps)-1] {
		var err error
		if targets, err = descend(targets, e); err != nil {
			return err
		}
	}
	for _, target := range targets {
		if err := op.updateLeaf(target, steps[len(steps)-1]); err != nil {
			return err
		}
	}
	return nil
}

// steps returns the names to walk: the schema URN is one of them, even that of the core schema.
func (op sdkOperation) steps() []sdkElement {
	if op.path.urn == "" {
		return op.path.elements
	}
	return append([]sdkElement{{name: op.path.urn}}, op.path.elements...)
}

// descend walks from objects into an attribute, which it makes where it is missing.
func descend(parents []*object, e sdkElement) ([]*object, error) {
	var found []*object
	for _, parent := range parents {
		switch v := parent.get(e.name).(type) {
		case []any:
			selected := v
			if e.filter != nil {
				if selected = matching(v, e.filter); len(selected) == 0 {
					return nil, noMatch(e)
				}
			}
			found = append(found, objectsOf(selected)...)
		case *object:
			found = append(found, v)
		case nil:
			if e.filter != nil {
				return nil, notComplex(e)
			}
			child := &object{}
			parent.set(e.name, child)
			found = append(found, child)
		default:
			return nil, notComplex(e)
		}
	}
	return found, nil
}

func noMatch(e sdkElement) *sdkError {
	return noTarget("Attribute " + e.name + " does not have a value matching the filter " + e.filter.String())
}

func notComplex(e sdkElement) *sdkError {
	return noTarget("Attribute " + e.name + " does not have a multi-valued or complex value")
}

func objectsOf(values []any) []*object {
	var found []*object
	for _, v := range values {
		if o, ok := v.(*object); ok {
			found = append(found, o)
		}
	}
	return found
}

func (op sdkOperation) updateLeaf(parent *object, e sdkElement) error {
	if e.filter == nil {
		op.set(parent, e.name, op.value)
		return nil
	}
	matched := false
	list, _ := parent.get(e.name).([]any)
	for i, v := range list {
		if !e.filter.matches(v) {
			continue
		}
		matched = true
		old, ok1 := v.(*object)
		value, ok2 := op.value.(*object)
		if ok1 && ok2 {
			op.merge(old, value)
		} else {
			list[i] = clone(op.value)
		}
	}
	if !matched {
		return noMatch(e)
	}
	return nil
}

// merge writes an object's members into another.
func (op sdkOperation) merge(target, value *object) {
	for _, m := range value.members {
		op.set(target, m.name, m.value)
	}
}

// set gives an attribute a value: objects merge, an add appends to arrays what they do not hold yet, all
// else is replaced. A null or an empty array inside a value changes nothing, but in newer builds a replace
// clears with it.
func (op sdkOperation) set(parent *object, name string, v any) {
	if !isPresent(v) {
		if op.op == "replace" && op.profile.lenient {
			parent.drop(name)
		}
		return
	}
	switch old := parent.get(name).(type) {
	case *object:
		if value, ok := v.(*object); ok {
			op.merge(old, value)
			return
		}
	case []any:
		if more, ok := v.([]any); ok && op.op == "add" {
			parent.set(name, union(old, clone(more).([]any)))
			return
		}
	}
	parent.set(name, clone(v))
}

func union(list, more []any) []any {
	for _, v := range more {
		if !contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}

func contains(list []any, v any) bool {
	return slices.ContainsFunc(list, func(have any) bool { return equalJSON(have, v) })
}

// equalJSON compares values; the order of an object's members does not count.
func equalJSON(a, b any) bool {
	switch a := a.(type) {
	case *object:
		b, ok := b.(*object)
		return ok && len(a.members) == len(b.members) && !slices.ContainsFunc(a.members, func(m member) bool {
			v, found := b.lookup(m.name)
			return !found || !equalJSON(m.value, v)
		})
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, equalJSON)
	}
	return a == b // of one type, and then a scalar
}

// listSchemas adds the URN of a written extension to the attribute schemas.
func (op sdkOperation) listSchemas(o *object) {
	schemas, ok := o.get("schemas").([]any)
	if !ok {
		return
	}
	urns := []string{op.path.urn}
	if value, ok := op.value.(*object); ok && op.path.isRoot() && op.path.urn == "" {
		urns = value.names()
	}
	for _, urn := range urns {
		listed := func(v any) bool { s, ok := v.(string); return ok && strings.EqualFold(s, urn) }
		if isURN(urn) && !slices.ContainsFunc(schemas, listed) {
			schemas = append(schemas, urn)
		}
	}
	o.set("schemas", schemas)
}
