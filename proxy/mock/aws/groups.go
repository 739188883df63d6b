package aws

import (
	"net/http"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/patch"
)

// maxMembers is how many members CreateGroup takes, and how many changes of them PatchGroup.
const maxMembers = 100

// serveGroups is the endpoint of all groups.
func (a *identityCenter) serveGroups(w http.ResponseWriter, c *kit.Call) *kit.Refusal {
	switch c.Method {
	case http.MethodGet:
		return a.list(w, c, "Groups", shownGroup)
	case http.MethodPost:
		return a.createGroup(w, c)
	}
	return unsupported()
}

// serveGroup is the endpoint of one group. There is no PutGroup ("Supported API operations").
func (a *identityCenter) serveGroup(w http.ResponseWriter, c *kit.Call, id string) *kit.Refusal {
	if no := c.OnlyParameters(); no != nil {
		return no
	}
	group, ok := a.store.Find("Groups", id)
	if !ok {
		return kit.Missing("group")
	}
	switch c.Method {
	case http.MethodGet:
		kit.WriteJSON(w, http.StatusOK, shownGroup(group))
	case http.MethodPatch:
		if no := a.changeGroup(c, group); no != nil {
			return no
		}
		w.WriteHeader(http.StatusNoContent)
	case http.MethodDelete:
		a.store.RemoveGroup(id)
		w.WriteHeader(http.StatusNoContent)
	default:
		return unsupported()
	}
	return nil
}

// createGroup makes a group with its members. The answer does not have them, not even as an empty list.
func (a *identityCenter) createGroup(w http.ResponseWriter, c *kit.Call) *kit.Refusal {
	if no := c.OnlyParameters(); no != nil {
		return no
	}
	body, no := c.ReadBody()
	if no != nil {
		return no
	}
	group, no := model.TakeStrictly(groupAttributes, body)
	if no != nil {
		return no
	}
	members, _ := group.Drop("members")
	if no := a.admitGroup(group, nil); no != nil {
		return no
	}
	if list, ok := members.([]any); ok {
		if len(list) > maxMembers {
			return kit.Invalid("", "a group is created with at most %d members", maxMembers)
		}
		if no := (&patch.Membership{Group: group, IsUser: a.store.HasUser}).AddMembers(list); no != nil {
			return no
		}
	}
	a.keep("Groups", group, nil)
	created := shownGroup(group)
	created.Drop("members")
	kit.WriteJSON(w, http.StatusCreated, created)
	return nil
}

// changeGroup is PatchGroup, answered with no body. All operations take effect or none, but for the replace
// of members that is refused and yet empties the group.
func (a *identityCenter) changeGroup(c *kit.Call, old *ordered.Object) *kit.Refusal {
	body, no := c.ReadBody()
	if no != nil {
		return no
	}
	ops, no := parsePatch(body)
	if no != nil {
		return no
	}
	change := groupPatch{Membership: patch.Membership{Group: old.Clone(), IsUser: a.store.HasUser}}
	no = change.run(ops)
	if no == nil {
		no = a.admitGroup(change.Group, old)
	}
	if change.emptied {
		change.Group = old.Clone()
		change.Group.Drop("members")
	} else if no != nil {
		return no
	}
	c.Cause = change.cause
	a.keep("Groups", change.Group, old)
	return no
}

// shownGroup is a group as GetGroup and ListGroups answer it: its members are always an empty list.
func shownGroup(group *ordered.Object) *ordered.Object {
	shown := group.Clone()
	shown.Set("schemas", []any{kit.GroupURN})
	shown.Set("members", []any{})
	return shown
}
