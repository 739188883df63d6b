package atlassian

import (
	"fmt"
	"slices"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
)

// Domains that the organization has verified are seeded as "Domains", {"name": "example.com"}. Where none
// is, all are. Who has an e-mail of another domain is an external user, whose account the organization does
// not manage: it is provisioned for the sake of groups, and linked as any other ("Create a user": "Use this
// API to manage accounts outside your organization when assigning these users to SCIM groups").
const domains = "Domains"

// manages reports whether the organization manages the account of a user.
func (a *atlassian) manages(user *ordered.Object) bool {
	verified := a.store.All(domains)
	_, domain, _ := strings.Cut(primaryAddress(user), "@")
	return len(verified) == 0 || slices.ContainsFunc(verified, func(o *ordered.Object) bool {
		return strings.EqualFold(o.Text("name"), domain)
	})
}

// push is what becomes of the account when its record changes. The record takes every change. An account
// that is not managed takes none, and the answer does not say so; an e-mail that leaves the verified domains,
// or that changes outside of them, breaks the link for good, and takes the user out of all groups ("Email
// address change via User Provisioning is not reflected on Atlassian", with this line of the troubleshooting
// log; ACCESS-1396). A newer edition of that page says the same of every attribute, but its diagnosis and its
// cause are about e-mails only, as is the issue.
func (a *atlassian) push(c *kit.Call, user, old *ordered.Object) {
	id, mail := old.Text("id"), primaryAddress(user)
	switch {
	case a.manages(user):
	case strings.EqualFold(mail, primaryAddress(old)):
		c.Cause = "the domain of the e-mail is not verified: the record changes, and the account does not"
	default:
		user.Drop(externalURN)
		a.store.RemoveMemberships(id)
		c.Cause = fmt.Sprintf("Email update to unmanaged user with ID %s, primary email %s, unlinked any associated "+
			"atlassian account.", id, mail)
	}
}
