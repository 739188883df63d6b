package entraid

import (
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/patch"
	"scimshim/proxy/mock/kit/store"
)

var users = kind{"Users", shownUser, (*tenant).createUser, (*tenant).changeUser, (*store.Store).RemoveUser}

// managed is the domain of which users sign in with a password.
const managed = "@contoso.com"

// createUser is "Create a user".
func (e *tenant) createUser(c *kit.Call) (*ordered.Object, *kit.Refusal) {
	body, no := c.ReadBody()
	if no != nil {
		return nil, no
	}
	user, no := model.TakeStrictly(userAttributes, body)
	if no != nil {
		return nil, no
	}
	if no := model.Lacking(user, "active"); no != nil {
		return nil, no
	}
	if strings.HasSuffix(user.Text("userName"), managed) && user.Text("password") == "" {
		return nil, kit.Invalid("", "password is required")
	}
	return user, e.keepUser(user, nil)
}

// changeUser is "Update a user": all operations or none.
func (e *tenant) changeUser(c *kit.Call, old *ordered.Object) *kit.Refusal {
	body, no := c.ReadBody()
	if no != nil {
		return no
	}
	ops, no := patch.Parse(body)
	if no != nil {
		return no
	}
	user := old.Clone()
	for _, op := range ops {
		if no := changeOne(user, op); no != nil {
			return no
		}
	}
	return e.keepUser(user, old)
}

// changeOne is one operation. A password is never changed, and an element that is written by its type need not
// be there, since it stands for one property [infer].
func changeOne(user *ordered.Object, op patch.Operation) *kit.Refusal {
	switch {
	case op.Path == nil:
		return kit.Invalid("", "an operation has a path") // no example is without one [infer]
	case op.Path.Attr == "password":
		return kit.Invalid("", "a password can only be set on user creation")
	}
	if where := op.Path.Where; where != nil && where.Sub == "type" && op.Op == "replace" {
		list, _ := user.Get(op.Path.Attr).([]any)
		found := false
		for _, element := range list {
			found = found || where.Matches(element)
		}
		if !found {
			user.Set(op.Path.Attr, append(list, ordered.New("type", where.Value)))
		}
	}
	return op.ApplyTo(user, userAttributes)
}

// keepUser stores a user that can be admitted: what is required is there, and the userName is free. The error of
// one in use is on no page [infer].
func (e *tenant) keepUser(user, old *ordered.Object) *kit.Refusal {
	if no := model.Lacking(user, "userName", "displayName", "name"); no != nil {
		return no
	}
	name, _ := user.Get("name").(*ordered.Object)
	if no := model.Lacking(name, "familyName", "givenName"); no != nil {
		return no
	}
	if len(user.Values("addresses")) > 1 {
		return kit.Invalid("", "only one address is allowed")
	}
	for _, other := range e.store.All("Users") {
		if other != old && strings.EqualFold(other.Text("userName"), user.Text("userName")) {
			return kit.Refuse(409, "uniqueness", "the userName is in use")
		}
	}
	e.keep("Users", user, old)
	return nil
}

// shownUser is a user as it is answered, without password.
func shownUser(user *ordered.Object) *ordered.Object {
	shown := user.Clone()
	shown.Drop("password")
	schemas := []any{kit.UserURN}
	if _, ok := shown.Lookup(kit.EnterpriseURN); ok {
		schemas = append(schemas, kit.EnterpriseURN)
	}
	shown.Set("schemas", schemas)
	return shown
}
