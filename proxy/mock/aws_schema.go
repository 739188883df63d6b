package mock

import "slices"

// The schema URNs on AWS's wire.
const (
	awsUserURN       = "urn:ietf:params:scim:schemas:core:2.0:User"
	awsGroupURN      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	awsEnterpriseURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
)

// awsUserAttributes is the user of "Limitations from SCIM specification" and CreateUser. An attribute that is
// not in it is refused: those that the guide calls unsupported (password, ims, photos, x509Certificates,
// entitlements, groups, display, manager.displayName) and, [infer], those that it does not mention.
// A Boolean is a JSON one, but for active in PatchUser.
var awsUserAttributes = []attribute{
	{name: "schemas", kind: readOnlyKind},
	{name: "id", kind: readOnlyKind},
	{name: "meta", kind: readOnlyKind},
	{name: "externalId"},
	{name: "userName", required: true},
	{name: "name", kind: complexKind, required: true, subs: texts("formatted", "familyName", "givenName",
		"middleName", "honorificPrefix", "honorificSuffix")},
	{name: "displayName", required: true},
	{name: "nickName"},
	{name: "profileUrl"},
	{name: "title"},
	{name: "userType"},
	{name: "preferredLanguage"},
	{name: "locale"},
	{name: "timezone"},
	{name: "active", kind: booleanKind, required: true},
	{name: "emails", kind: listKind, subs: awsContact},
	{name: "addresses", kind: listKind, subs: append(texts("formatted", "streetAddress", "locality", "region",
		"postalCode", "country", "type"), awsPrimary)},
	{name: "phoneNumbers", kind: listKind, subs: awsContact},
	{name: "roles", kind: listKind, subs: awsContact},
	{name: awsEnterpriseURN, kind: complexKind, subs: append(texts("employeeNumber", "costCenter",
		"organization", "division", "department"), awsManager)},
}

var (
	awsPrimary = attribute{name: "primary", kind: booleanKind}
	// awsContact is an element of emails, phoneNumbers and roles.
	awsContact = append(texts("value", "type"), awsPrimary)
	// awsManager's $ref is taken, and no example shows it again.
	awsManager = attribute{name: "manager", kind: complexKind,
		subs: append(texts("value"), attribute{name: "$ref", kind: readOnlyKind})}
)

// awsPatchAttributes is what PatchUser can modify, in its own list: all but roles, and nothing read-only, so
// that the id which some clients repeat in a value is refused [infer].
var awsPatchAttributes = slices.DeleteFunc(slices.Clone(awsUserAttributes), func(a attribute) bool {
	return a.kind == readOnlyKind || a.name == "roles"
})

// awsGroupAttributes is the group of CreateGroup.
var awsGroupAttributes = []attribute{
	{name: "schemas", kind: readOnlyKind},
	{name: "id", kind: readOnlyKind},
	{name: "meta", kind: readOnlyKind},
	{name: "externalId"},
	{name: "displayName", required: true},
	awsMembers,
}

// awsMembers is a list of users, without display (page "Supported user and group attributes").
var awsMembers = attribute{name: "members", kind: listKind, subs: []attribute{
	{name: "value"}, {name: "$ref", kind: readOnlyKind}, {name: "type", kind: readOnlyKind},
}}
