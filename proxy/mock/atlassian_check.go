package mock

import (
	"fmt"
	"slices"
	"strings"
)

// A refusal is an error that the client gets to see.
type refusal struct {
	status   int
	scimType string // none in some of Atlassian's errors
	detail   string
}

// invalid is a 400. Its wording is the double's own: beyond the texts quoted in
// this package the vendor does not document any.
func invalid(scimType, format string, args ...any) *refusal {
	return &refusal{400, scimType, fmt.Sprintf(format, args...)}
}

// noPrimary is the 400 of ID-8027, word for word. It has no scimType.
func noPrimary() *refusal {
	return &refusal{400, "", "Resource [USER] One email address need to be marked as primary."}
}

// refusedFilter is the 400 of the vendor's page on failing user provisioning
// (cloudkb-1071827946), for kind USER or GROUP.
func refusedFilter(kind string) *refusal {
	return &refusal{400, "invalidFilter", "Resource [" + kind + "] invalid filter"}
}

// userTaken is the 409 for a user of whom the e-mail, the userName or the
// externalId is in use. It names the e-mail in all three cases.
func userTaken(user *object) *refusal {
	detail := "Resource [USER]: with email[" + primaryAddress(user) + "] already exists."
	return &refusal{409, "uniqueness", detail}
}

// groupTaken is the 409 for a group of whom the displayName is in use.
func groupTaken() *refusal {
	return &refusal{409, "uniqueness", "Resource [GROUP]: with displayName already exists."}
}

// checkUser refuses a user that Atlassian could not hold: it needs a userName
// and e-mails of which exactly one is primary.
func checkUser(user *object) *refusal {
	if user.text("userName") == "" {
		return invalid("invalidValue", "attribute userName is required")
	}
	primaries := 0
	for _, email := range emails(user) {
		if !strings.Contains(email.text("value"), "@") {
			return invalid("invalidValue", "an e-mail has a value with an @ in it")
		}
		if email.get("primary") == true {
			primaries++
		}
	}
	if primaries != 1 {
		return noPrimary()
	}
	return nil
}

// collide tells whether two users cannot live in one directory: they share an
// e-mail or a userName, whatever the case, or an externalId exactly.
func collide(a, b *object) bool {
	if id := a.text("externalId"); id != "" && id == b.text("externalId") {
		return true
	}
	if strings.EqualFold(a.text("userName"), b.text("userName")) {
		return true
	}
	others := addresses(b)
	return slices.ContainsFunc(addresses(a), func(s string) bool { return slices.Contains(others, s) })
}

// addresses lists a user's e-mails in lower case, sorted.
func addresses(user *object) []string {
	var list []string
	for _, email := range emails(user) {
		list = append(list, strings.ToLower(email.text("value")))
	}
	slices.Sort(list)
	return list
}

// primaryAddress is the e-mail that becomes the account, "" where none is
// marked.
func primaryAddress(user *object) string {
	for _, email := range emails(user) {
		if email.get("primary") == true {
			return email.text("value")
		}
	}
	return ""
}

// emails lists the e-mail objects of a user, also of one that was seeded past
// the checks.
func emails(user *object) []*object {
	list, _ := user.get("emails").([]any)
	var own []*object
	for _, element := range list {
		if email, ok := element.(*object); ok {
			own = append(own, email)
		}
	}
	return own
}

// textOf returns a string member of an element of a list, else "".
func textOf(element any, name string) string {
	o, ok := element.(*object)
	if !ok {
		return ""
	}
	return o.text(name)
}
