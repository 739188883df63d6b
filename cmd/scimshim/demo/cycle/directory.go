package cycle

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A Directory is what is in a target.
type Directory struct {
	Users  []Account
	Groups []Group
}

// An Account is a user as a target has stored it.
type Account struct {
	ID, UserName, ExternalID, Title string
	Active                          any
	Name                            struct{ GivenName, FamilyName string }
	Emails                          []Value
	PhoneNumbers                    []Value
}

// A Group is a group as a target has stored it.
type Group struct {
	ID, DisplayName string
	Members         []Value
}

// A Value is one of the values of a multi-valued attribute.
type Value struct{ Type, Value string }

// ReadDirectory reads a directory from the resources of each endpoint, as JSON.
func ReadDirectory(all func(endpoint string) []json.RawMessage) (d Directory, err error) {
	if d.Users, err = decode[Account](all("Users")); err != nil {
		return d, err
	}
	d.Groups, err = decode[Group](all("Groups"))
	return d, err
}

func decode[T any](list []json.RawMessage) ([]T, error) {
	out := make([]T, len(list))
	for i, text := range list {
		if err := json.Unmarshal(text, &out[i]); err != nil {
			return nil, fmt.Errorf("what is stored is no resource: %w", err)
		}
	}
	return out, nil
}

// User returns the account of an id. Where there is none, it is empty.
func (d Directory) User(id string) Account {
	for _, u := range d.Users {
		if u.ID == id {
			return u
		}
	}
	return Account{}
}

// Group returns the group of an id. Where there is none, it is empty.
func (d Directory) Group(id string) Group {
	for _, g := range d.Groups {
		if g.ID == id {
			return g
		}
	}
	return Group{}
}

// mails returns the e-mails of an account.
func (a Account) mails() string { return values(a.Emails) }

// mobile returns the mobile phone numbers of an account.
func (a Account) mobile() string {
	var list []Value
	for _, p := range a.PhoneNumbers {
		if p.Type == "mobile" {
			list = append(list, p)
		}
	}
	return values(list)
}

func values(list []Value) string {
	var texts []string
	for _, v := range list {
		texts = append(texts, v.Value)
	}
	return strings.Join(texts, ", ")
}

// twice names those who are there more than once, by user name or e-mail.
func (d Directory) twice() []string {
	var names []string
	seen := map[string]string{}
	for _, u := range d.Users {
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

// Activity says whether an account is active.
func (a Account) Activity() string {
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

// Has reports whether the user of an id is a member of the group.
func (g Group) Has(id string) bool {
	return slices.ContainsFunc(g.Members, func(m Value) bool { return m.Value == id })
}
