package main

import "fmt"

// A step is one request of the cycle: what Entra asks, what it must hear, and
// what must then be in the target.
type step struct {
	title string
	ask   func(*cast) demoRequest
	hear  func(*cast, demoAnswer) string                 // what is wrong with a success; empty for nothing
	meant func(*cast, directory) (found string, ok bool) // what is in the target, and whether it is meant

	// byHand says what to put into the target where the step is refused, so
	// that those after it can be tried at all; nil for nothing.
	byHand func(*cast) (endpoint, resource string, id *string)
}

// newCycle returns a cycle as Entra plays it in a tenant of this mapping.
func newCycle(mapped mapping) []step {
	cycle := joinerSteps()
	cycle = append(cycle, moverSteps(mapped)...)
	cycle = append(cycle, groupSteps()...)
	return append(cycle, lifeSteps()...)
}

func joinerSteps() []step {
	return []step{{
		title: "probe with a random user name",
		ask:   func(c *cast) demoRequest { return askFor("Users", fmt.Sprintf("userName eq %q", c.probe)) },
		hear:  nobody,
		meant: users(2),
	}, {
		title: "match the joiner by e-mail, not there yet",
		ask:   func(c *cast) demoRequest { return askMail(c.joiner.mail) },
		hear:  nobody,
		meant: users(2),
	}, {
		title: "create the joiner",
		ask:   func(c *cast) demoRequest { return createUser(&c.joiner) },
		hear:  func(c *cast, a demoAnswer) string { return created(&c.joiner.id, a) },
		meant: joinerActive(true),
		byHand: func(c *cast) (string, string, *string) {
			return "Users", seed(&c.joiner), &c.joiner.id
		},
	}}
}

func moverSteps(mapped mapping) []step {
	return []step{{
		title: "match the mover by e-mail, already there",
		ask:   func(c *cast) demoRequest { return askMail(c.mover.mail) },
		hear:  theMover,
		meant: users(3),
	}, {
		title: "update the mover",
		ask: func(c *cast) demoRequest {
			var ops []string
			if mapped.titles {
				ops = append(ops, op("Add", "title", c.mover.title))
			}
			ops = append(ops, op("Replace", "name.familyName", c.mover.newName))
			if mapped.phones {
				ops = append(ops, op("Add", `phoneNumbers[type eq "mobile"].value`, c.mover.mobile))
			}
			return patch("Users", c.mover.id, ops...)
		},
		hear: anything,
		meant: func(c *cast, d directory) (string, bool) {
			u := d.user(c.mover.id)
			found := fmt.Sprintf("%s %s", u.Name.GivenName, u.Name.FamilyName)
			ok := u.Name.FamilyName == c.mover.newName
			if mapped.titles {
				found += ", " + orNo("title", u.Title)
				ok = ok && u.Title == c.mover.title
			}
			if mapped.phones {
				found += ", " + orNo("mobile", u.mobile())
				ok = ok && u.mobile() == c.mover.mobile
			}
			return found, ok
		},
	}}
}

func groupSteps() []step {
	return []step{{
		title: "match the group by name, not there yet",
		ask:   func(c *cast) demoRequest { return askGroup(c.group) },
		hear:  nobody,
		meant: func(_ *cast, d directory) (string, bool) { return "no group", len(d.groups) == 0 },
	}, {
		title: "create the group",
		ask:   func(c *cast) demoRequest { return createGroup(c.group, c.groupExternal) },
		hear:  func(c *cast, a demoAnswer) string { return created(&c.groupID, a) },
		meant: members(),
		byHand: func(c *cast) (string, string, *string) {
			return "Groups", fmt.Sprintf(`{"schemas":[%q],"displayName":%q}`, groupURN, c.group), &c.groupID
		},
	}, {
		title: "add the joiner to the group",
		ask:   func(c *cast) demoRequest { return patch("Groups", c.groupID, memberOp("Add", c.joiner.id)) },
		hear:  anything,
		meant: members("joiner"),
	}, {
		title: "add the mover to the group",
		ask:   func(c *cast) demoRequest { return patch("Groups", c.groupID, memberOp("Add", c.mover.id)) },
		hear:  anything,
		meant: members("joiner", "mover"),
	}, {
		title: "remove the joiner from the group",
		ask:   func(c *cast) demoRequest { return patch("Groups", c.groupID, memberOp("Remove", c.joiner.id)) },
		hear:  anything,
		meant: members("mover"),
	}}
}

func lifeSteps() []step {
	return []step{{
		title: "disable the joiner",
		ask:   func(c *cast) demoRequest { return patch("Users", c.joiner.id, op("Replace", "active", "False")) },
		hear:  anything,
		meant: joinerActive(false),
	}, {
		title: "change the mover's e-mail and user name",
		ask: func(c *cast) demoRequest {
			return patch("Users", c.mover.id, op("Replace", "userName", c.moved()),
				op("Replace", `emails[type eq "work"].value`, c.moved()))
		},
		hear: anything,
		meant: func(c *cast, d directory) (string, bool) {
			u := d.user(c.mover.id)
			return u.mails(), u.mails() == c.moved() && u.UserName == c.moved()
		},
	}, {
		title: "match the mover by the new e-mail",
		ask:   func(c *cast) demoRequest { return askMail(c.moved()) },
		hear:  theMover,
		meant: users(3),
	}, {
		title: "enable the joiner again",
		ask:   func(c *cast) demoRequest { return patch("Users", c.joiner.id, op("Replace", "active", "True")) },
		hear:  anything,
		meant: joinerActive(true),
	}, {
		title: "disable the leaver",
		ask:   func(c *cast) demoRequest { return patch("Users", c.leaver.id, op("Replace", "active", "False")) },
		hear:  anything,
		meant: func(c *cast, d directory) (string, bool) {
			u := d.user(c.leaver.id)
			return "leaver " + u.activity(), u.Active == false
		},
	}}
}
