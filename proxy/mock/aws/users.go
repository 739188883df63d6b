package aws

import (
	"net/http"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/rest"
)

// serveUsers is the endpoint of all users.
func (a *identityCenter) serveUsers(w http.ResponseWriter, c *kit.Call) *kit.Refusal {
	switch c.Method {
	case http.MethodGet:
		return a.list(w, c, "Users", shownUser)
	case http.MethodPost:
		return a.createUser(w, c)
	}
	return unsupported()
}

// serveUser is the endpoint of one user. No query parameter is documented for it.
func (a *identityCenter) serveUser(w http.ResponseWriter, c *kit.Call, id string) *kit.Refusal {
	if no := c.OnlyParameters(); no != nil {
		return no
	}
	return rest.Item{Resource: "Users", Put: a.replaceUser, Patch: a.changeUser, Delete: a.store.RemoveUser,
		Show: shownUser, Other: unsupported}.Serve(w, c, a.store, id)
}

func (a *identityCenter) createUser(w http.ResponseWriter, c *kit.Call) *kit.Refusal {
	if no := c.OnlyParameters(); no != nil {
		return no
	}
	user, no := a.replaceUser(c, nil)
	if no == nil {
		kit.WriteJSON(w, http.StatusCreated, shownUser(user))
	}
	return no
}

// replaceUser reads the whole user of POST, where old is nil, or of PUT, which overwrites: what the body does
// not name is gone. active is true where it is absent [infer]; schemas is absent from the examples.
func (a *identityCenter) replaceUser(c *kit.Call, old *ordered.Object) (*ordered.Object, *kit.Refusal) {
	body, no := c.ReadBody()
	if no != nil {
		return nil, no
	}
	user, no := model.TakeStrictly(userAttributes, body)
	if no != nil {
		return nil, no
	}
	if _, given := user.Lookup("active"); !given {
		user.Set("active", true)
	}
	return a.keepUser(user, old)
}

// keepUser stores a user that can be admitted.
func (a *identityCenter) keepUser(user, old *ordered.Object) (*ordered.Object, *kit.Refusal) {
	if no := a.admitUser(user, old); no != nil {
		return nil, no
	}
	a.keep("Users", user, old)
	return user, nil
}

// shownUser is a user as it is answered: with the enterprise URN only where it has that extension, without
// groups and without meta.location, as in all examples.
func shownUser(user *ordered.Object) *ordered.Object {
	schemas := []any{kit.UserURN}
	if _, ok := user.Lookup(kit.EnterpriseURN); ok {
		schemas = append(schemas, kit.EnterpriseURN)
	}
	shown := user.Clone()
	shown.Set("schemas", schemas)
	return shown
}
