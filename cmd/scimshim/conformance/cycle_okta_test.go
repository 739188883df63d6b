//go:build conformance

package conformance

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"scimshim/cmd/scimshim/demo/cycle"
	"scimshim/rewrite/filter"
)

// oktaCycle returns a cycle as Okta plays it.
// https://developer.okta.com/docs/api/openapi/okta-scim/guides/scim-20/
func oktaCycle() []cycle.Step {
	return append(oktaUsers(), oktaGroups()...)
}

func oktaUsers() []cycle.Step {
	return []cycle.Step{{
		Title: "look for the joiner",
		Ask: func(c *cycle.Cast) cycle.Request {
			r := cycle.AskFor("Users", fmt.Sprintf("userName eq %q", c.Joiner.Mail))
			r.Query += "&startIndex=1&count=100"
			return r
		},
		Hear:  cycle.Nobody,
		Meant: cycle.Users(2),
	}, {
		Title: "create the joiner",
		Ask:   func(c *cycle.Cast) cycle.Request { return oktaUser(http.MethodPost, &c.Joiner, true) },
		Hear:  func(c *cycle.Cast, a cycle.Answer) string { return cycle.Created(&c.Joiner.ID, a) },
		Meant: cycle.JoinerActive(true),
		ByHand: func(c *cycle.Cast) (string, string, *string) {
			return "Users", c.Joiner.Seed(), &c.Joiner.ID
		},
	}, {
		Title: "read the joiner",
		Ask: func(c *cycle.Cast) cycle.Request {
			return cycle.Request{Method: http.MethodGet, Path: "/Users/" + c.Joiner.ID}
		},
		Hear:  func(c *cycle.Cast, a cycle.Answer) string { return sameID(c.Joiner.ID, a) },
		Meant: cycle.Users(3),
	}, {
		Title: "update the mover's profile",
		Ask: func(c *cycle.Cast) cycle.Request {
			c.Mover.Family = c.Mover.NewName
			return oktaUser(http.MethodPut, &c.Mover, true)
		},
		Hear: func(c *cycle.Cast, a cycle.Answer) string { return sameID(c.Mover.ID, a) },
		Meant: func(c *cycle.Cast, d cycle.Directory) (string, bool) {
			u := d.User(c.Mover.ID)
			return u.Name.FamilyName, u.Name.FamilyName == c.Mover.NewName && u.UserName == c.Mover.Mail && u.Active == true
		},
	}, {
		Title: "deactivate the joiner",
		Ask: func(c *cycle.Cast) cycle.Request {
			return cycle.Patch("Users", c.Joiner.ID, `{"op":"replace","value":{"active":false}}`)
		},
		Hear:  cycle.Anything,
		Meant: cycle.JoinerActive(false),
	}, {
		Title: "activate the joiner again",
		Ask: func(c *cycle.Cast) cycle.Request {
			return cycle.Patch("Users", c.Joiner.ID, `{"op":"replace","value":{"active":true}}`)
		},
		Hear:  cycle.Anything,
		Meant: cycle.JoinerActive(true),
	}, {
		Title: "deactivate the leaver by a profile update",
		Ask:   func(c *cycle.Cast) cycle.Request { return oktaUser(http.MethodPut, &c.Leaver, false) },
		Hear:  func(c *cycle.Cast, a cycle.Answer) string { return sameID(c.Leaver.ID, a) },
		Meant: func(c *cycle.Cast, d cycle.Directory) (string, bool) {
			u := d.User(c.Leaver.ID)
			return "leaver " + u.Activity(), u.Active == false
		},
	}}
}

