package mock

import "slices"

// The schema URNs on GitHub's wire. There is no extension.
const (
	githubUserURN  = "urn:ietf:params:scim:schemas:core:2.0:User"
	githubGroupURN = "urn:ietf:params:scim:schemas:core:2.0:Group"
)

// githubUserAttributes is the user of "Supported SCIM user attributes" and of the body parameters of
// "Provision a SCIM enterprise user". A body with another attribute is refused [infer], on the word of
// "Send valid requests to REST API endpoints": what does not match the API's expectations is 400.
var githubUserAttributes = []attribute{
	{name: "schemas", kind: readOnlyKind},
	{name: "id", kind: readOnlyKind},
	{name: "meta", kind: readOnlyKind},
	{name: "groups", kind: readOnlyKind},
	{name: "externalId", required: true},
	{name: "active", kind: booleanKind, required: true},
	{name: "userName", required: true},
	{name: "name", kind: complexKind, subs: texts("formatted", "familyName", "givenName", "middleName")},
	{name: "displayName", required: true},
	{name: "emails", kind: listKind, required: true, subs: append(texts("value", "type"), githubPrimary)},
	{name: "roles", kind: listKind, subs: append(texts("display", "type", "value"), githubPrimary)},
}

var githubPrimary = attribute{name: "primary", kind: booleanKind}

// githubRoles are the values of a role, names and the ids that Entra sends for them.
var githubRoles = []string{
	"user", "27d9891d-2c17-4f45-a262-781a0e55c80a",
	"guest_collaborator", "1ebc4a02-e56c-43a6-92a5-02ee09b90824",
	"enterprise_owner", "981df190-8801-4618-a08a-d91f6206c954", "ba4987ab-a1c3-412a-b58c-360fc407cb10",
	"billing_manager", "0e338b8c-cc7f-498a-928d-ea3470d7e7e3", "e6be2762-e4ad-4108-b72d-1bbe884a0f91",
}

// githubGroupAttributes is the group of "Provision a SCIM enterprise group".
var githubGroupAttributes = []attribute{
	{name: "schemas", kind: readOnlyKind},
	{name: "id", kind: readOnlyKind},
	{name: "meta", kind: readOnlyKind},
	{name: "externalId", required: true},
	{name: "displayName", required: true},
	githubMembers,
}

// githubMembers is a list of users by id. Its displayName is taken, and shown as display.
var githubMembers = attribute{name: "members", kind: listKind, subs: texts("value", "displayName")}

// needSchema refuses a body of which schemas is not exactly the one supported value.
func needSchema(body *object, urn string) *refusal {
	list, _ := body.get("schemas").([]any)
	if !slices.Equal(list, []any{urn}) {
		return invalid("invalidSyntax", "schemas is a list of %s and nothing else", urn)
	}
	return nil
}
