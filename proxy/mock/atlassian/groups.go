package atlassian

import (
	"net/http"
	"slices"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/patch"
	"scimshim/proxy/mock/kit/rest"
)

// serveGroups is the endpoint of all groups. It ignores attributes and
// excludedAttributes, which "Get groups" does not list.
func (a *atlassian) serveGroups(w http.ResponseWriter, c *kit.Call) *kit.Refusal {
	switch c.Method {
	case http.MethodGet:
		return a.list(w, c, "Groups", a.shownGroup)
	case http.MethodPost:
		return a.createGroup(w, c)
	}
	return kit.NotAllowed(w, http.MethodGet, http.MethodPost)
}

// serveGroup is the endpoint of one group.
func (a *atlassian) serveGroup(w http.ResponseWriter, c *kit.Call, id string) *kit.Refusal {
	return rest.Item{Resource: "Groups", Put: a.replaceGroup, Patch: a.changeGroup, Delete: a.store.RemoveGroup,
		Show: a.shownGroup}.Serve(w, c, a.store, id)
}

// createGroup makes an empty group. A name in use is a conflict.
func (a *atlassian) createGroup(w http.ResponseWriter, c *kit.Call) *kit.Refusal {
	group, no := readGroup(c)
	if no != nil {
		return no
	}
	if slices.ContainsFunc(a.store.All("Groups"), func(other *ordered.Object) bool {
		return strings.EqualFold(other.Text("displayName"), group.Text("displayName"))
	}) {
		return groupTaken()
	}
	a.keep("Groups", group, nil)
	w.Header().Set("Location", a.location("Groups", group))
	kit.WriteJSON(w, http.StatusCreated, a.shownGroup(group))
	return nil
}

// replaceGroup is PUT, documented with displayName only: the members stay, and
// so does the name.
func (a *atlassian) replaceGroup(c *kit.Call, old *ordered.Object) (*ordered.Object, *kit.Refusal) {
	group, no := readGroup(c)
	if no != nil {
		return nil, no
	}
	if group.Text("displayName") != old.Text("displayName") {
		if no := a.rename(1); no != nil {
			return nil, no
		}
	}
	group.Set("displayName", old.Text("displayName"))
	if members, ok := old.Lookup("members"); ok {
		group.Set("members", members)
	}
	return a.keepGroup(group, old), nil
}

// changeGroup is PATCH: all operations take effect, or none.
func (a *atlassian) changeGroup(c *kit.Call, old *ordered.Object) (*ordered.Object, *kit.Refusal) {
	body, no := c.ReadBody()
	if no != nil {
		return nil, no
	}
	ops, no := patch.Parse(body)
	if no != nil {
		return nil, no
	}
	change := groupPatch{Membership: patch.Membership{Group: old.Clone(), IsUser: a.store.HasUser}}
	for _, op := range ops {
		if no := change.apply(op); no != nil {
			return nil, no
		}
	}
	if no := a.rename(change.renames); no != nil {
		return nil, no
	}
	return a.keepGroup(change.Group, old), nil
}

func (a *atlassian) keepGroup(group, old *ordered.Object) *ordered.Object {
	a.keep("Groups", group, old)
	return group
}

// rename counts renames, which "isn't supported in this release" ("Update a
// group by ID (PATCH)"), and refuses them if Options.RefuseRenames asks for it. The error is
// the mock's own.
func (a *atlassian) rename(times int) *kit.Refusal {
	a.renames += times
	if times > 0 && a.options.RefuseRenames {
		return kit.Invalid("mutability", "Resource [GROUP] cannot be renamed")
	}
	return nil
}

// readGroup reads the body of POST or PUT. Members are the business of PATCH;
// whether Atlassian takes them here is not documented, so that the mock
// refuses them rather than lose them.
func readGroup(c *kit.Call) (*ordered.Object, *kit.Refusal) {
	body, no := c.ReadBody()
	if no != nil {
		return nil, no
	}
	members, given := body.Lookup("members")
	list, isList := members.([]any)
	if given && !(isList && len(list) == 0 && c.Method == http.MethodPost) {
		return nil, kit.Invalid("invalidValue", "members are added by PATCH")
	}
	group, no := model.Take(groupAttributes, body)
	if no != nil {
		return nil, no
	}
	if group.Text("displayName") == "" {
		return nil, kit.Invalid("invalidValue", "attribute displayName is required")
	}
	return group, nil
}

// shownGroup is a group as it is answered, with all that is said of a member.
func (a *atlassian) shownGroup(group *ordered.Object) *ordered.Object {
	shown := a.located("Groups", group, kit.GroupURN)
	members := []any{}
	stored, _ := group.Get("members").([]any)
	for _, m := range stored {
		if user, ok := a.store.Find("Users", ordered.TextOf(m, "value")); ok {
			members = append(members, a.shownMember(user))
		}
	}
	shown.Set("members", members)
	return shown
}

func (a *atlassian) shownMember(user *ordered.Object) *ordered.Object {
	display := user.Text("displayName")
	if display == "" {
		display = user.Text("userName")
	}
	return ordered.New("type", "User", "value", user.Text("id"), "display", display,
		"$ref", a.location("Users", user))
}
