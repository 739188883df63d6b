package mock

import "slices"

// remove takes away what the path selects; nothing selected is no error. An array that becomes empty goes,
// too.
func (op sdkOperation) remove(o *object) {
	steps := op.steps()
	targets := []any{o}
	for _, e := range steps[:len(steps)-1] {
		targets = members(targets, e.name)
		if e.filter != nil {
			targets = matching(targets, e.filter)
		}
	}
	last := steps[len(steps)-1]
	for _, target := range objectsOf(targets) {
		removeLeaf(target, last)
	}
	if op.path.isRoot() {
		unlist(o, op.path.urn)
	}
}

func removeLeaf(parent *object, e sdkElement) {
	if e.filter == nil {
		parent.drop(e.name)
		return
	}
	list, ok := parent.get(e.name).([]any)
	if !ok {
		return
	}
	keep(parent, e.name, slices.DeleteFunc(slices.Clone(list), e.filter.matches))
}

func keep(parent *object, name string, list []any) {
	if len(list) == 0 {
		parent.drop(name)
		return
	}
	parent.set(name, list)
}

// unlist drops an extension's URN from the attribute schemas.
func unlist(o *object, urn string) {
	if schemas, ok := o.get("schemas").([]any); ok {
		o.set("schemas", slices.DeleteFunc(slices.Clone(schemas), func(v any) bool { return v == urn }))
	}
}

// removeMembers removes the members that a list names by value, which builds since 4.1 understand. The list is
// the value, or stands in it under members (PatchOperation.getRemoveMemberList of 5.0.0).
func removeMembers(o *object, value any) error {
	named, ok := value.([]any)
	if nested, isObject := value.(*object); isObject {
		named, ok = nested.get("members").([]any)
	}
	if !ok {
		return badSyntax("Could not extract a Member object list from the patch operation.")
	}
	gone := members(named, "value")
	if len(named) > 0 && len(gone) == 0 {
		return badSyntax("The remove operation was formatted incorrectly because it did not contain a Member " +
			"object with a 'value' subfield set.")
	}
	list, _ := o.get("members").([]any)
	left := slices.DeleteFunc(slices.Clone(list), func(v any) bool {
		m, ok := v.(*object)
		return ok && contains(gone, m.get("value"))
	})
	keep(o, "members", left)
	return nil
}

// addSelected adds below a path with a value filter, which builds since 3.0 accept: the sub-attribute goes
// into the element that the filter selects, or into a new one that is made from the filter.
func (op sdkOperation) addSelected(o *object) error {
	if len(op.path.elements) < 2 {
		return badPath("A patch operation's attribute path was of the form 'attribute[filter]', but needs to be " +
			"'attribute[filter].subAttribute'")
	}
	first, sub := op.path.elements[0], op.path.elements[1].name
	if first.filter == nil || first.filter.op != "eq" {
		return badPath("The value selection filter of an add operation must be an equality filter")
	}
	list, ok := o.get(first.name).([]any)
	if !ok && o.get(first.name) != nil {
		return badSyntax("Attribute %s is single-valued, but the path has a value selection filter", first.name)
	}
	if found := objectsOf(matching(list, first.filter)); len(found) > 0 {
		element := found[0] // the library looks at no other
		if element.get(sub) != nil {
			return &sdkError{kind: "invalidValue", detail: "The add operation attempted to add a new '" + sub +
				"' field, but the specified path already has a '" + sub + "' defined."}
		}
		element.set(sub, clone(op.value))
		return nil
	}
	created := newObject(sub, clone(op.value), first.filter.path.String(), first.filter.value)
	o.set(first.name, append(slices.Clone(list), created))
	return nil
}
