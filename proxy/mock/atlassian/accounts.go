package atlassian

import (
	"slices"
	"strings"

	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

// Accounts of Atlassian are more than the users of one directory. A test seeds those that stand in
// the way of users as "Accounts", none of which the SCIM API shows:
//
//	{"email": "...", "accountId": "..."}       an account that no directory provisions
//	{"email": "...", "claimed": true}          an account that another organization has claimed
//	{"email": "...", "userName": "...",
//	 "externalId": "...", "stale": true}       a provisioning record that was left behind
//
// A user who was invited by hand and has a record is a seeded user without externalId: the API shows
// it, and refuses to create it.
const accounts = "Accounts"

// blocked reports whether something outside the directory has what a user is to have; old is the
// user that it takes the place of, nil for a new one. A new user is linked to the account of its
// e-mail, unless another organization has claimed that; a changed one is not. Both causes, another
// account and a stale record, are in "409 error when attempting to update email address via user
// provisioning".
func (a *atlassian) blocked(user, old *ordered.Object) bool {
	return slices.ContainsFunc(a.store.All(accounts), func(account *ordered.Object) bool {
		if account.Get("stale") == true {
			return isRecordOf(account, user) && (old == nil || !isRecordOf(account, old))
		}
		if old == nil {
			return hasMail(user, account) && account.Get("claimed") == true
		}
		return hasMail(user, account) && !hasMail(old, account)
	})
}

// isRecordOf reports whether a record has the e-mail, the userName or the externalId of a user.
func isRecordOf(record, user *ordered.Object) bool {
	like := ordered.New("userName", record.Text("userName"), "externalId", record.Text("externalId"),
		"emails", []any{ordered.New("value", record.Text("email"))})
	return store.SameUser(like, user)
}

// hasMail reports whether a user has the e-mail of an account.
func hasMail(user, account *ordered.Object) bool {
	return slices.Contains(store.Addresses(user), strings.ToLower(account.Text("email")))
}

// linked is the account that a new user gets: that of its e-mail, or a new one.
func (a *atlassian) linked(user *ordered.Object) *ordered.Object {
	id := store.NewID()[:24]
	for _, account := range a.store.All(accounts) {
		if hasMail(user, account) && account.Text("accountId") != "" {
			id = account.Text("accountId")
		}
	}
	return ordered.New("atlassianAccountId", id)
}
