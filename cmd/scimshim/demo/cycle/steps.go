package cycle

import (
	"fmt"

	"scimshim/rewrite/filter"
)

// A Step is one request of a cycle: what the client asks, what it must hear, and
// what must then be in the target.
type Step struct {
	Title string
	Ask   func(*Cast) Request
	Hear  func(*Cast, Answer) string                     // what is wrong with a success; empty for nothing
	Meant func(*Cast, Directory) (found string, ok bool) // what is in the target, and whether it is meant

	// ByHand says what to put into the target where the step is refused, so
	// that those after it can be tried at all; nil for nothing.
	ByHand func(*Cast) (endpoint, resource string, id *string)
}

// A Mapping is what a tenant maps beside what every target has: the mobile phone
// and the title, which not every target takes.
type Mapping struct{ Phones, Titles bool }

// Entra returns a cycle as Microsoft Entra ID plays it in a tenant of this mapping.
func Entra(mapped Mapping) []Step {
	cycle := joinerSteps()
	cycle = append(cycle, moverSteps(mapped)...)
	cycle = append(cycle, groupSteps()...)
	return append(cycle, lifeSteps()...)
}

func joinerSteps() []Step {
	return []Step{{
		Title: "probe with a random user name",
		Ask:   func(c *Cast) Request { return AskFor("Users", fmt.Sprintf("userName eq %q", c.Probe)) },
		Hear:  Nobody,
		Meant: Users(2),
	}, {
		Title: "match the joiner by e-mail, not there yet",
		Ask:   func(c *Cast) Request { return askMail(c.Joiner.Mail) },
		Hear:  Nobody,
		Meant: Users(2),
	}, {
		Title: "create the joiner",
		Ask:   func(c *Cast) Request { return createUser(&c.Joiner) },
		Hear:  func(c *Cast, a Answer) string { return Created(&c.Joiner.ID, a) },
		Meant: JoinerActive(true),
		ByHand: func(c *Cast) (string, string, *string) {
			return "Users", c.Joiner.Seed(), &c.Joiner.ID
		},
	}}
}

func moverSteps(mapped Mapping) []Step {
	return []Step{{
		Title: "match the mover by e-mail, already there",
		Ask:   func(c *Cast) Request { return askMail(c.Mover.Mail) },
		Hear:  theMover,
		Meant: Users(3),
	}, {
		Title: "update the mover",
		Ask: func(c *Cast) Request {
			var ops []string
			if mapped.Titles {
				ops = append(ops, Op("Add", "title", c.Mover.Title))
			}
			ops = append(ops, Op("Replace", "name.familyName", c.Mover.NewName))
			if mapped.Phones {
				ops = append(ops, Op("Add", `phoneNumbers[type eq "mobile"].value`, c.Mover.Mobile))
			}
			return Patch("Users", c.Mover.ID, ops...)
		},
		Hear: Anything,
		Meant: func(c *Cast, d Directory) (string, bool) {
			u := d.User(c.Mover.ID)
			found := fmt.Sprintf("%s %s", u.Name.GivenName, u.Name.FamilyName)
			ok := u.Name.FamilyName == c.Mover.NewName
			if mapped.Titles {
				found += ", " + orNo("title", u.Title)
				ok = ok && u.Title == c.Mover.Title
			}
			if mapped.Phones {
				found += ", " + orNo("mobile", u.mobile())
				ok = ok && u.mobile() == c.Mover.Mobile
			}
			return found, ok
		},
	}}
}

func groupSteps() []Step {
	return []Step{{
		Title: "match the group by name, not there yet",
		Ask:   func(c *Cast) Request { return askGroup(c.Group) },
		Hear:  Nobody,
		Meant: func(_ *Cast, d Directory) (string, bool) { return "no group", len(d.Groups) == 0 },
	}, {
		Title: "create the group",
		Ask:   func(c *Cast) Request { return createGroup(c.Group, c.GroupExternal) },
		Hear:  func(c *Cast, a Answer) string { return Created(&c.GroupID, a) },
		Meant: Members(),
		ByHand: func(c *Cast) (string, string, *string) {
			return "Groups", fmt.Sprintf(`{"schemas":[%q],"displayName":%q}`, filter.GroupURN, c.Group), &c.GroupID
		},
	}, {
		Title: "add the joiner to the group",
		Ask:   func(c *Cast) Request { return Patch("Groups", c.GroupID, MemberOp("Add", c.Joiner.ID)) },
		Hear:  Anything,
		Meant: Members("joiner"),
	}, {
		Title: "add the mover to the group",
		Ask:   func(c *Cast) Request { return Patch("Groups", c.GroupID, MemberOp("Add", c.Mover.ID)) },
		Hear:  Anything,
		Meant: Members("joiner", "mover"),
	}, {
		Title: "remove the joiner from the group",
		Ask:   func(c *Cast) Request { return Patch("Groups", c.GroupID, MemberOp("Remove", c.Joiner.ID)) },
		Hear:  Anything,
		Meant: Members("mover"),
	}}
}

func lifeSteps() []Step {
	return []Step{{
		Title: "disable the joiner",
		Ask:   func(c *Cast) Request { return Patch("Users", c.Joiner.ID, Op("Replace", "active", "False")) },
		Hear:  Anything,
		Meant: JoinerActive(false),
	}, {
		Title: "change the mover's e-mail and user name",
		Ask: func(c *Cast) Request {
			return Patch("Users", c.Mover.ID, Op("Replace", "userName", c.Moved()),
				Op("Replace", `emails[type eq "work"].value`, c.Moved()))
		},
		Hear: Anything,
		Meant: func(c *Cast, d Directory) (string, bool) {
			u := d.User(c.Mover.ID)
			return u.mails(), u.mails() == c.Moved() && u.UserName == c.Moved()
		},
	}, {
		Title: "match the mover by the new e-mail",
		Ask:   func(c *Cast) Request { return askMail(c.Moved()) },
		Hear:  theMover,
		Meant: Users(3),
	}, {
		Title: "enable the joiner again",
		Ask:   func(c *Cast) Request { return Patch("Users", c.Joiner.ID, Op("Replace", "active", "True")) },
		Hear:  Anything,
		Meant: JoinerActive(true),
	}, {
		Title: "disable the leaver",
		Ask:   func(c *Cast) Request { return Patch("Users", c.Leaver.ID, Op("Replace", "active", "False")) },
		Hear:  Anything,
		Meant: func(c *Cast, d Directory) (string, bool) {
			u := d.User(c.Leaver.ID)
			return "leaver " + u.Activity(), u.Active == false
		},
	}}
}
