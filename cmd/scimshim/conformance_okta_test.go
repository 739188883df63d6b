//go:build conformance

package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// oktaCycle returns a cycle as Okta plays it.
// https://developer.okta.com/docs/api/openapi/okta-scim/guides/scim-20/
func oktaCycle() []step {
	return append(oktaUsers(), oktaGroups()...)
}

func oktaUsers() []step {
	return []step{{
		title: "look for the joiner",
		ask: func(c *cast) demoRequest {
			r := askFor("Users", fmt.Sprintf("userName eq %q", c.joiner.mail))
			r.query += "&startIndex=1&count=100"
			return r
		},
		hear:  nobody,
		meant: users(2),
	}, {
		title: "create the joiner",
		ask:   func(c *cast) demoRequest { return oktaUser(http.MethodPost, &c.joiner, true) },
		hear:  func(c *cast, a demoAnswer) string { return created(&c.joiner.id, a) },
		meant: joinerActive(true),
		byHand: func(c *cast) (string, string, *string) {
			return "Users", seed(&c.joiner), &c.joiner.id
		},
	}, {
		title: "read the joiner",
		ask:   func(c *cast) demoRequest { return demoRequest{method: http.MethodGet, path: "/Users/" + c.joiner.id} },
		hear:  func(c *cast, a demoAnswer) string { return sameID(c.joiner.id, a) },
		meant: users(3),
	}, {
		title: "update the mover's profile",
		ask: func(c *cast) demoRequest {
			c.mover.family = c.mover.newName
			return oktaUser(http.MethodPut, &c.mover, true)
		},
		hear: func(c *cast, a demoAnswer) string { return sameID(c.mover.id, a) },
		meant: func(c *cast, d directory) (string, bool) {
			u := d.user(c.mover.id)
			return u.Name.FamilyName, u.Name.FamilyName == c.mover.newName && u.UserName == c.mover.mail && u.Active == true
		},
	}, {
		title: "deactivate the joiner",
		ask: func(c *cast) demoRequest {
			return patch("Users", c.joiner.id, `{"op":"replace","value":{"active":false}}`)
		},
		hear:  anything,
		meant: joinerActive(false),
	}, {
		title: "activate the joiner again",
		ask: func(c *cast) demoRequest {
			return patch("Users", c.joiner.id, `{"op":"replace","value":{"active":true}}`)
		},
		hear:  anything,
		meant: joinerActive(true),
	}, {
		title: "deactivate the leaver by a profile update",
		ask:   func(c *cast) demoRequest { return oktaUser(http.MethodPut, &c.leaver, false) },
		hear:  func(c *cast, a demoAnswer) string { return sameID(c.leaver.id, a) },
		meant: func(c *cast, d directory) (string, bool) {
			u := d.user(c.leaver.id)
			return "leaver " + u.activity(), u.Active == false
		},
	}}
}

func oktaGroups() []step {
	member := func(p *person) string { return fmt.Sprintf(`{"value":%q,"display":%q}`, p.id, p.mail) }
	onMembers := func(c *cast, name string, people ...*person) demoRequest {
		var list []string
		for _, p := range people {
			list = append(list, member(p))
		}
		return patch("Groups", c.groupID,
			fmt.Sprintf(`{"op":%q,"path":"members","value":[%s]}`, name, strings.Join(list, ",")))
	}
	return []step{{
		title: "list the groups",
		ask: func(*cast) demoRequest {
			return demoRequest{method: http.MethodGet, path: "/Groups", query: "startIndex=1&count=100"}
		},
		hear:  nobody,
		meant: func(_ *cast, d directory) (string, bool) { return "no group", len(d.groups) == 0 },
	}, {
		title: "push the group",
		ask: func(c *cast) demoRequest {
			return demoRequest{method: http.MethodPost, path: "/Groups",
				body: fmt.Sprintf(`{"schemas":[%q],"displayName":%q,"members":[]}`, groupURN, c.group)}
		},
		hear:  func(c *cast, a demoAnswer) string { return created(&c.groupID, a) },
		meant: members(),
	}, {
		title: "add the joiner and the mover",
		ask:   func(c *cast) demoRequest { return onMembers(c, "add", &c.joiner, &c.mover) },
		hear:  anything,
		meant: members("joiner", "mover"),
	}, {
		title: "remove the joiner",
		ask: func(c *cast) demoRequest {
			path := fmt.Sprintf("members[value eq %q]", c.joiner.id)
			return patch("Groups", c.groupID, fmt.Sprintf(`{"op":"remove","path":%q}`, path))
		},
		hear:  anything,
		meant: members("mover"),
	}, {
		title: "rename the group",
		ask: func(c *cast) demoRequest {
			c.group += " renamed"
			return patch("Groups", c.groupID,
				fmt.Sprintf(`{"op":"replace","value":{"id":%q,"displayName":%q}}`, c.groupID, c.group))
		},
		hear:  anything,
		meant: members("mover"),
	}, {
		title: "push all members",
		ask:   func(c *cast) demoRequest { return onMembers(c, "replace", &c.leaver, &c.joiner) },
		hear:  anything,
		meant: members("joiner", "leaver"),
	}, {
		title: "push that there are no members",
		ask:   func(c *cast) demoRequest { return onMembers(c, "replace") },
		hear:  anything,
		meant: members(),
	}, {
		title: "delete the group",
		ask: func(c *cast) demoRequest {
			return demoRequest{method: http.MethodDelete, path: "/Groups/" + url.PathEscape(c.groupID)}
		},
		hear:  anything,
		meant: func(_ *cast, d directory) (string, bool) { return "a group", len(d.groups) == 0 },
	}}
}

// oktaUser is a create or an update of a user, with all of the profile.
func oktaUser(method string, p *person, active bool) demoRequest {
	path, id, password := "/Users", "", `"password":"S3cret-and-long",`
	if method == http.MethodPut {
		path, id, password = "/Users/"+p.id, fmt.Sprintf(`"id":%q,`, p.id), ""
	}
	return demoRequest{method: method, path: path, body: fmt.Sprintf(
		`{"schemas":[%q],%s"userName":%q,"name":{"givenName":%q,"familyName":%q},`+
			`"emails":[{"primary":true,"value":%q,"type":"work"}],"displayName":%q,"locale":"en-US",`+
			`"externalId":%q,%s"groups":[],"active":%t}`,
		userURN, id, p.mail, p.given, p.family, p.mail, p.name(), p.externalID, password, active)}
}

// sameID says whether an answer is about another resource.
func sameID(id string, a demoAnswer) string {
	if a.ID != id {
		return "another resource is answered"
	}
	return ""
}
