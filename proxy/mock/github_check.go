package mock

import (
	"slices"
	"strings"
)

// checkGitHubUser refuses a user that lacks what "Provision a SCIM enterprise user" requires. What old, which
// was seeded past the checks, lacks as well is not asked for.
func checkGitHubUser(user, old *object) *refusal {
	for _, name := range []string{"externalId", "active", "userName", "displayName", "emails"} {
		if no := lacking(user, name); no != nil && (old == nil || lacking(old, name) == nil) {
			return no
		}
	}
	if name, ok := user.get("name").(*object); ok {
		if no := lacking(name, "givenName", "familyName"); no != nil {
			return no
		}
	}
	if no := checkGitHubLists(user); no != nil {
		return no
	}
	return checkGitHubLogin(user.text("userName"))
}

func checkGitHubLists(user *object) *refusal {
	mails := elementsOf(user, "emails")
	if len(mails) == 0 {
		return invalid("invalidValue", "attribute emails is required")
	}
	for _, email := range mails {
		if no := lacking(email, "value", "type", "primary"); no != nil {
			return no
		}
	}
	for _, role := range elementsOf(user, "roles") {
		if !slices.Contains(githubRoles, role.text("value")) {
			return invalid("invalidValue", "a role has a value that is not among the supported ones")
		}
	}
	return nil
}

// admitUser checks a user by itself and against all others, suspended ones included: externalId and the login
// are unique, and so is an e-mail within the enterprise ("Username considerations": conflicts can only occur
// between users of one enterprise). old is the user that it takes the place of.
func (g *githubEMU) admitUser(user, old *object) *refusal {
	if no := checkGitHubUser(user, old); no != nil {
		return no
	}
	login, mails := githubLogin(user.text("userName")), addresses(user)
	for _, other := range g.store.all("Users") {
		switch {
		case other == old:
		case user.text("externalId") != "" && user.text("externalId") == other.text("externalId"):
			return taken("externalId")
		case strings.EqualFold(githubLogin(other.text("userName")), login):
			return taken("the login that userName is normalised to")
		case slices.ContainsFunc(addresses(other), func(s string) bool { return slices.Contains(mails, s) }):
			return taken("an e-mail")
		}
	}
	return nil
}

// admitGroup is admitUser for a group. Which attribute makes a duplicate is not said: either does [infer].
func (g *githubEMU) admitGroup(group, old *object) *refusal {
	if no := lacking(group, "externalId", "displayName"); no != nil {
		return no
	}
	for _, other := range g.store.all("Groups") {
		if other != old && sameGroup(group, other) {
			return taken("externalId or displayName")
		}
	}
	return nil
}
