package cycle

import (
	"fmt"
	"slices"
	"strings"
)

// What a client may hear. Each returns what is wrong with a success, or nothing.

// Anything is right.
func Anything(*Cast, Answer) string { return "" }

// Nobody must be found.
func Nobody(_ *Cast, a Answer) string {
	if a.TotalResults != 0 || len(a.Resources) != 0 {
		return "somebody was found who is not there"
	}
	return ""
}

func theMover(c *Cast, a Answer) string {
	switch {
	case a.TotalResults == 0:
		return "nobody was found"
	case a.TotalResults != 1 || len(a.Resources) != 1 || a.Resources[0].ID != c.Mover.ID:
		return "somebody else was found"
	}
	return ""
}

// Created notes the id of what was created.
func Created(id *string, a Answer) string {
	if a.ID == "" {
		return "the answer names no id"
	}
	*id = a.ID
	return ""
}

// What may be in the target. Each says what is there, and whether it is meant.

// Users says that there are so many users.
func Users(n int) func(*Cast, Directory) (string, bool) {
	return func(_ *Cast, d Directory) (string, bool) {
		return fmt.Sprintf("%d users", len(d.Users)), len(d.Users) == n
	}
}

// JoinerActive says that the joiner is there, and is active or not.
func JoinerActive(active bool) func(*Cast, Directory) (string, bool) {
	return func(c *Cast, d Directory) (string, bool) {
		u := d.User(c.Joiner.ID)
		ok := u.UserName == c.Joiner.Mail && u.mails() == c.Joiner.Mail && u.Active == active
		return "joiner " + u.Activity(), ok
	}
}

// Members says that the members of the group are those who play these roles, in the order of
// the alphabet.
func Members(roles ...string) func(*Cast, Directory) (string, bool) {
	return func(c *Cast, d Directory) (string, bool) {
		g := d.Group(c.GroupID)
		var found []string
		for _, m := range g.Members {
			found = append(found, c.roleOf(m.Value))
		}
		slices.Sort(found)
		ok := g.DisplayName == c.Group && slices.Equal(found, roles)
		return "group: " + orNo("members", strings.Join(found, ", ")), ok
	}
}

// roleOf names somebody by the part that is played.
func (c *Cast) roleOf(id string) string {
	for _, p := range []*Person{&c.Joiner, &c.Mover, &c.Leaver} {
		if p.ID == id {
			return p.Role
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

// A Finding is something about the end state, and whether it is as meant.
type Finding struct {
	Text string
	OK   bool
}

// Ending compares what is in the target at the end with what was meant.
func (c *Cast) Ending(mapped Mapping, d Directory) []Finding {
	joiner, mover, leaver := d.User(c.Joiner.ID), d.User(c.Mover.ID), d.User(c.Leaver.ID)
	_, grouped := Members("mover")(c, d)
	list := []Finding{
		{fmt.Sprintf("the joiner, %s, is there and enabled", c.Joiner.Name()),
			joiner.UserName == c.Joiner.Mail && joiner.Active == true},
		{fmt.Sprintf("the mover's user name and only e-mail is %s", c.Moved()),
			mover.UserName == c.Moved() && mover.mails() == c.Moved()},
		{fmt.Sprintf("the mover is %s %s now%s", c.Mover.Given, c.Mover.NewName, mapped.as(", "+c.Mover.Title)),
			mover.Name.FamilyName == c.Mover.NewName && (!mapped.Titles || mover.Title == c.Mover.Title)},
		{fmt.Sprintf("the leaver, %s, is disabled", c.Leaver.Name()), leaver.Active == false},
		{fmt.Sprintf("the group %s has lost the joiner and kept the mover", c.Group), grouped},
		{"nobody is there twice, nor is the group", len(d.Users) == 3 && len(d.twice()) == 0 && len(d.Groups) == 1},
	}
	if mapped.Phones {
		phone := Finding{"the mover's only mobile phone is " + c.Mover.Mobile, mover.mobile() == c.Mover.Mobile}
		list = slices.Insert(list, 3, phone)
	}
	return list
}

// as returns a text about the title, where that is mapped.
func (m Mapping) as(text string) string {
	if !m.Titles {
		return ""
	}
	return text
}
