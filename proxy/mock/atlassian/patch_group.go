package atlassian

import (
	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/patch"
)

// A groupPatch applies operations to a copy of a group.
type groupPatch struct {
	patch.Membership
	renames int // operations that ask for another displayName
}

// apply is one operation of a PATCH on a group. The vendor documents adding
// members by a value array and says that PATCH manages membership; a rename is
// not supported.
func (g *groupPatch) apply(o patch.Operation) *kit.Refusal {
	return o.OnGroup(groupAttributes, g.ApplyMembers, g.applyText)
}

// applyText sets externalId; another displayName is counted and not taken over.
func (g *groupPatch) applyText(o patch.Operation, a model.Attribute) *kit.Refusal {
	if o.Op == "remove" {
		if a.Name == "displayName" {
			return kit.Invalid("invalidValue", "a group keeps its displayName")
		}
		g.Group.Drop(a.Name)
		return nil
	}
	value, no := a.Read(o.Value)
	if no != nil {
		return no
	}
	if a.Name != "displayName" {
		g.Group.Set(a.Name, value)
	} else if value != g.Group.Get(a.Name) {
		g.renames++
	}
	return nil
}