func oktaGroups() []cycle.Step {
	member := func(p *cycle.Person) string { return fmt.Sprintf(`{"value":%q,"display":%q}`, p.ID, p.Mail) }
	onMembers := func(c *cycle.Cast, name string, people ...*cycle.Person) cycle.Request {
		var list []string
		for _, p := range people {
			list = append(list, member(p))
		}
		return cycle.Patch("Groups", c.GroupID,
			fmt.Sprintf(`{"op":%q,"path":"members","value":[%s]}`, name, strings.Join(list, ",")))
	}
	return []cycle.Step{{
		Title: "list the groups",
		Ask: func(*cycle.Cast) cycle.Request {
			return cycle.Request{Method: http.MethodGet, Path: "/Groups", Query: "startIndex=1&count=100"}
		},
		Hear:  cycle.Nobody,
		Meant: func(_ *cycle.Cast, d cycle.Directory) (string, bool) { return "no group", len(d.Groups) == 0 },
	}, {
		Title: "push the group",
		Ask: func(c *cycle.Cast) cycle.Request {
			return cycle.Request{Method: http.MethodPost, Path: "/Groups",
				Body: fmt.Sprintf(`{"schemas":[%q],"displayName":%q,"members":[]}`, filter.GroupURN, c.Group)}
		},
		Hear:  func(c *cycle.Cast, a cycle.Answer) string { return cycle.Created(&c.GroupID, a) },
		Meant: cycle.Members(),
	}, {
		Title: "add the joiner and the mover",
		Ask:   func(c *cycle.Cast) cycle.Request { return onMembers(c, "add", &c.Joiner, &c.Mover) },
		Hear:  cycle.Anything,
		Meant: cycle.Members("joiner", "mover"),
	}, {
		Title: "remove the joiner",
		Ask: func(c *cycle.Cast) cycle.Request {
			path := fmt.Sprintf("members[value eq %q]", c.Joiner.ID)
			return cycle.Patch("Groups", c.GroupID, fmt.Sprintf(`{"op":"remove","path":%q}`, path))
		},
		Hear:  cycle.Anything,
		Meant: cycle.Members("mover"),
	}, {
		Title: "rename the group",
		Ask: func(c *cycle.Cast) cycle.Request {
			c.Group += " renamed"
			return cycle.Patch("Groups", c.GroupID,
				fmt.Sprintf(`{"op":"replace","value":{"id":%q,"displayName":%q}}`, c.GroupID, c.Group))
		},
		Hear:  cycle.Anything,
		Meant: cycle.Members("mover"),
	}, {
		Title: "push all members",
		Ask:   func(c *cycle.Cast) cycle.Request { return onMembers(c, "replace", &c.Leaver, &c.Joiner) },
		Hear:  cycle.Anything,
		Meant: cycle.Members("joiner", "leaver"),
	}, {
		Title: "push that there are no members",
		Ask:   func(c *cycle.Cast) cycle.Request { return onMembers(c, "replace") },
		Hear:  cycle.Anything,
		Meant: cycle.Members(),
	}, {
		Title: "delete the group",
		Ask: func(c *cycle.Cast) cycle.Request {
			return cycle.Request{Method: http.MethodDelete, Path: "/Groups/" + url.PathEscape(c.GroupID)}
		},
		Hear:  cycle.Anything,
		Meant: func(_ *cycle.Cast, d cycle.Directory) (string, bool) { return "a group", len(d.Groups) == 0 },
	}}
}

// oktaUser is a create or an update of a user, with all of the profile.
func oktaUser(method string, p *cycle.Person, active bool) cycle.Request {
	path, id, password := "/Users", "", `"password":"S3cret-and-long",`
	if method == http.MethodPut {
		path, id, password = "/Users/"+p.ID, fmt.Sprintf(`"id":%q,`, p.ID), ""
	}
	return cycle.Request{Method: method, Path: path, Body: fmt.Sprintf(
		`{"schemas":[%q],%s"userName":%q,"name":{"givenName":%q,"familyName":%q},`+
			`"emails":[{"primary":true,"value":%q,"type":"work"}],"displayName":%q,"locale":"en-US",`+
			`"externalId":%q,%s"groups":[],"active":%t}`,
		filter.UserURN, id, p.Mail, p.Given, p.Family, p.Mail, p.Name(), p.ExternalID, password, active)}
}

// sameID says whether an answer is about another resource.
func sameID(id string, a cycle.Answer) string {
	if a.ID != id {
		return "another resource is answered"
	}
	return ""
}
