package store

import (
	"slices"
	"strings"

	"scimshim/proxy/mock/kit/ordered"
)

// SameUser tells whether two users cannot live in one directory: they share an
// e-mail or a userName, whatever the case, or an externalId exactly.
func SameUser(a, b *ordered.Object) bool {
	if id := a.Text("externalId"); id != "" && id == b.Text("externalId") {
		return true
	}
	if strings.EqualFold(a.Text("userName"), b.Text("userName")) {
		return true
	}
	others := Addresses(b)
	return slices.ContainsFunc(Addresses(a), func(s string) bool { return slices.Contains(others, s) })
}

// Addresses lists a user's e-mails in lower case, sorted.
func Addresses(user *ordered.Object) []string {
	var list []string
	for _, email := range user.Objects("emails") {
		list = append(list, strings.ToLower(email.Text("value")))
	}
	slices.Sort(list)
	return list
}

// SameGroup tells whether two groups cannot live in one directory: they share a displayName, whatever the
// case, or an externalId exactly.
func SameGroup(a, b *ordered.Object) bool {
	id := a.Text("externalId")
	return strings.EqualFold(a.Text("displayName"), b.Text("displayName")) ||
		id != "" && id == b.Text("externalId")
}
