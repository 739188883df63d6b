package github

import (
	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/patch"
)

// changeGroup is "Update an attribute for a SCIM enterprise group": all operations take effect, or none
// [infer].
func (g *enterprise) changeGroup(c *kit.Call, old *ordered.Object) (*ordered.Object, *kit.Refusal) {
	body, no := c.ReadBody()
	if no != nil {
		return nil, no
	}
	if no := needSchema(body, kit.PatchURN); no != nil {
		return nil, no
	}
	ops, no := patch.Parse(body)
	if no != nil {
		return nil, no
	}
	change := groupPatch{patch.Membership{Group: old.Clone(), IsUser: g.store.HasUser}}
	for _, op := range ops {
		if no := change.apply(op); no != nil {
			return nil, no
		}
	}
	return g.keepGroup(change.Group, old)
}

// A groupPatch applies operations to a copy of a group. The reference shows a replace of displayName
// and members added by an array, and leaves the rest to "the SCIM specification": so a member is removed by
// a value path, and a remove with an array, which RFC 7644 does not have, is refused [infer]. Its note on
// paths with filters is on users only.
type groupPatch struct{ patch.Membership }

func (g *groupPatch) apply(o patch.Operation) *kit.Refusal {
	return o.OnGroup(groupAttributes, g.changeMembers, g.changeText)
}

func (g *groupPatch) changeText(o patch.Operation, a model.Attribute) *kit.Refusal {
	if o.Op == "remove" {
		return kit.Invalid("invalidValue", "attribute %s cannot be removed", a.Name)
	}
	value, no := a.Read(o.Value)
	if no == nil {
		g.Group.Set(a.Name, value)
	}
	return no
}

// changeMembers adds, removes or replaces members.
func (g *groupPatch) changeMembers(o patch.Operation) *kit.Refusal {
	if no := membersAttribute.OnlyKnownIn(o.Value); no != nil {
		return no
	}
	if o.Op == "replace" && o.Path.Where == nil && o.Path.Sub == "" {
		g.Group.Drop("members")
		return g.AddMembers(o.Value)
	}
	return g.ApplyMembers(o)
}
