package mock

import "net/http"

// awsMaxMembers is how many members CreateGroup takes, and how many changes of them PatchGroup.
const awsMaxMembers = 100

// serveGroups is the endpoint of all groups.
func (a *awsIdentityCenter) serveGroups(w http.ResponseWriter, c *call) *refusal {
	switch c.Method {
	case http.MethodGet:
		return a.list(w, c, "Groups", shownAWSGroup)
	case http.MethodPost:
		return a.createGroup(w, c)
	}
	return unsupported()
}

// serveGroup is the endpoint of one group. There is no PutGroup ("Supported API operations").
func (a *awsIdentityCenter) serveGroup(w http.ResponseWriter, c *call, id string) *refusal {
	if no := onlyParameters(c); no != nil {
		return no
	}
	group, ok := a.store.find("Groups", id)
	if !ok {
		return missing("group")
	}
	switch c.Method {
	case http.MethodGet:
		writeJSON(w, http.StatusOK, shownAWSGroup(group))
	case http.MethodPatch:
		if no := a.changeGroup(c, group); no != nil {
			return no
		}
		w.WriteHeader(http.StatusNoContent)
	case http.MethodDelete:
		a.store.remove("Groups", id)
		w.WriteHeader(http.StatusNoContent)
	default:
		return unsupported()
	}
	return nil
}

// createGroup makes a group with its members. The answer does not have them, not even as an empty list.
func (a *awsIdentityCenter) createGroup(w http.ResponseWriter, c *call) *refusal {
	if no := onlyParameters(c); no != nil {
		return no
	}
	body, no := c.readBody()
	if no != nil {
		return no
	}
	group, no := takeStrictly(awsGroupAttributes, body)
	if no != nil {
		return no
	}
	members, _ := group.drop("members")
	if no := a.admitGroup(group, nil); no != nil {
		return no
	}
	if list, ok := members.([]any); ok {
		if len(list) > awsMaxMembers {
			return invalid("", "a group is created with at most %d members", awsMaxMembers)
		}
		if no := (&groupPatch{group: group, isUser: a.store.isUser}).addMembers(list); no != nil {
			return no
		}
	}
	a.stamp("Group", group, nil)
	a.store.put("Groups", group.text("id"), group)
	created := shownAWSGroup(group)
	created.drop("members")
	writeJSON(w, http.StatusCreated, created)
	return nil
}

// changeGroup is PatchGroup, answered with no body. All operations take effect or none, but for the replace
// of members that is refused and yet empties the group.
func (a *awsIdentityCenter) changeGroup(c *call, old *object) *refusal {
	body, no := c.readBody()
	if no != nil {
		return no
	}
	ops, no := parseAWSPatch(body)
	if no != nil {
		return no
	}
	patch := awsGroupPatch{groupPatch: groupPatch{group: old.clone(), isUser: a.store.isUser}}
	no = patch.run(ops)
	if no == nil {
		no = a.admitGroup(patch.group, old)
	}
	if patch.emptied {
		patch.group = old.clone()
		patch.group.drop("members")
	} else if no != nil {
		return no
	}
	c.cause = patch.cause
	a.stamp("Group", patch.group, old)
	a.store.put("Groups", old.text("id"), patch.group)
	return no
}

// shownAWSGroup is a group as GetGroup and ListGroups answer it: its members are always an empty list.
func shownAWSGroup(group *object) *object {
	shown := group.clone()
	shown.set("schemas", []any{awsGroupURN})
	shown.set("members", []any{})
	return shown
}
