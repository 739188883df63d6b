package mock

import "net/http"

// serveGroups is the endpoint of all groups.
func (g *githubEMU) serveGroups(w http.ResponseWriter, c *call) *refusal {
	switch c.Method {
	case http.MethodGet:
		if no := onlyParameters(c, "filter", "startIndex", "count", "excludedAttributes"); no != nil {
			return no
		}
		without, no := exclusion(c)
		if no != nil {
			return no
		}
		return g.list(w, c, "Groups", func(o *object) *object { return g.shownGroup(o, without) })
	case http.MethodPost:
		return g.createGroup(w, c)
	}
	return notAllowed(w, http.MethodGet, http.MethodPost)
}

// serveGroup is the endpoint of one group. excludedAttributes is for GET.
func (g *githubEMU) serveGroup(w http.ResponseWriter, c *call, id string) *refusal {
	parameters := map[string][]string{http.MethodGet: {"excludedAttributes"}}
	if no := onlyParameters(c, parameters[c.Method]...); no != nil {
		return no
	}
	without, no := exclusion(c)
	if no != nil {
		return no
	}
	group, ok := g.store.find("Groups", id)
	if !ok {
		return missing("group")
	}
	switch c.Method {
	case http.MethodGet:
	case http.MethodPut:
		group, no = g.replaceGroup(c, group)
	case http.MethodPatch:
		group, no = g.changeGroup(c, group)
	case http.MethodDelete:
		g.store.remove("Groups", id)
		w.WriteHeader(http.StatusNoContent)
		return nil
	default:
		return notAllowed(w, http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete)
	}
	if no == nil {
		writeJSON(w, http.StatusOK, g.shownGroup(group, without))
	}
	return no
}

func (g *githubEMU) createGroup(w http.ResponseWriter, c *call) *refusal {
	if no := onlyParameters(c); no != nil {
		return no
	}
	group, no := g.replaceGroup(c, nil)
	if no != nil {
		return no
	}
	w.Header().Set("Location", g.location("Groups", group.text("id")))
	writeJSON(w, http.StatusCreated, g.shownGroup(group, ""))
	return nil
}

// replaceGroup reads the whole group of POST, where old is nil, or of PUT, which removes what it does not
// name, "including group membership".
func (g *githubEMU) replaceGroup(c *call, old *object) (*object, *refusal) {
	body, no := c.readBody()
	if no != nil {
		return nil, no
	}
	if no := needSchema(body, githubGroupURN); no != nil {
		return nil, no
	}
	group, no := takeStrictly(githubGroupAttributes, body)
	if no != nil {
		return nil, no
	}
	for _, member := range elementsOf(group, "members") {
		if no := lacking(member, "value", "displayName"); no != nil {
			return nil, no
		}
	}
	if members, given := group.drop("members"); given {
		if no := (&groupPatch{group: group, isUser: g.store.isUser}).addMembers(members); no != nil {
			return nil, no
		}
	}
	return g.keepGroup(group, old)
}

// keepGroup stores a group that can be admitted.
func (g *githubEMU) keepGroup(group, old *object) (*object, *refusal) {
	if no := g.admitGroup(group, old); no != nil {
		return nil, no
	}
	g.stamp("Group", group, old)
	g.store.put("Groups", group.text("id"), group)
	return group, nil
}

// shownGroup is a group as it is answered. A suspended user is hidden from it, and there again once it is
// active ("Effects of soft-deprovisioning").
func (g *githubEMU) shownGroup(group *object, without string) *object {
	shown := g.located("Groups", githubGroupURN, group)
	members := []any{}
	for _, m := range elementsOf(group, "members") {
		user, ok := g.store.find("Users", m.text("value"))
		if !ok || user.get("active") == false {
			continue
		}
		members = append(members, newObject("value", m.text("value"),
			"$ref", g.location("Users", m.text("value")), "display", user.text("displayName")))
	}
	shown.set("members", members)
	if without != "" {
		shown.drop(without)
	}
	return shown
}
