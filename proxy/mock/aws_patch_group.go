package mock

import "slices"

// An awsGroupPatch applies the operations of a PatchGroup to a copy of a group.
//
// PatchGroup takes displayName, externalId and members. Its text on members: a list of objects with the
// value of a user's id, for add and for remove; to replace or to remove all is a ValidationException. What
// a replace of members does was captured in April 2024 and is done here as captured:
//
//	replace members, value [] or none    204, and the group is as before
//	replace members, an empty id in it   400, and the group is EMPTY
//	replace members, ids                 400 by the page, the group is as before
//	remove members, value [] or none     400 by the page, the group is as before
//	remove members, ids                  204
//
// A remove by value path (members[value eq "id"]) is taken as well: it is RFC 7644's form, and what the
// providers send that the vendor documents [infer].
type awsGroupPatch struct {
	groupPatch
	changes int    // of memberships
	emptied bool   // the operation was refused, and the group lost its members
	cause   string // why an operation did nothing
}

// run applies the operations. The limit on changes is checked before any takes effect.
func (g *awsGroupPatch) run(ops []patchOp) *refusal {
	for _, o := range ops {
		g.changes += o.membershipChanges()
	}
	if g.changes > awsMaxMembers {
		return invalid("", "there are more than %d membership changes", awsMaxMembers)
	}
	for _, o := range ops {
		if no := g.apply(o); no != nil {
			return no
		}
	}
	return nil
}

// membershipChanges counts the members that an operation names.
func (o patchOp) membershipChanges() int {
	value := o.value
	if o.path == nil {
		whole, ok := value.(*object)
		if !ok {
			return 0
		}
		value = whole.get("members")
	} else if o.path.attr != "members" {
		return 0
	} else if o.path.where != nil {
		return 1
	}
	list, _ := value.([]any)
	return len(list)
}

// apply is one operation. Without a path it is one for each attribute of the value; the id that the page's
// own example has there is ignored.
func (g *awsGroupPatch) apply(o patchOp) *refusal {
	switch {
	case o.path == nil:
		return o.each(awsGroupAttributes, g.apply)
	case o.path.attr == "members":
		return g.applyMembers(o)
	case o.path.where != nil || o.path.sub != "":
		return invalid("", "only members takes a value path")
	}
	a, no := writable(awsGroupAttributes, o.path.attr)
	switch {
	case no != nil:
		return no
	case o.op == "remove" && a.required:
		return invalid("", "a group keeps its displayName")
	case o.op == "remove":
		g.group.drop(a.name)
		return nil
	}
	value, no := a.read(o.value)
	if no == nil {
		g.group.set(a.name, value)
	}
	return no
}

func (g *awsGroupPatch) applyMembers(o patchOp) *refusal {
	where := o.path.where
	switch {
	case o.path.sub != "" || where != nil && (where.sub != "value" || o.op != "remove" || o.value != nil):
		return invalid("", "members are selected by value, to be removed")
	case where != nil:
		g.removeMembers(where.matches)
		return nil
	case o.op == "replace":
		return g.replaceMembers(o.value)
	case o.op == "remove" && o.value == nil:
		return invalid("", "members cannot all be removed in one request")
	}
	list, no := awsMembers.readList(o.value)
	if no == nil {
		no = awsMembers.onlyKnownIn(o.value)
	}
	switch {
	case no != nil:
		return no
	case o.op == "add":
		return g.addMembers(list)
	case len(list.([]any)) == 0:
		return invalid("", "members cannot all be removed in one request")
	}
	g.removeMembers(func(m any) bool {
		return slices.ContainsFunc(list.([]any), (&selector{"value", textOf(m, "value")}).matches)
	})
	return nil
}

func (g *awsGroupPatch) removeMembers(gone func(any) bool) {
	members, _ := g.group.get("members").([]any)
	g.group.set("members", slices.DeleteFunc(members, gone))
}

// replaceMembers never replaces: see the type for what it does.
func (g *awsGroupPatch) replaceMembers(value any) *refusal {
	list, isList := value.([]any)
	if value == nil || isList && len(list) == 0 {
		g.cause = "a replace of members by nothing does nothing"
		return nil
	}
	g.emptied = slices.ContainsFunc(list, (&selector{"value", ""}).matches)
	return invalid("", "members cannot be replaced")
}
