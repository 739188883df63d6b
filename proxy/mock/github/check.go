package github

import (
	"slices"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

// checkUser refuses a user that lacks what "Provision a SCIM enterprise user" requires. What old, which
// was seeded past the checks, lacks as well is not asked for.
func checkUser(user, old *ordered.Object) *kit.Refusal {
	for _, name := range []string{"externalId", "active", "userName", "displayName", "emails"} {
		if no := model.Lacking(user, name); no != nil && (old == nil || model.Lacking(old, name) == nil) {
			return no
		}
	}
	if name, ok := user.Get("name").(*ordered.Object); ok {
		if no := model.Lacking(name, "givenName", "familyName"); no != nil {
			return no
		}
	}
	if no := checkLists(user); no != nil {
		return no
	}
	return checkLogin(user.Text("userName"))
}

func checkLists(user *ordered.Object) *kit.Refusal {
	mails := user.Objects("emails")
	if len(mails) == 0 {
		return kit.Invalid("invalidValue", "attribute emails is required")
	}
	for _, email := range mails {
		if no := model.Lacking(email, "value", "type", "primary"); no != nil {
			return no
		}
	}
	for _, role := range user.Objects("roles") {
		if !slices.Contains(roles, role.Text("value")) {
			return kit.Invalid("invalidValue", "a role has a value that is not among the supported ones")
		}
	}
	return nil
}

// admitUser checks a user by itself and against all others, suspended ones included: externalId and the login
// are unique, and so is an e-mail within the enterprise ("Username considerations": conflicts can only occur
// between users of one enterprise). old is the user that it takes the place of.
func (g *enterprise) admitUser(user, old *ordered.Object) *kit.Refusal {
	if no := checkUser(user, old); no != nil {
		return no
	}
	login, mails := loginOf(user.Text("userName")), store.Addresses(user)
	for _, other := range g.store.All("Users") {
		switch {
		case other == old:
		case user.Text("externalId") != "" && user.Text("externalId") == other.Text("externalId"):
			return taken("externalId")
		case strings.EqualFold(loginOf(other.Text("userName")), login):
			return taken("the login that userName is normalised to")
		case slices.ContainsFunc(store.Addresses(other), func(s string) bool { return slices.Contains(mails, s) }):
			return taken("an e-mail")
		}
	}
	return nil
}

// admitGroup is admitUser for a group. Which attribute makes a duplicate is not said: either does [infer].
func (g *enterprise) admitGroup(group, old *ordered.Object) *kit.Refusal {
	if no := model.Lacking(group, "externalId", "displayName"); no != nil {
		return no
	}
	for _, other := range g.store.All("Groups") {
		if other != old && store.SameGroup(group, other) {
			return taken("externalId or displayName")
		}
	}
	return nil
}
