package aws

import (
	"slices"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
)

// userAttributes is the user of "Limitations from SCIM specification" and CreateUser. An attribute that is
// not in it is refused: those that the guide calls unsupported (password, ims, photos, x509Certificates,
// entitlements, groups, display, manager.displayName) and, [infer], those that it does not mention.
// A Boolean is a JSON one, but for active in PatchUser.
var userAttributes = []model.Attribute{
	{Name: "schemas", Kind: model.ReadOnly},
	{Name: "id", Kind: model.ReadOnly},
	{Name: "meta", Kind: model.ReadOnly},
	{Name: "externalId"},
	{Name: "userName", Required: true},
	{Name: "name", Kind: model.Complex, Required: true, Subs: model.Texts("formatted", "familyName", "givenName",
		"middleName", "honorificPrefix", "honorificSuffix")},
	{Name: "displayName", Required: true},
	{Name: "nickName"},
	{Name: "profileUrl"},
	{Name: "title"},
	{Name: "userType"},
	{Name: "preferredLanguage"},
	{Name: "locale"},
	{Name: "timezone"},
	{Name: "active", Kind: model.Boolean, Required: true},
	{Name: "emails", Kind: model.List, Subs: contact},
	{Name: "addresses", Kind: model.List, Subs: append(model.Texts("formatted", "streetAddress", "locality", "region",
		"postalCode", "country", "type"), primary)},
	{Name: "phoneNumbers", Kind: model.List, Subs: contact},
	{Name: "roles", Kind: model.List, Subs: contact},
	{Name: kit.EnterpriseURN, Kind: model.Complex, Subs: append(model.Texts("employeeNumber", "costCenter",
		"organization", "division", "department"), managerAttribute)},
}

var (
	primary = model.Attribute{Name: "primary", Kind: model.Boolean}
	// contact is an element of emails, phoneNumbers and roles.
	contact = append(model.Texts("value", "type"), primary)
	// managerAttribute's $ref is taken, and no example shows it again.
	managerAttribute = model.Attribute{Name: "manager", Kind: model.Complex,
		Subs: append(model.Texts("value"), model.Attribute{Name: "$ref", Kind: model.ReadOnly})}
)

// patchAttributes is what PatchUser can modify, in its own list: all but roles, and nothing read-only, so
// that the id which some clients repeat in a value is refused [infer].
var patchAttributes = slices.DeleteFunc(slices.Clone(userAttributes), func(a model.Attribute) bool {
	return a.Kind == model.ReadOnly || a.Name == "roles"
})

// groupAttributes is the group of CreateGroup.
var groupAttributes = []model.Attribute{
	{Name: "schemas", Kind: model.ReadOnly},
	{Name: "id", Kind: model.ReadOnly},
	{Name: "meta", Kind: model.ReadOnly},
	{Name: "externalId"},
	{Name: "displayName", Required: true},
	membersAttribute,
}

// membersAttribute is a list of users, without display (page "Supported user and group attributes").
var membersAttribute = model.Attribute{Name: "members", Kind: model.List, Subs: []model.Attribute{
	{Name: "value"}, {Name: "$ref", Kind: model.ReadOnly}, {Name: "type", Kind: model.ReadOnly},
}}
