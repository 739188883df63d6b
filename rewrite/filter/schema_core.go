package filter

// The URNs of the schemas of RFC 7643.
const (
	UserURN       = "urn:ietf:params:scim:schemas:core:2.0:User"
	GroupURN      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	EnterpriseURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
)

// Core returns what RFC 7643 declares for Users and Groups. Where its text and
// the schemas of its section 8.7.1 differ, the schemas are followed, as servers
// publish them:
//
//   - references and binaries do not have caseExact there, though sections 2.3.6
//     and 2.3.7 say that they are case exact; where the schemas are silent, on
//     schemas and meta, the text is followed;
//   - addresses have no primary and no display, members and groups no primary,
//     members no display, though section 2.4 names them for every attribute;
//   - a Group's displayName is not required, though section 4.2 requires it.
func Core() *Types { return core }

var core = &Types{resources: []resource{
	{name: "Users", schemas: []schema{
		{urn: UserURN, attributes: append(common(), user()...)},
		{urn: EnterpriseURN, attributes: enterprise()},
	}},
	{name: "Groups", schemas: []schema{
		{urn: GroupURN, attributes: append(common(), group()...)},
	}},
}}

// common returns the attributes of every resource (RFC 7643, section 3.1).
func common() []Attribute {
	return []Attribute{
		{Name: "schemas", Type: TypeReference, Multi: true, CaseExact: true, Required: true,
			Returned: ReturnedAlways},
		{Name: "id", CaseExact: true, Required: true, Returned: ReturnedAlways, Mutability: ReadOnly},
		{Name: "externalId", CaseExact: true},
		{Name: "meta", Type: TypeComplex, Mutability: ReadOnly, Subs: withMutability(ReadOnly, []Attribute{
			{Name: "resourceType", CaseExact: true},
			{Name: "created", Type: TypeDateTime},
			{Name: "lastModified", Type: TypeDateTime},
			{Name: "location", Type: TypeReference, CaseExact: true},
			{Name: "version", CaseExact: true},
		})},
	}
}

// user returns the schema of RFC 7643, section 8.7.1 for User.
func user() []Attribute {
	list := []Attribute{
		{Name: "userName", Required: true},
		{Name: "name", Type: TypeComplex, Subs: plain("formatted", "familyName", "givenName",
			"middleName", "honorificPrefix", "honorificSuffix")},
		{Name: "profileUrl", Type: TypeReference},
		{Name: "active", Type: TypeBoolean},
		{Name: "password", Returned: ReturnedNever, Mutability: WriteOnly},
		plural("emails", TypeString, "work", "home", "other"),
		plural("phoneNumbers", TypeString, "work", "home", "mobile", "fax", "pager", "other"),
		plural("ims", TypeString, "aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"),
		plural("photos", TypeReference, "photo", "thumbnail"),
		{Name: "addresses", Type: TypeComplex, Multi: true, Subs: append(
			plain("formatted", "streetAddress", "locality", "region", "postalCode", "country"),
			Attribute{Name: "type", Canonical: []string{"work", "home", "other"}})},
		{Name: "groups", Type: TypeComplex, Multi: true, Mutability: ReadOnly,
			Subs: withMutability(ReadOnly, []Attribute{
				{Name: "value"},
				{Name: "$ref", Type: TypeReference},
				{Name: "display"},
				{Name: "type", Canonical: []string{"direct", "indirect"}},
			})},
		plural("entitlements", TypeString),
		plural("roles", TypeString),
		plural("x509Certificates", TypeBinary),
	}
	return append(list, plain("displayName", "nickName", "title", "userType",
		"preferredLanguage", "locale", "timezone")...)
}

// enterprise returns the schema of RFC 7643, section 8.7.1 for EnterpriseUser.
func enterprise() []Attribute {
	list := plain("employeeNumber", "costCenter", "organization", "division", "department")
	return append(list, Attribute{Name: "manager", Type: TypeComplex, Subs: []Attribute{
		{Name: "value"},
		{Name: "$ref", Type: TypeReference},
		{Name: "displayName", Mutability: ReadOnly},
	}})
}

// group returns the schema of RFC 7643, section 8.7.1 for Group.
func group() []Attribute {
	return []Attribute{
		{Name: "displayName"},
		{Name: "members", Type: TypeComplex, Multi: true, Subs: withMutability(Immutable, []Attribute{
			{Name: "value"},
			{Name: "$ref", Type: TypeReference},
			{Name: "type", Canonical: []string{"User", "Group"}},
		})},
	}
}

// plain returns optional strings without case.
func plain(names ...string) []Attribute {
	list := make([]Attribute, 0, len(names)+1)
	for _, name := range names {
		list = append(list, Attribute{Name: name})
	}
	return list
}

// plural returns a multi-valued attribute as most of User's are.
func plural(name string, value Type, types ...string) Attribute {
	return Attribute{Name: name, Type: TypeComplex, Multi: true, Subs: []Attribute{
		{Name: "value", Type: value},
		{Name: "display"},
		{Name: "type", Canonical: types},
		{Name: "primary", Type: TypeBoolean},
	}}
}

// withMutability gives each of list the mutability.
func withMutability(m Mutability, list []Attribute) []Attribute {
	for i := range list {
		list[i].Mutability = m
	}
	return list
}
