package github

import (
	"net/http"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/patch"
	"scimshim/proxy/mock/kit/rest"
)

// serveGroups is the endpoint of all groups.
func (g *enterprise) serveGroups(w http.ResponseWriter, c *kit.Call) *kit.Refusal {
	switch c.Method {
	case http.MethodGet:
		if no := c.OnlyParameters("filter", "startIndex", "count", "excludedAttributes"); no != nil {
			return no
		}
		without, no := exclusion(c)
		if no != nil {
			return no
		}
		return g.list(w, c, "Groups", func(o *ordered.Object) *ordered.Object { return g.shownGroup(o, without) })
	case http.MethodPost:
		return g.createGroup(w, c)
	}
	return kit.NotAllowed(w, http.MethodGet, http.MethodPost)
}

// serveGroup is the endpoint of one group. excludedAttributes is for GET.
func (g *enterprise) serveGroup(w http.ResponseWriter, c *kit.Call, id string) *kit.Refusal {
	parameters := map[string][]string{http.MethodGet: {"excludedAttributes"}}
	if no := c.OnlyParameters(parameters[c.Method]...); no != nil {
		return no
	}
	without, no := exclusion(c)
	if no != nil {
		return no
	}
	return rest.Item{Resource: "Groups", Put: g.replaceGroup, Patch: g.changeGroup, Delete: g.store.RemoveGroup,
		Show: func(o *ordered.Object) *ordered.Object { return g.shownGroup(o, without) }}.Serve(w, c, g.store, id)
}

func (g *enterprise) createGroup(w http.ResponseWriter, c *kit.Call) *kit.Refusal {
	if no := c.OnlyParameters(); no != nil {
		return no
	}
	group, no := g.replaceGroup(c, nil)
	if no != nil {
		return no
	}
	w.Header().Set("Location", g.location("Groups", group.Text("id")))
	kit.WriteJSON(w, http.StatusCreated, g.shownGroup(group, ""))
	return nil
}

// replaceGroup reads the whole group of POST, where old is nil, or of PUT, which removes what it does not
// name, "including group membership".
func (g *enterprise) replaceGroup(c *kit.Call, old *ordered.Object) (*ordered.Object, *kit.Refusal) {
	body, no := c.ReadBody()
	if no != nil {
		return nil, no
	}
	if no := needSchema(body, kit.GroupURN); no != nil {
		return nil, no
	}
	group, no := model.TakeStrictly(groupAttributes, body)
	if no != nil {
		return nil, no
	}
	for _, member := range group.Objects("members") {
		if no := model.Lacking(member, "value", "displayName"); no != nil {
			return nil, no
		}
	}
	if members, given := group.Drop("members"); given {
		if no := (&patch.Membership{Group: group, IsUser: g.store.HasUser}).AddMembers(members); no != nil {
			return nil, no
		}
	}
	return g.keepGroup(group, old)
}

// keepGroup stores a group that can be admitted.
func (g *enterprise) keepGroup(group, old *ordered.Object) (*ordered.Object, *kit.Refusal) {
	if no := g.admitGroup(group, old); no != nil {
		return nil, no
	}
	g.keep("Groups", group, old)
	return group, nil
}

// shownGroup is a group as it is answered. A suspended user is hidden from it, and there again once it is
// active ("Effects of soft-deprovisioning").
func (g *enterprise) shownGroup(group *ordered.Object, without string) *ordered.Object {
	shown := g.located("Groups", kit.GroupURN, group)
	members := []any{}
	for _, m := range group.Objects("members") {
		user, ok := g.store.Find("Users", m.Text("value"))
		if !ok || user.Get("active") == false {
			continue
		}
		members = append(members, ordered.New("value", m.Text("value"),
			"$ref", g.location("Users", m.Text("value")), "display", user.Text("displayName")))
	}
	shown.Set("members", members)
	if without != "" {
		shown.Drop(without)
	}
	return shown
}
