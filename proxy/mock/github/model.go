package github

import (
	"slices"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
)

// userAttributes is the user of "Supported SCIM user attributes" and of the body parameters of
// "Provision a SCIM enterprise user". A body with another attribute is refused [infer], on the word of
// "Send valid requests to REST API endpoints": what does not match the API's expectations is 400.
var userAttributes = []model.Attribute{
	{Name: "schemas", Kind: model.ReadOnly},
	{Name: "id", Kind: model.ReadOnly},
	{Name: "meta", Kind: model.ReadOnly},
	{Name: "groups", Kind: model.ReadOnly},
	{Name: "externalId", Required: true},
	{Name: "active", Kind: model.Boolean, Required: true},
	{Name: "userName", Required: true},
	{Name: "name", Kind: model.Complex, Subs: model.Texts("formatted", "familyName", "givenName", "middleName")},
	{Name: "displayName", Required: true},
	{Name: "emails", Kind: model.List, Required: true, Subs: append(model.Texts("value", "type"), primary)},
	{Name: "roles", Kind: model.List, Subs: append(model.Texts("display", "type", "value"), primary)},
}

var primary = model.Attribute{Name: "primary", Kind: model.Boolean}

// roles are the values of a role, names and the ids that Entra sends for them.
var roles = []string{
	"user", "27d9891d-2c17-4f45-a262-781a0e55c80a",
	"guest_collaborator", "1ebc4a02-e56c-43a6-92a5-02ee09b90824",
	"enterprise_owner", "981df190-8801-4618-a08a-d91f6206c954", "ba4987ab-a1c3-412a-b58c-360fc407cb10",
	"billing_manager", "0e338b8c-cc7f-498a-928d-ea3470d7e7e3", "e6be2762-e4ad-4108-b72d-1bbe884a0f91",
}

// groupAttributes is the group of "Provision a SCIM enterprise group".
var groupAttributes = []model.Attribute{
	{Name: "schemas", Kind: model.ReadOnly},
	{Name: "id", Kind: model.ReadOnly},
	{Name: "meta", Kind: model.ReadOnly},
	{Name: "externalId", Required: true},
	{Name: "displayName", Required: true},
	membersAttribute,
}

// membersAttribute is a list of users by id. Its displayName is taken, and shown as display.
var membersAttribute = model.Attribute{Name: "members", Kind: model.List, Subs: model.Texts("value", "displayName")}

// needSchema refuses a body of which schemas is not exactly the one supported value.
func needSchema(body *ordered.Object, urn string) *kit.Refusal {
	list, _ := body.Get("schemas").([]any)
	if !slices.Equal(list, []any{urn}) {
		return kit.Invalid("invalidSyntax", "schemas is a list of %s and nothing else", urn)
	}
	return nil
}
