package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"scimshim/proxy/mock"
)

// A directory is what is in a target, read from its store and not by SCIM.
type directory struct {
	users  []account
	groups []circle
}

// An account is a user as a target has stored it.
type account struct {
	ID, UserName, Title string
	Active              any
	Name                struct{ GivenName, FamilyName string }
	Emails              []typed
	PhoneNumbers        []typed
}

// A circle is a group as a target has stored it.
type circle struct {
	ID, DisplayName string
	Members         []typed
}

// A typed is one of the values of a multi-valued attribute.
type typed struct{ Type, Value string }

// readDirectory reads what is in a target.
func readDirectory(t *mock.Target) directory {
	return directory{users: readAll[account](t, "Users"), groups: readAll[circle](t, "Groups")}
}

func readAll[T any](t *mock.Target, endpoint string) []T {
	var list []T
	for _, text := range t.All(endpoint) {
		var v T
		if err := json.Unmarshal(text, &v); err != nil {
			panic("BUG: the target has stored what is no resource: " + err.Error())
		}
		list = append(list, v)
	}
	return list
}

// user returns the account of an id. Where there is none, it is empty.
func (d directory) user(id string) account {
	for _, u := range d.users {
		if u.ID == id {
			return u
		}
	}
	return account{}
}

// group returns the group of an id. Where there is none, it is empty.
func (d directory) group(id string) circle {
	for _, g := range d.groups {
		if g.ID == id {
			return g
		}
	}
	return circle{}
}

// mails returns the e-mails of an account.
func (a account) mails() string { return values(a.Emails) }

// mobile returns the mobile phone numbers of an account.
func (a account) mobile() string {
	var list []typed
	for _, p := range a.PhoneNumbers {
		if p.Type == "mobile" {
			list = append(list, p)
		}
	}
	return values(list)
}

func values(list []typed) string {
	var texts []string
	for _, v := range list {
		texts = append(texts, v.Value)
	}
	return strings.Join(texts, ", ")
}

// twice names those who are there more than once, by user name or e-mail.
func (d directory) twice() []string {
	var names []string
	seen := map[string]string{}
	for _, u := range d.users {
		for _, key := range []string{u.UserName, u.mails()} {
			key = strings.ToLower(key)
			if other, ok := seen[key]; ok && other != u.ID {
				names = append(names, key)
			}
			seen[key] = u.ID
		}
	}
	return names
}

// activity says whether an account is active.
func (a account) activity() string {
	switch {
	case a.ID == "":
		return "not there"
	case a.Active == true:
		return "active"
	case a.Active == false:
		return "inactive"
	}
	return fmt.Sprintf("active is %v", a.Active)
}
