package entraid

import (
	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/patch"
	"scimshim/proxy/mock/kit/store"
)

var groups = kind{"Groups", shownGroup, (*tenant).createGroup, (*tenant).changeGroup, (*store.Store).RemoveGroup}

// maxAdds is how many members one request adds.
const maxAdds = 20

// createGroup is "Create a group". Its name need not be unique, and its members are read only [infer].
func (e *tenant) createGroup(c *kit.Call) (*ordered.Object, *kit.Refusal) {
	body, no := c.ReadBody()
	if no != nil {
		return nil, no
	}
	group, no := model.TakeStrictly(groupAttributes, body)
	if no == nil {
		no = model.Lacking(group, "displayName")
	}
	if no == nil {
		e.keep("Groups", group, nil)
	}
	return group, no
}

// changeGroup is "Update a group", with its constraints.
func (e *tenant) changeGroup(c *kit.Call, old *ordered.Object) *kit.Refusal {
	body, no := c.ReadBody()
	if no != nil {
		return no
	}
	ops, no := patch.Parse(body)
	if no != nil {
		return no
	}
	group := old.Clone()
	change := &patch.Membership{Group: group, IsUser: e.store.HasUser}
	for _, op := range ops {
		switch {
		case op.Path == nil:
			no = kit.Invalid("", "an operation has a path")
		case op.Path.Attr != "members":
			no = op.ApplyTo(group, groupAttributes)
		case len(ops) > 1:
			no = kit.Invalid("", "members are changed by one operation, and nothing else with them")
		default:
			no = e.changeMembers(change, op)
		}
		if no != nil {
			return no
		}
	}
	e.keep("Groups", group, old)
	return nil
}

// changeMembers adds members, or removes one. One who does not exist fails the whole operation.
func (e *tenant) changeMembers(change *patch.Membership, op patch.Operation) *kit.Refusal {
	where := op.Path.Where
	list, _ := op.Value.([]any)
	switch {
	case op.Op == "remove" && where != nil && where.Sub == "value" && op.Path.Sub == "":
		if id, _ := where.Value.(string); !e.store.HasUser(id) {
			return unknown(id)
		}
		return change.ApplyMembers(op)
	case op.Op != "add" || where != nil || op.Path.Sub != "" || len(list) == 0:
		return kit.Invalid("", "members are added by a list, or one is removed by a filter")
	case len(list) > maxAdds:
		return kit.Invalid("", "you can add up to only %d members", maxAdds)
	}
	for _, element := range list {
		if id := ordered.TextOf(element, "value"); !e.store.HasUser(id) {
			return unknown(id)
		}
	}
	return change.AddMembers(list)
}

// unknown is the error of a member who does not exist, in the words of the reference. Its status is not there [infer].
func unknown(id string) *kit.Refusal {
	return kit.Invalid("", "Resource '%s' does not exist or one of its queried reference-property objects are not "+
		"present.", id)
}

// shownGroup is a group as it is answered, without members.
func shownGroup(group *ordered.Object) *ordered.Object {
	shown := group.Clone()
	shown.Drop("members")
	shown.Set("schemas", []any{kit.GroupURN})
	return shown
}
