package mock

import "net/http"

// serveUsers is the endpoint of all users. Of attributes and excludedAttributes the reference says nothing.
func (g *githubEMU) serveUsers(w http.ResponseWriter, c *call) *refusal {
	switch c.Method {
	case http.MethodGet:
		if no := onlyParameters(c, "filter", "startIndex", "count"); no != nil {
			return no
		}
		return g.list(w, c, "Users", g.shownUser)
	case http.MethodPost:
		return g.createUser(w, c)
	}
	return notAllowed(w, http.MethodGet, http.MethodPost)
}

// serveUser is the endpoint of one user.
func (g *githubEMU) serveUser(w http.ResponseWriter, c *call, id string) *refusal {
	if no := onlyParameters(c); no != nil {
		return no
	}
	user, ok := g.store.find("Users", id)
	if !ok {
		return missing("user")
	}
	var no *refusal
	switch c.Method {
	case http.MethodGet:
	case http.MethodPut:
		user, no = g.replaceUser(c, user)
	case http.MethodPatch:
		user, no = g.changeUser(c, user)
	case http.MethodDelete:
		g.store.removeMember(id)
		w.WriteHeader(http.StatusNoContent)
		return nil
	default:
		return notAllowed(w, http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete)
	}
	if no == nil {
		writeJSON(w, http.StatusOK, g.shownUser(user))
	}
	return no
}

// createUser makes a user. The userName of one that was deleted can be used again ("Reinstating a user
// account that was hard-deprovisioned"): it makes another account, with another id, and never brings the
// old one back.
func (g *githubEMU) createUser(w http.ResponseWriter, c *call) *refusal {
	if no := onlyParameters(c); no != nil {
		return no
	}
	user, no := g.replaceUser(c, nil)
	if no != nil {
		return no
	}
	w.Header().Set("Location", g.location("Users", user.text("id")))
	writeJSON(w, http.StatusCreated, g.shownUser(user))
	return nil
}

// replaceUser reads the whole user of POST, where old is nil, or of PUT, which deletes what it does not name.
func (g *githubEMU) replaceUser(c *call, old *object) (*object, *refusal) {
	body, no := c.readBody()
	if no != nil {
		return nil, no
	}
	if no := needSchema(body, githubUserURN); no != nil {
		return nil, no
	}
	user, no := takeStrictly(githubUserAttributes, body)
	if no != nil {
		return nil, no
	}
	return g.keepUser(user, old)
}

// keepUser stores a user that can be admitted.
func (g *githubEMU) keepUser(user, old *object) (*object, *refusal) {
	if no := g.admitUser(user, old); no != nil {
		return nil, no
	}
	g.stamp("User", user, old)
	g.store.put("Users", user.text("id"), user)
	return user, nil
}

// shownUser is a user as it is answered, with its groups unless it is suspended.
func (g *githubEMU) shownUser(user *object) *object {
	shown := g.located("Users", githubUserURN, user)
	groups := []any{}
	for _, group := range g.store.all("Groups") {
		if user.get("active") != false && hasMember(group, user.text("id")) {
			id := group.text("id")
			groups = append(groups, newObject("value", id, "$ref", g.location("Groups", id),
				"display", group.text("displayName")))
		}
	}
	shown.set("groups", groups)
	return shown
}
