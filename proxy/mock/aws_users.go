package mock

import "net/http"

// serveUsers is the endpoint of all users.
func (a *awsIdentityCenter) serveUsers(w http.ResponseWriter, c *call) *refusal {
	switch c.Method {
	case http.MethodGet:
		return a.list(w, c, "Users", shownAWSUser)
	case http.MethodPost:
		return a.createUser(w, c)
	}
	return unsupported()
}

// serveUser is the endpoint of one user. No query parameter is documented for it.
func (a *awsIdentityCenter) serveUser(w http.ResponseWriter, c *call, id string) *refusal {
	if no := onlyParameters(c); no != nil {
		return no
	}
	user, ok := a.store.find("Users", id)
	if !ok {
		return missing("user")
	}
	var no *refusal
	switch c.Method {
	case http.MethodGet:
	case http.MethodPut:
		user, no = a.replaceUser(c, user)
	case http.MethodPatch:
		user, no = a.changeUser(c, user)
	case http.MethodDelete:
		a.store.removeMember(id)
		w.WriteHeader(http.StatusNoContent)
		return nil
	default:
		return unsupported()
	}
	if no == nil {
		writeJSON(w, http.StatusOK, shownAWSUser(user))
	}
	return no
}

func (a *awsIdentityCenter) createUser(w http.ResponseWriter, c *call) *refusal {
	if no := onlyParameters(c); no != nil {
		return no
	}
	user, no := a.replaceUser(c, nil)
	if no == nil {
		writeJSON(w, http.StatusCreated, shownAWSUser(user))
	}
	return no
}

// replaceUser reads the whole user of POST, where old is nil, or of PUT, which overwrites: what the body does
// not name is gone. active is true where it is absent [infer]; schemas is absent from the examples.
func (a *awsIdentityCenter) replaceUser(c *call, old *object) (*object, *refusal) {
	body, no := c.readBody()
	if no != nil {
		return nil, no
	}
	user, no := takeStrictly(awsUserAttributes, body)
	if no != nil {
		return nil, no
	}
	if _, given := user.lookup("active"); !given {
		user.set("active", true)
	}
	return a.keepUser(user, old)
}

// keepUser stores a user that can be admitted.
func (a *awsIdentityCenter) keepUser(user, old *object) (*object, *refusal) {
	if no := a.admitUser(user, old); no != nil {
		return nil, no
	}
	a.stamp("User", user, old)
	a.store.put("Users", user.text("id"), user)
	return user, nil
}

// shownAWSUser is a user as it is answered: with the enterprise URN only where it has that extension, without
// groups and without meta.location, as in all examples.
func shownAWSUser(user *object) *object {
	schemas := []any{awsUserURN}
	if _, ok := user.lookup(awsEnterpriseURN); ok {
		schemas = append(schemas, awsEnterpriseURN)
	}
	shown := user.clone()
	shown.set("schemas", schemas)
	return shown
}
