package entraid

import (
	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
)

// userAttributes is the user of the schema page, without the extension of Entra ID. externalId is not on it, but
// can be searched for. Others are refused, as "invalid SCIM schema attributes".
var userAttributes = []model.Attribute{
	{Name: "schemas", Kind: model.ReadOnly},
	{Name: "id", Kind: model.ReadOnly},
	{Name: "meta", Kind: model.ReadOnly},
	{Name: "externalId"},
	{Name: "userName", Required: true},
	{Name: "active", Kind: model.Boolean, Required: true},
	{Name: "displayName", Required: true},
	{Name: "name", Kind: model.Complex, Required: true, Subs: model.Texts("familyName", "givenName")},
	{Name: "password"},
	{Name: "preferredLanguage"},
	{Name: "title"},
	{Name: "userType"},
	{Name: "emails", Kind: model.List, Subs: append(model.Texts("value", "type"), primary)},
	{Name: "phoneNumbers", Kind: model.List, Subs: model.Texts("value", "type")},
	{Name: "ims", Kind: model.List, Subs: model.Texts("value", "type")},
	{Name: "addresses", Kind: model.List,
		Subs: model.Texts("streetAddress", "locality", "region", "postalCode", "country", "type")},
	{Name: kit.EnterpriseURN, Kind: model.Complex, Subs: append(model.Texts("costCenter", "department", "division",
		"employeeNumber", "organization"), manager)},
}

var (
	primary = model.Attribute{Name: "primary", Kind: model.Boolean}
	manager = model.Attribute{Name: "manager", Kind: model.Complex, Subs: model.Texts("value")}
)

// groupAttributes is the group of the schema page, of which members are only searched for, and changed by PATCH.
var groupAttributes = []model.Attribute{
	{Name: "schemas", Kind: model.ReadOnly},
	{Name: "id", Kind: model.ReadOnly},
	{Name: "meta", Kind: model.ReadOnly},
	{Name: "displayName", Required: true},
}
