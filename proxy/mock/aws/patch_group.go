package aws

import (
	"slices"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/patch"
)

// A groupPatch applies the operations of a PatchGroup to a copy of a group.
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
type groupPatch struct {
	patch.Membership
	changes int    // of memberships
	emptied bool   // the operation was refused, and the group lost its members
	cause   string // why an operation did nothing
}

// run applies the operations. The limit on changes is checked before any takes effect.
func (g *groupPatch) run(ops []patch.Operation) *kit.Refusal {
	for _, o := range ops {
		g.changes += membershipChanges(o)
	}
	if g.changes > maxMembers {
		return kit.Invalid("", "there are more than %d membership changes", maxMembers)
	}
	for _, o := range ops {
		if no := g.apply(o); no != nil {
			return no
		}
	}
	return nil
}

// membershipChanges counts the members that an operation names.
func membershipChanges(o patch.Operation) int {
	value := o.Value
	if o.Path == nil {
		whole, ok := value.(*ordered.Object)
		if !ok {
			return 0
		}
		value = whole.Get("members")
	} else if o.Path.Attr != "members" {
		return 0
	} else if o.Path.Where != nil {
		return 1
	}
	list, _ := value.([]any)
	return len(list)
}

// apply is one operation. Without a path it is one for each attribute of the value; the id that the page's
// own example has there is ignored.
func (g *groupPatch) apply(o patch.Operation) *kit.Refusal {
	return o.OnGroup(groupAttributes, g.changeMembers, g.changeText)
}

func (g *groupPatch) changeText(o patch.Operation, a model.Attribute) *kit.Refusal {
	switch {
	case o.Op == "remove" && a.Required:
		return kit.Invalid("", "a group keeps its displayName")
	case o.Op == "remove":
		g.Group.Drop(a.Name)
		return nil
	}
	value, no := a.Read(o.Value)
	if no == nil {
		g.Group.Set(a.Name, value)
	}
	return no
}

func (g *groupPatch) changeMembers(o patch.Operation) *kit.Refusal {
	where := o.Path.Where
	switch {
	case o.Path.Sub != "" || where != nil && (where.Sub != "value" || o.Op != "remove" || o.Value != nil):
		return kit.Invalid("", "members are selected by value, to be removed")
	case where != nil:
		g.removeMembers(where.Matches)
		return nil
	case o.Op == "replace":
		return g.replaceMembers(o.Value)
	case o.Op == "remove" && o.Value == nil:
		return kit.Invalid("", "members cannot all be removed in one request")
	}
	list, no := membersAttribute.ReadList(o.Value)
	if no == nil {
		no = membersAttribute.OnlyKnownIn(o.Value)
	}
	switch {
	case no != nil:
		return no
	case o.Op == "add":
		return g.AddMembers(list)
	case len(list.([]any)) == 0:
		return kit.Invalid("", "members cannot all be removed in one request")
	}
	g.removeMembers(func(m any) bool {
		same := patch.Selector{Sub: "value", Value: ordered.TextOf(m, "value")}
		return slices.ContainsFunc(list.([]any), same.Matches)
	})
	return nil
}

func (g *groupPatch) removeMembers(gone func(any) bool) {
	members, _ := g.Group.Get("members").([]any)
	g.Group.Set("members", slices.DeleteFunc(members, gone))
}

// replaceMembers never replaces: see the type for what it does.
func (g *groupPatch) replaceMembers(value any) *kit.Refusal {
	list, isList := value.([]any)
	if value == nil || isList && len(list) == 0 {
		g.cause = "a replace of members by nothing does nothing"
		return nil
	}
	g.emptied = slices.ContainsFunc(list, (&patch.Selector{Sub: "value", Value: ""}).Matches)
	return kit.Invalid("", "members cannot be replaced")
}
