package github

import (
	"net/http"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/rest"
	"scimshim/proxy/mock/kit/store"
)

// serveUsers is the endpoint of all users. Of attributes and excludedAttributes the reference says nothing.
func (g *enterprise) serveUsers(w http.ResponseWriter, c *kit.Call) *kit.Refusal {
	switch c.Method {
	case http.MethodGet:
		if no := c.OnlyParameters("filter", "startIndex", "count"); no != nil {
			return no
		}
		return g.list(w, c, "Users", g.shownUser)
	case http.MethodPost:
		return g.createUser(w, c)
	}
	return kit.NotAllowed(w, http.MethodGet, http.MethodPost)
}

// serveUser is the endpoint of one user.
func (g *enterprise) serveUser(w http.ResponseWriter, c *kit.Call, id string) *kit.Refusal {
	if no := c.OnlyParameters(); no != nil {
		return no
	}
	return rest.Item{Resource: "Users", Put: g.replaceUser, Patch: g.changeUser, Delete: g.store.RemoveUser,
		Show: g.shownUser}.Serve(w, c, g.store, id)
}

// createUser makes a user. The userName of one that was deleted can be used again ("Reinstating a user
// account that was hard-deprovisioned"): it makes another account, with another id, and never brings the
// old one back.
func (g *enterprise) createUser(w http.ResponseWriter, c *kit.Call) *kit.Refusal {
	if no := c.OnlyParameters(); no != nil {
		return no
	}
	user, no := g.replaceUser(c, nil)
	if no != nil {
		return no
	}
	w.Header().Set("Location", g.location("Users", user.Text("id")))
	kit.WriteJSON(w, http.StatusCreated, g.shownUser(user))
	return nil
}

// replaceUser reads the whole user of POST, where old is nil, or of PUT, which deletes what it does not name.
func (g *enterprise) replaceUser(c *kit.Call, old *ordered.Object) (*ordered.Object, *kit.Refusal) {
	body, no := c.ReadBody()
	if no != nil {
		return nil, no
	}
	if no := needSchema(body, kit.UserURN); no != nil {
		return nil, no
	}
	user, no := model.TakeStrictly(userAttributes, body)
	if no != nil {
		return nil, no
	}
	return g.keepUser(user, old)
}

// keepUser stores a user that can be admitted.
func (g *enterprise) keepUser(user, old *ordered.Object) (*ordered.Object, *kit.Refusal) {
	if no := g.admitUser(user, old); no != nil {
		return nil, no
	}
	g.keep("Users", user, old)
	return user, nil
}

// shownUser is a user as it is answered, with its groups unless it is suspended.
func (g *enterprise) shownUser(user *ordered.Object) *ordered.Object {
	shown := g.located("Users", kit.UserURN, user)
	groups := []any{}
	for _, group := range g.store.All("Groups") {
		if user.Get("active") != false && store.HasMember(group, user.Text("id")) {
			id := group.Text("id")
			groups = append(groups, ordered.New("value", id, "$ref", g.location("Groups", id),
				"display", group.Text("displayName")))
		}
	}
	shown.Set("groups", groups)
	return shown
}
