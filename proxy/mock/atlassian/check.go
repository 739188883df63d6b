package atlassian

import (
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
)

// noPrimary is the 400 of ID-8027, word for word. It has no scimType.
func noPrimary() *kit.Refusal {
	return kit.Refuse(400, "", "Resource [USER] One email address need to be marked as primary.")
}

// refusedFilter is the 400 of the vendor's page on failing user provisioning
// (cloudkb-1071827946), for kind USER or GROUP.
func refusedFilter(kind string) *kit.Refusal {
	return kit.Refuse(400, "invalidFilter", "Resource ["+kind+"] invalid filter")
}

// userTaken is the 409 for a user of whom the e-mail, the userName or the
// externalId is in use. It names the e-mail in all three cases.
func userTaken(user *ordered.Object) *kit.Refusal {
	detail := "Resource [USER]: with email[" + primaryAddress(user) + "] already exists."
	return kit.Refuse(409, "uniqueness", detail)
}

// groupTaken is the 409 for a group of whom the displayName is in use.
func groupTaken() *kit.Refusal {
	return kit.Refuse(409, "uniqueness", "Resource [GROUP]: with displayName already exists.")
}

// checkUser refuses a user that Atlassian could not hold: it needs a userName
// and e-mails of which exactly one is primary.
func checkUser(user *ordered.Object) *kit.Refusal {
	if user.Text("userName") == "" {
		return kit.Invalid("invalidValue", "attribute userName is required")
	}
	primaries := 0
	for _, email := range user.Objects("emails") {
		if !strings.Contains(email.Text("value"), "@") {
			return kit.Invalid("invalidValue", "an e-mail has a value with an @ in it")
		}
		if email.Get("primary") == true {
			primaries++
		}
	}
	if primaries != 1 {
		return noPrimary()
	}
	return nil
}

// primaryAddress is the e-mail that becomes the account, "" where none is
// marked.
func primaryAddress(user *ordered.Object) string {
	for _, email := range user.Objects("emails") {
		if email.Get("primary") == true {
			return email.Text("value")
		}
	}
	return ""
}
