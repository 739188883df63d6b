package main

import (
	"fmt"
	"slices"
	"strings"
)

// What Entra may hear. Each returns what is wrong with a success, or nothing.

func anything(*cast, demoAnswer) string { return "" }

func nobody(_ *cast, a demoAnswer) string {
	if a.TotalResults != 0 || len(a.Resources) != 0 {
		return "somebody was found who is not there"
	}
	return ""
}

func theMover(c *cast, a demoAnswer) string {
	switch {
	case a.TotalResults == 0:
		return "nobody was found"
	case a.TotalResults != 1 || len(a.Resources) != 1 || a.Resources[0].ID != c.mover.id:
		return "somebody else was found"
	}
	return ""
}

// created notes the id of what was created.
func created(id *string, a demoAnswer) string {
	if a.ID == "" {
		return "the answer names no id"
	}
	*id = a.ID
	return ""
}

// What may be in the target. Each says what is there, and whether it is meant.

func users(n int) func(*cast, directory) (string, bool) {
	return func(_ *cast, d directory) (string, bool) {
		return fmt.Sprintf("%d users", len(d.users)), len(d.users) == n
	}
}

func joinerActive(active bool) func(*cast, directory) (string, bool) {
	return func(c *cast, d directory) (string, bool) {
		u := d.user(c.joiner.id)
		ok := u.UserName == c.joiner.mail && u.mails() == c.joiner.mail && u.Active == active
		return "joiner " + u.activity(), ok
	}
}

func members(roles ...string) func(*cast, directory) (string, bool) {
	return func(c *cast, d directory) (string, bool) {
		g := d.group(c.groupID)
		var found []string
		for _, m := range g.Members {
			found = append(found, c.roleOf(m.Value))
		}
		slices.Sort(found)
		ok := g.DisplayName == c.group && slices.Equal(found, roles)
		return "group: " + orNo("members", strings.Join(found, ", ")), ok
	}
}

// roleOf names somebody by the part that is played.
func (c *cast) roleOf(id string) string {
	for _, p := range []*person{&c.joiner, &c.mover, &c.leaver} {
		if p.id == id {
			return p.role
		}
	}
	return "a stranger"
}

// orNo returns what something is, or that there is none.
func orNo(what, is string) string {
	if is == "" {
		return "no " + what
	}
	return is
}

// A finding is something about the end state, and whether it is as meant.
type finding struct {
	text string
	ok   bool
}

// ending compares what is in the target at the end with what was meant.
func (c *cast) ending(mapped mapping, d directory) []finding {
	joiner, mover, leaver := d.user(c.joiner.id), d.user(c.mover.id), d.user(c.leaver.id)
	_, grouped := members("mover")(c, d)
	list := []finding{
		{fmt.Sprintf("the joiner, %s, is there and enabled", c.joiner.name()),
			joiner.UserName == c.joiner.mail && joiner.Active == true},
		{fmt.Sprintf("the mover's user name and only e-mail is %s", c.moved()),
			mover.UserName == c.moved() && mover.mails() == c.moved()},
		{fmt.Sprintf("the mover is %s %s now%s", c.mover.given, c.mover.newName, mapped.as(", "+c.mover.title)),
			mover.Name.FamilyName == c.mover.newName && (!mapped.titles || mover.Title == c.mover.title)},
		{fmt.Sprintf("the leaver, %s, is disabled", c.leaver.name()), leaver.Active == false},
		{fmt.Sprintf("the group %s has lost the joiner and kept the mover", c.group), grouped},
		{"nobody is there twice, nor is the group", len(d.users) == 3 && len(d.twice()) == 0 && len(d.groups) == 1},
	}
	if mapped.phones {
		phone := finding{"the mover's only mobile phone is " + c.mover.mobile, mover.mobile() == c.mover.mobile}
		list = slices.Insert(list, 3, phone)
	}
	return list
}

// as returns a text about the title, where that is mapped.
func (m mapping) as(text string) string {
	if !m.titles {
		return ""
	}
	return text
}
