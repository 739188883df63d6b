package atlassian

import (
	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
)

// externalURN is the extension that shows the account of a user.
const externalURN = "urn:scim:schemas:extension:atlassian-external:1.0"

// userAttributes is the user that Atlassian documents ("Create a
// user", body parameters). What is not in it has no home there: addresses,
// manager, employeeNumber, costCenter, division, locale, userType, roles,
// profileUrl.
var userAttributes = []model.Attribute{
	{Name: "schemas", Kind: model.ReadOnly},
	{Name: "id", Kind: model.ReadOnly},
	{Name: "meta", Kind: model.ReadOnly},
	{Name: "groups", Kind: model.ReadOnly},
	{Name: externalURN, Kind: model.ReadOnly},
	{Name: "userName", Required: true},
	{Name: "externalId"},
	{Name: "displayName"},
	{Name: "nickName"},
	{Name: "title"},
	{Name: "preferredLanguage"},
	{Name: "department"},
	{Name: "organization"},
	{Name: "timezone"},
	{Name: "active", Kind: model.Boolean, Required: true},
	{Name: "name", Kind: model.Complex, Subs: model.Texts("formatted", "familyName", "givenName",
		"middleName", "honorificPrefix", "honorificSuffix")},
	{Name: "emails", Kind: model.List, Subs: contact, Required: true},
	{Name: "phoneNumbers", Kind: model.List, Subs: contact},
	{Name: kit.EnterpriseURN, Kind: model.Complex, Subs: model.Texts("organization", "department")},
}

// contact is an element of emails and phoneNumbers.
var contact = append(model.Texts("value", "type"), model.Attribute{Name: "primary", Kind: model.Boolean})

// groupAttributes is the group without its members, which only PATCH
// manages.
var groupAttributes = []model.Attribute{
	{Name: "schemas", Kind: model.ReadOnly},
	{Name: "id", Kind: model.ReadOnly},
	{Name: "meta", Kind: model.ReadOnly},
	{Name: "displayName"},
	{Name: "externalId"},
}
