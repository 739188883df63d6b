package sdk

import (
	"slices"
	"strings"

	"scimshim/proxy/mock/kit/ordered"
)

// Apply applies an operation to a resource in place, as the library does. After an error the resource may
// be half changed.
func (op Operation) Apply(o *ordered.Object) error {
	switch {
	case op.Op == "remove" && op.Value != nil:
		return removeMembers(o, op.Value)
	case op.Op == "remove":
		op.remove(o)
		return nil
	}
	if err := op.update(o); err != nil {
		return err
	}
	op.listSchemas(o)
	return nil
}

func noTarget(text string) *Error { return &Error{Kind: "noTarget", Detail: text} }

// update adds or replaces.
func (op Operation) update(o *ordered.Object) error {
	selects := func(e Element) bool { return e.Filter != nil }
	if op.Op == "add" && slices.ContainsFunc(op.Path.Elements, selects) {
		return op.addSelected(o)
	}
	steps := op.steps()
	if len(steps) == 0 {
		op.merge(o, op.Value.(*ordered.Object))
		return nil
	}
	targets := []*ordered.Object{o}
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
func (op Operation) steps() []Element {
	if op.Path.URN == "" {
		return op.Path.Elements
	}
	return append([]Element{{Name: op.Path.URN}}, op.Path.Elements...)
}

// descend walks from objects into an attribute, which it makes where it is missing.
func descend(parents []*ordered.Object, e Element) ([]*ordered.Object, error) {
	var found []*ordered.Object
	for _, parent := range parents {
		switch v := parent.Get(e.Name).(type) {
		case []any:
			selected := v
			if e.Filter != nil {
				if selected = matching(v, e.Filter); len(selected) == 0 {
					return nil, noMatch(e)
				}
			}
			found = append(found, ordered.Objects(selected)...)
		case *ordered.Object:
			found = append(found, v)
		case nil:
			if e.Filter != nil {
				return nil, notComplex(e)
			}
			child := &ordered.Object{}
			parent.Set(e.Name, child)
			found = append(found, child)
		default:
			return nil, notComplex(e)
		}
	}
	return found, nil
}

func noMatch(e Element) *Error {
	return noTarget("Attribute " + e.Name + " does not have a value matching the filter " + e.Filter.String())
}

func notComplex(e Element) *Error {
	return noTarget("Attribute " + e.Name + " does not have a multi-valued or complex value")
}

func (op Operation) updateLeaf(parent *ordered.Object, e Element) error {
	if e.Filter == nil {
		op.set(parent, e.Name, op.Value)
		return nil
	}
	matched := false
	list, _ := parent.Get(e.Name).([]any)
	for i, v := range list {
		if !e.Filter.Matches(v) {
			continue
		}
		matched = true
		old, ok1 := v.(*ordered.Object)
		value, ok2 := op.Value.(*ordered.Object)
		if ok1 && ok2 {
			op.merge(old, value)
		} else {
			list[i] = ordered.Clone(op.Value)
		}
	}
	if !matched {
		return noMatch(e)
	}
	return nil
}

// merge writes an object's members into another.
func (op Operation) merge(target, value *ordered.Object) {
	for _, m := range value.Members {
		op.set(target, m.Name, m.Value)
	}
}

// set gives an attribute a value: objects merge, an add appends to arrays what they do not hold yet, all
// else is replaced. A null or an empty array inside a value changes nothing, but in newer builds a replace
// clears with it.
func (op Operation) set(parent *ordered.Object, name string, v any) {
	if !IsPresent(v) {
		if op.Op == "replace" && op.profile.lenient {
			parent.Drop(name)
		}
		return
	}
	switch old := parent.Get(name).(type) {
	case *ordered.Object:
		if value, ok := v.(*ordered.Object); ok {
			op.merge(old, value)
			return
		}
	case []any:
		if more, ok := v.([]any); ok && op.Op == "add" {
			parent.Set(name, union(old, ordered.Clone(more).([]any)))
			return
		}
	}
	parent.Set(name, ordered.Clone(v))
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
	case *ordered.Object:
		b, ok := b.(*ordered.Object)
		return ok && len(a.Members) == len(b.Members) && !slices.ContainsFunc(a.Members, func(m ordered.Member) bool {
			v, found := b.Lookup(m.Name)
			return !found || !equalJSON(m.Value, v)
		})
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, equalJSON)
	}
	return a == b // of one type, and then a scalar
}

// listSchemas adds the URN of a written extension to the attribute schemas.
func (op Operation) listSchemas(o *ordered.Object) {
	schemas, ok := o.Get("schemas").([]any)
	if !ok {
		return
	}
	urns := []string{op.Path.URN}
	if value, ok := op.Value.(*ordered.Object); ok && op.Path.IsRoot() && op.Path.URN == "" {
		urns = value.Names()
	}
	for _, urn := range urns {
		listed := func(v any) bool { s, ok := v.(string); return ok && strings.EqualFold(s, urn) }
		if IsURN(urn) && !slices.ContainsFunc(schemas, listed) {
			schemas = append(schemas, urn)
		}
	}
	o.Set("schemas", schemas)
}
