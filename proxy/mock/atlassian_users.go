package mock

import (
	"net/http"
	"slices"
)

// serveUsers is the endpoint of all users.
func (a *atlassian) serveUsers(w http.ResponseWriter, c *call) *refusal {
	show, no := newProjection(c.query)
	if no != nil {
		return no
	}
	switch c.Method {
	case http.MethodGet:
		return a.list(w, c, "Users", func(o *object) *object { return show.apply(a.shownUser(o)) })
	case http.MethodPost:
		return a.createUser(w, c, show)
	}
	return notAllowed(w, http.MethodGet, http.MethodPost)
}

// serveUser is the endpoint of one user.
func (a *atlassian) serveUser(w http.ResponseWriter, c *call, id string) *refusal {
	show, no := newProjection(c.query)
	if no != nil {
		return no
	}
	user, ok := a.store.find("Users", id)
	if !ok {
		return missing("user")
	}
	switch c.Method {
	case http.MethodGet:
	case http.MethodPut:
		user, no = a.replaceUser(c, user)
	case http.MethodPatch:
		user, no = a.changeUser(c, user)
	case http.MethodDelete:
		a.deleteUser(id)
		w.WriteHeader(http.StatusNoContent)
		return nil
	default:
		return notAllowed(w, http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete)
	}
	if no == nil {
		writeJSON(w, http.StatusOK, show.apply(a.shownUser(user)))
	}
	return no
}

// createUser makes a user and the account that it is linked to. (Where an
// account of that e-mail exists, Atlassian links it; a mock has no accounts but
// those of its users.)
func (a *atlassian) createUser(w http.ResponseWriter, c *call, show projection) *refusal {
	user, no := a.readUser(c, nil)
	if no != nil {
		return no
	}
	a.store.put("Users", user.text("id"), user)
	w.Header().Set("Location", a.location("Users", user))
	writeJSON(w, http.StatusCreated, show.apply(a.shownUser(user)))
	return nil
}

// replaceUser is PUT: what the body does not name is cleared ("Update user by
// ID": "attribute-by-attribute"), and active goes back to its default, true.
func (a *atlassian) replaceUser(c *call, old *object) (*object, *refusal) {
	user, no := a.readUser(c, old)
	if no != nil {
		return nil, no
	}
	a.store.put("Users", user.text("id"), user)
	return user, nil
}

// changeUser is PATCH: all operations take effect, or none.
func (a *atlassian) changeUser(c *call, old *object) (*object, *refusal) {
	body, no := c.readBody()
	if no != nil {
		return nil, no
	}
	ops, no := parsePatch(body)
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
	a.stamp("User", user, old)
	a.store.put("Users", user.text("id"), user)
	return user, nil
}

// readUser reads the body of POST, where old is nil, or of PUT.
func (a *atlassian) readUser(c *call, old *object) (*object, *refusal) {
	body, no := c.readBody()
	if no != nil {
		return nil, no
	}
	user, no := take(atlassianUserAttributes, body)
	if no != nil {
		return nil, no
	}
	if _, given := user.lookup("active"); !given {
		user.set("active", true)
	}
	if no := a.admit(user, old); no != nil {
		return nil, no
	}
	link := newObject("atlassianAccountId", newID()[:24])
	if old != nil {
		if known, ok := old.get(atlassianExternalURN).(*object); ok {
			link = known
		}
	}
	user.set(atlassianExternalURN, link)
	a.stamp("User", user, old)
	return user, nil
}

// admit checks a user by itself and against all others; old is the user that it
// takes the place of.
func (a *atlassian) admit(user, old *object) *refusal {
	if no := checkUser(user); no != nil {
		return no
	}
	if slices.ContainsFunc(a.store.all("Users"), func(other *object) bool {
		return other != old && collide(user, other)
	}) {
		return userTaken(user)
	}
	return nil
}

// deleteUser drops the record for good: later calls with its id are 404 ("Delete
// a user"). Its memberships go with it.
func (a *atlassian) deleteUser(id string) { a.store.removeMember(id) }

// shownUser is a user as it is answered, with its groups.
func (a *atlassian) shownUser(user *object) *object {
	shown := a.located("Users", user, atlassianExternalURN, atlassianUserURN, atlassianEnterpriseURN)
	groups := []any{}
	for _, group := range a.store.all("Groups") {
		if hasMember(group, user.text("id")) {
			groups = append(groups, newObject("type", "Group", "value", group.text("id"),
				"display", group.text("displayName"), "$ref", a.location("Groups", group)))
		}
	}
	shown.set("groups", groups)
	return shown
}
