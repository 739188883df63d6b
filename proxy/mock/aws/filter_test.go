package aws_test

import (
	"testing"

	"scimshim/proxy/mock/mocktest"
)

// filtering returns a function that runs one row of a filter.
func filtering(t *testing.T) func(page, name, resource, filter string, status int, want, cause string) {
	return func(page, name, resource, filter string, status int, want, cause string) {
		t.Helper()
		mocktest.Run(t, start, []mocktest.Row{{Page: page, Name: name, Method: "GET",
			Target: "/" + resource + "?filter=" + filter, Status: status, Want: want, Cause: cause}})
	}
}

const (
	oneHit, noHit  = `"totalResults":1,`, `"totalResults":0,`
	notCombination = "not of a supported combination"
	notForm        = "a filter is attribute eq"
)

func TestUserFilters(t *testing.T) {
	f := filtering(t)
	f("ListUsers", "userName", "Users", `userName eq "bob"`, 200, oneHit, "")
	f("ListUsers", "userName in another case", "Users", `userName eq "BOB"`, 200, oneHit, "")
	f("ListUsers", "externalId", "Users", `externalId eq "E-Bob"`, 200, oneHit, "")
	f("ListUsers", "externalId in another case", "Users", `externalId eq "e-bob"`, 200, noHit, "")
	f("ListUsers", "groups.value", "Users", `groups.value eq "{eng}"`, 200, `"id":"{ada}"`, "")
	f("ListUsers", "groups.value of no group", "Users", `groups.value eq "{nobody}"`, 200, noHit, "")
	f("ListUsers", "id, valid and to be avoided", "Users", `id eq "{ada}"`, 200, oneHit, "")
	f("ListUsers", "id and manager", "Users", `id eq "{ada}" and manager eq "{bob}"`, 200, oneHit, "")
	f("ListUsers", "manager and id", "Users", `manager eq "{bob}" and id eq "{ada}"`, 200, oneHit, "")
	f("ListUsers", "id and another manager", "Users", `id eq "{ada}" and manager eq "{ada}"`, 200, noHit, "")
	f("ListUsers", "manager alone", "Users", `manager eq "{bob}"`, 400, generic, notCombination)
	f("ListUsers", "displayName", "Users", `displayName eq "Ada"`, 400, generic, notCombination)
	f("ListUsers", "e-mail", "Users", `emails.value eq "ada@example.com"`, 400, generic, notCombination)
	f("ListUsers", "value path", "Users", `emails[type eq "work"].value eq "a"`, 400, generic,
		notCombination)
	f("ListUsers", "two names", "Users", `userName eq "a" and externalId eq "b"`, 400, generic,
		notCombination)
	f("ListUsers", "three terms", "Users", `id eq "a" and manager eq "b" and id eq "a"`, 400, generic,
		notCombination)
	f("Limitations", "or", "Users", `userName eq "a" or userName eq "b"`, 400, generic, notCombination)
	f("Limitations", "sw", "Users", `userName sw "b"`, 400, generic, notForm)
	f("Limitations", "not", "Users", `not (userName eq "a")`, 400, generic, notCombination)
	f("ListUsers", "Constraints: unquoted", "Users", `userName eq bob`, 400, generic, notForm)
	f("ListUsers", "Constraints: two spaces", "Users", `userName  eq "bob"`, 400, generic, notCombination)
	f("ListUsers", "Constraints: EQ [infer]", "Users", `userName EQ "bob"`, 400, generic, notForm)
	f("ListUsers", "Constraints: AND [infer]", "Users", `id eq "{ada}" AND manager eq "{bob}"`, 400, generic,
		notCombination)
	f("ListUsers", "Constraints: another case [infer]", "Users", `username eq "bob"`, 400, generic,
		notCombination)
	f("ListUsers", "Constraints: empty", "Users", ``, 400, generic, notForm)
	f("ListUsers", "a quote in a value", "Users", `userName eq "a\" and id eq \"b"`, 200, noHit, "")
	f("ListUsers", "an open string", "Users", `userName eq "a\"`, 400, generic, notForm)
}

func TestGroupFilters(t *testing.T) {
	f := filtering(t)
	f("ListGroups", "displayName", "Groups", `displayName eq "engineers"`, 200, `"members":[]`, "")
	f("ListGroups", "externalId", "Groups", `externalId eq "G-1"`, 200, oneHit, "")
	f("ListGroups", "members.value", "Groups", `members.value eq "{ada}"`, 200, oneHit, "")
	f("ListGroups", "id and members", "Groups", `id eq "{eng}" and members eq "{ada}"`, 200, oneHit, "")
	f("ListGroups", "members and id", "Groups", `members eq "{ada}" and id eq "{eng}"`, 200, oneHit, "")
	f("ListGroups", "not a member", "Groups", `id eq "{eng}" and members eq "{bob}"`, 200, noHit, "")
	f("ListGroups", "Errors: no such member", "Groups", `id eq "{eng}" and members eq "{nobody}"`, 404,
		`"status":"404"`, "no such member")
	f("ListGroups", "members alone", "Groups", `members eq "{ada}"`, 400, generic, notCombination)
	f("ListGroups", "userName", "Groups", `userName eq "a"`, 400, generic, notCombination)
	f("PingOne, known limitations", "beyond ASCII", "Groups", `displayName eq "Café"`, 400, generic, "ASCII")
}
