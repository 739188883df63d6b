package sdk

import (
	"slices"

	"scimshim/proxy/mock/kit/ordered"
)

// remove takes away what the path selects; to select nothing is fine. An array that becomes empty goes,
// too.
func (op Operation) remove(o *ordered.Object) {
	steps := op.steps()
	targets := []any{o}
	for _, e := range steps[:len(steps)-1] {
		targets = selectEach(targets, e.Name)
		if e.Filter != nil {
			targets = matching(targets, e.Filter)
		}
	}
	last := steps[len(steps)-1]
	for _, target := range ordered.Objects(targets) {
		removeLeaf(target, last)
	}
	if op.Path.IsRoot() {
		unlist(o, op.Path.URN)
	}
}

func removeLeaf(parent *ordered.Object, e Element) {
	if e.Filter == nil {
		parent.Drop(e.Name)
		return
	}
	list, ok := parent.Get(e.Name).([]any)
	if !ok {
		return
	}
	parent.SetList(e.Name, slices.DeleteFunc(slices.Clone(list), e.Filter.Matches))
}

// unlist drops an extension's URN from the attribute schemas.
func unlist(o *ordered.Object, urn string) {
	if schemas, ok := o.Get("schemas").([]any); ok {
		o.Set("schemas", slices.DeleteFunc(slices.Clone(schemas), func(v any) bool { return v == urn }))
	}
}

// removeMembers removes the members that a list names by value, which builds since 4.1 understand. The list is
// the value, or stands in it under members (PatchOperation.getRemoveMemberList of 5.0.0).
func removeMembers(o *ordered.Object, value any) error {
	named, ok := value.([]any)
	if nested, isObject := value.(*ordered.Object); isObject {
		named, ok = nested.Get("members").([]any)
	}
	if !ok {
		return BadSyntax("Could not extract a Member object list from the patch operation.")
	}
	gone := selectEach(named, "value")
	if len(named) > 0 && len(gone) == 0 {
		return BadSyntax("The remove operation was formatted incorrectly because it did not contain a Member " +
			"object with a 'value' subfield set.")
	}
	list, _ := o.Get("members").([]any)
	left := slices.DeleteFunc(slices.Clone(list), func(v any) bool {
		m, ok := v.(*ordered.Object)
		return ok && contains(gone, m.Get("value"))
	})
	o.SetList("members", left)
	return nil
}

// addSelected adds below a path with a value filter, which builds since 3.0 accept: the sub-attribute goes
// into the element that the filter selects, or into a new one that is made from the filter.
func (op Operation) addSelected(o *ordered.Object) error {
	if len(op.Path.Elements) < 2 {
		return badPath("A patch operation's attribute path was of the form 'attribute[filter]', but needs to be " +
			"'attribute[filter].subAttribute'")
	}
	first, sub := op.Path.Elements[0], op.Path.Elements[1].Name
	if first.Filter == nil || first.Filter.Op != "eq" {
		return badPath("The value selection filter of an add operation must be an equality filter")
	}
	list, ok := o.Get(first.Name).([]any)
	if !ok && o.Get(first.Name) != nil {
		return BadSyntax("Attribute %s is single-valued, but the path has a value selection filter", first.Name)
	}
	if found := ordered.Objects(matching(list, first.Filter)); len(found) > 0 {
		element := found[0] // the library looks at no other
		if element.Get(sub) != nil {
			return &Error{Kind: "invalidValue", Detail: "The add operation attempted to add a new '" + sub +
				"' field, but the specified path already has a '" + sub + "' defined."}
		}
		element.Set(sub, ordered.Clone(op.Value))
		return nil
	}
	created := ordered.New(sub, ordered.Clone(op.Value), first.Filter.Path.String(), first.Filter.Value)
	o.Set(first.Name, append(slices.Clone(list), created))
	return nil
}
