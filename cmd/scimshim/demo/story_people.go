package demo

import (
	"fmt"
	"strings"

	"scimshim/cmd/scimshim/demo/cycle"
	"scimshim/rewrite/filter"
)

// The requests of stories, short enough to be read. Entra sends more attributes; the cycle shows them.

// askMail is how Entra looks for an e-mail.
func askMail(mail string) cycle.Request {
	return cycle.AskFor("Users", fmt.Sprintf(`emails[type eq "work"].value eq %q`, mail))
}

// askName is how it looks for a user name.
func askName(name string) cycle.Request {
	return cycle.AskFor("Users", fmt.Sprintf("userName eq %q", name))
}

// askObject is how it looks for one of its objects.
func askObject(id string) cycle.Request {
	return cycle.AskFor("Users", fmt.Sprintf("externalId eq %q", id))
}

// create is the creation of a user, who has an object id in Entra.
func create(objectID, userName, mail string) cycle.Request {
	return cycle.Request{Method: "POST", Path: "/Users", Body: fmt.Sprintf(
		`{"schemas":[%q],"externalId":%q,"userName":%q,"active":true,`+
			`"emails":[{"primary":true,"type":"work","value":%q}]}`,
		filter.UserURN, objectID, userName, mail)}
}

// createGroup is the creation of a group.
func createGroup(name string) cycle.Request {
	return cycle.Request{Method: "POST", Path: "/Groups", Body: fmt.Sprintf(
		`{"schemas":[%q],"displayName":%q,"members":[]}`, filter.GroupURN, name)}
}

// removeMember takes somebody out of a group, as Entra does with the flag.
func removeMember(group, user string) cycle.Request {
	return cycle.Patch("Groups", group, fmt.Sprintf(`{"op":"remove","path":"members[value eq \"%s\"]"}`, user))
}

// moves is the change of an e-mail and of the user name that is the same, by Entra with the flag
// aadOptscim062020, whose operations are in lower case.
func moves(id, mail string) cycle.Request {
	return cycle.Patch("Users", id, cycle.Op("replace", `emails[type eq "work"].value`, mail),
		fmt.Sprintf(`{"op":"replace","value":{"userName":%q}}`, mail))
}

// user is a user whom the target holds. Without an object id, Entra did not make the record.
func user(id, objectID, userName, mail string) resource {
	external := ""
	if objectID != "" {
		external = fmt.Sprintf(`"externalId":%q,`, objectID)
	}
	return resource{"Users", fmt.Sprintf(`{"schemas":[%q],"id":%q,%s"userName":%q,"active":true,`+
		`"emails":[{"type":"work","primary":true,"value":%q}]}`, filter.UserURN, id, external, userName, mail)}
}

// there reports whether exactly one user has an e-mail, and satisfies a condition.
func there(mail string, and func(cycle.Account) bool) func(cycle.Directory) bool {
	return func(d cycle.Directory) bool {
		n, ok := 0, true
		for _, u := range d.Users {
			for _, e := range u.Emails {
				if strings.EqualFold(e.Value, mail) {
					n, ok = n+1, and(u)
				}
			}
		}
		return n == 1 && ok
	}
}

// whoever is what any user satisfies.
func whoever(cycle.Account) bool { return true }
