package atlassian

import (
	"net/http"
	"slices"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/patch"
	"scimshim/proxy/mock/kit/rest"
	"scimshim/proxy/mock/kit/store"
)

// serveUsers is the endpoint of all users.
func (a *atlassian) serveUsers(w http.ResponseWriter, c *kit.Call) *kit.Refusal {
	show, no := newProjection(c.Query)
	if no != nil {
		return no
	}
	switch c.Method {
	case http.MethodGet:
		return a.list(w, c, "Users", func(o *ordered.Object) *ordered.Object { return show.apply(a.shownUser(o)) })
	case http.MethodPost:
		return a.createUser(w, c, show)
	}
	return kit.NotAllowed(w, http.MethodGet, http.MethodPost)
}

// serveUser is the endpoint of one user. DELETE drops the record for good: later
// calls with its id are 404 ("Delete a user"). Its memberships go with it.
func (a *atlassian) serveUser(w http.ResponseWriter, c *kit.Call, id string) *kit.Refusal {
	show, no := newProjection(c.Query)
	if no != nil {
		return no
	}
	return rest.Item{Resource: "Users", Put: a.replaceUser, Patch: a.changeUser, Delete: a.store.RemoveUser,
		Show: func(o *ordered.Object) *ordered.Object { return show.apply(a.shownUser(o)) }}.Serve(w, c, a.store, id)
}

// createUser makes a user, linked to the account of its e-mail where there is one.
func (a *atlassian) createUser(w http.ResponseWriter, c *kit.Call, show projection) *kit.Refusal {
	user, no := a.replaceUser(c, nil)
	if no != nil {
		return no
	}
	w.Header().Set("Location", a.location("Users", user))
	kit.WriteJSON(w, http.StatusCreated, show.apply(a.shownUser(user)))
	return nil
}

// changeUser is PATCH: all operations take effect, or none.
func (a *atlassian) changeUser(c *kit.Call, old *ordered.Object) (*ordered.Object, *kit.Refusal) {
	body, no := c.ReadBody()
	if no != nil {
		return nil, no
	}
	ops, no := patch.Parse(body)
	if no != nil {
		return nil, no
	}
	user, no := patchUser(old, ops)
	if no != nil {
		return nil, no
	}
	if no := a.admit(user, old); no != nil {
		return nil, no
	}
	a.push(c, user, old)
	a.keep("Users", user, old)
	return user, nil
}

// replaceUser reads the whole user of POST, where old is nil, or of PUT: what the
// body does not name is cleared ("Update user by ID": "attribute-by-attribute"),
// and active goes back to its default, true.
func (a *atlassian) replaceUser(c *kit.Call, old *ordered.Object) (*ordered.Object, *kit.Refusal) {
	body, no := c.ReadBody()
	if no != nil {
		return nil, no
	}
	user, no := model.Take(userAttributes, body)
	if no != nil {
		return nil, no
	}
	if _, given := user.Lookup("active"); !given {
		user.Set("active", true)
	}
	if no := a.admit(user, old); no != nil {
		return nil, no
	}
	if old == nil {
		user.Set(externalURN, a.linked(user))
	} else {
		if link, ok := old.Lookup(externalURN); ok {
			user.Set(externalURN, link)
		}
		a.push(c, user, old)
	}
	a.keep("Users", user, old)
	return user, nil
}

// admit checks a user by itself and against all others; old is the user that it
// takes the place of.
func (a *atlassian) admit(user, old *ordered.Object) *kit.Refusal {
	if no := checkUser(user); no != nil {
		return no
	}
	if slices.ContainsFunc(a.store.All("Users"), func(other *ordered.Object) bool {
		return other != old && store.SameUser(user, other)
	}) || a.blocked(user, old) {
		return userTaken(user)
	}
	return nil
}

// shownUser is a user as it is answered, with its groups.
func (a *atlassian) shownUser(user *ordered.Object) *ordered.Object {
	shown := a.located("Users", user, externalURN, kit.UserURN, kit.EnterpriseURN)
	groups := []any{}
	for _, group := range a.store.All("Groups") {
		if store.HasMember(group, user.Text("id")) {
			groups = append(groups, ordered.New("type", "Group", "value", group.Text("id"),
				"display", group.Text("displayName"), "$ref", a.location("Groups", group)))
		}
	}
	shown.Set("groups", groups)
	return shown
}
