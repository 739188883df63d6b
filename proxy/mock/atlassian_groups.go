package mock

import (
	"net/http"
	"slices"
	"strings"
)

// serveGroups is the endpoint of all groups. It ignores attributes and
// excludedAttributes, which "Get groups" does not list.
func (a *atlassian) serveGroups(w http.ResponseWriter, c *call) *refusal {
	switch c.Method {
	case http.MethodGet:
		return a.list(w, c, "Groups", a.shownGroup)
	case http.MethodPost:
		return a.createGroup(w, c)
	}
	return notAllowed(w, http.MethodGet, http.MethodPost)
}

// serveGroup is the endpoint of one group.
func (a *atlassian) serveGroup(w http.ResponseWriter, c *call, id string) *refusal {
	group, ok := a.store.find("Groups", id)
	if !ok {
		return missing("group")
	}
	var no *refusal
	switch c.Method {
	case http.MethodGet:
	case http.MethodPut:
		group, no = a.replaceGroup(c, group)
	case http.MethodPatch:
		group, no = a.changeGroup(c, group)
	case http.MethodDelete:
		a.store.remove("Groups", id)
		w.WriteHeader(http.StatusNoContent)
		return nil
	default:
		return notAllowed(w, http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete)
	}
	if no == nil {
		writeJSON(w, http.StatusOK, a.shownGroup(group))
	}
	return no
}

// createGroup makes an empty group. A name in use is a conflict.
func (a *atlassian) createGroup(w http.ResponseWriter, c *call) *refusal {
	group, no := readGroup(c)
	if no != nil {
		return no
	}
	if slices.ContainsFunc(a.store.all("Groups"), func(other *object) bool {
		return strings.EqualFold(other.text("displayName"), group.text("displayName"))
	}) {
		return groupTaken()
	}
	a.stamp("Group", group, nil)
	a.store.put("Groups", group.text("id"), group)
	w.Header().Set("Location", a.location("Groups", group))
	writeJSON(w, http.StatusCreated, a.shownGroup(group))
	return nil
}

// replaceGroup is PUT, documented with displayName only: the members stay, and
// so does the name.
func (a *atlassian) replaceGroup(c *call, old *object) (*object, *refusal) {
	group, no := readGroup(c)
	if no != nil {
		return nil, no
	}
	if group.text("displayName") != old.text("displayName") {
		if no := a.rename(1); no != nil {
			return nil, no
		}
	}
	group.set("displayName", old.text("displayName"))
	if members, ok := old.lookup("members"); ok {
		group.set("members", members)
	}
	return a.keepGroup(group, old), nil
}

// changeGroup is PATCH: all operations take effect, or none.
func (a *atlassian) changeGroup(c *call, old *object) (*object, *refusal) {
	body, no := c.readBody()
	if no != nil {
		return nil, no
	}
	ops, no := parsePatch(body)
	if no != nil {
		return nil, no
	}
	patch := groupPatch{group: old.clone(), isUser: func(id string) bool {
		_, ok := a.store.find("Users", id)
		return ok
	}}
	for _, op := range ops {
		if no := patch.apply(op); no != nil {
			return nil, no
		}
	}
	if no := a.rename(patch.renames); no != nil {
		return nil, no
	}
	return a.keepGroup(patch.group, old), nil
}

func (a *atlassian) keepGroup(group, old *object) *object {
	a.stamp("Group", group, old)
	a.store.put("Groups", group.text("id"), group)
	return group
}

// rename counts renames, which "isn't supported in this release" ("Update a
// group by ID (PATCH)"), and refuses them if the target is told so. The error is
// the double's own.
func (a *atlassian) rename(times int) *refusal {
	a.renames += times
	if times > 0 && a.refuseRenames {
		return invalid("mutability", "Resource [GROUP] cannot be renamed")
	}
	return nil
}

// readGroup reads the body of POST or PUT. Members are the business of PATCH;
// whether Atlassian takes them here is not documented, so that the double
// refuses them rather than lose them.
func readGroup(c *call) (*object, *refusal) {
	body, no := c.readBody()
	if no != nil {
		return nil, no
	}
	members, given := body.lookup("members")
	list, isList := members.([]any)
	if given && !(isList && len(list) == 0 && c.Method == http.MethodPost) {
		return nil, invalid("invalidValue", "members are added by PATCH")
	}
	group, no := take(atlassianGroupAttributes, body)
	if no != nil {
		return nil, no
	}
	if group.text("displayName") == "" {
		return nil, invalid("invalidValue", "attribute displayName is required")
	}
	return group, nil
}

// shownGroup is a group as it is answered, with all that is said of a member.
func (a *atlassian) shownGroup(group *object) *object {
	shown := a.located("Groups", group, atlassianGroupURN)
	members := []any{}
	stored, _ := group.get("members").([]any)
	for _, m := range stored {
		if user, ok := a.store.find("Users", textOf(m, "value")); ok {
			members = append(members, a.shownMember(user))
		}
	}
	shown.set("members", members)
	return shown
}

func (a *atlassian) shownMember(user *object) *object {
	display := user.text("displayName")
	if display == "" {
		display = user.text("userName")
	}
	return newObject("type", "User", "value", user.text("id"), "display", display,
		"$ref", a.location("Users", user))
}
