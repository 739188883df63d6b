package servicenow

import (
	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/servicenow/sdk"
)

const (
	userExtensionURN  = "urn:ietf:params:scim:schemas:extension:servicenow:2.0:User"
	groupExtensionURN = "urn:ietf:params:scim:schemas:extension:servicenow:2.0:Group"
	customUserURN     = "urn:ietf:params:scim:schemas:extension:servicenow:custom:2.0:User"
	customGroupURN    = "urn:ietf:params:scim:schemas:extension:servicenow:custom:2.0:Group"
)

// userType is ServiceNow's User: the SDK's schema, the vendor's extension, the enterprise extension
// (accepted, but stored nowhere) and, as an example, a customer's extension with one attribute.
var userType = &sdk.ResourceType{
	Name: "User", Endpoint: "/Users",
	Core: sdk.Schema{ID: kit.UserURN, Name: "User", Attributes: userAttributes},
	Extensions: []sdk.Schema{
		{ID: userExtensionURN, Name: "ServiceNowUser", Attributes: []*sdk.Attribute{
			plain("employeeNumber"), plain("gender"),
			referenceTo("company", "name"), referenceTo("costCenter", "name"),
			referenceTo("department", "name"), referenceTo("location", "name"),
			referenceTo("manager", "displayName"),
		}},
		{ID: kit.EnterpriseURN, Name: "EnterpriseUser", Attributes: []*sdk.Attribute{
			plain("employeeNumber"), plain("costCenter"), plain("organization"), plain("division"),
			plain("department"),
			{Name: "manager", Type: sdk.Complex, Sub: []*sdk.Attribute{
				{Name: "value", Type: sdk.String, Required: true},
				{Name: "$ref", Type: sdk.Reference, Required: true},
				{Name: "displayName", Type: sdk.String, Mutability: "readOnly"},
			}},
		}},
		{ID: customUserURN, Name: "CustomUser", Attributes: []*sdk.Attribute{plain("workPhone")}},
	},
}

// groupType is ServiceNow's Group, whose members have no type.
var groupType = &sdk.ResourceType{
	Name: "Group", Endpoint: "/Groups",
	Core: sdk.Schema{ID: kit.GroupURN, Name: "Group", Attributes: []*sdk.Attribute{
		{Name: "displayName", Type: sdk.String, Required: true},
		{Name: "members", Type: sdk.Complex, Many: true, Sub: []*sdk.Attribute{
			{Name: "value", Type: sdk.String, Required: true, Mutability: "immutable"},
			{Name: "display", Type: sdk.String, Mutability: "immutable"},
			{Name: "$ref", Type: sdk.Reference, Mutability: "immutable"},
		}},
	}},
	Extensions: []sdk.Schema{
		{ID: groupExtensionURN, Name: "ServiceNowGroup"},
		{ID: customGroupURN, Name: "CustomGroup"},
	},
}

var userAttributes = []*sdk.Attribute{
	{Name: "userName", Type: sdk.String, Required: true},
	{Name: "name", Type: sdk.Complex, Sub: []*sdk.Attribute{
		plain("formatted"), plain("familyName"), plain("givenName"), plain("middleName"),
		plain("honorificPrefix"), plain("honorificSuffix"),
	}},
	plain("displayName"), plain("nickName"), {Name: "profileUrl", Type: sdk.Reference}, plain("title"),
	plain("userType"), plain("preferredLanguage"), plain("locale"), plain("timezone"),
	{Name: "active", Type: sdk.Boolean}, {Name: "password", Type: sdk.String, Mutability: "writeOnly"},
	several("emails", sdk.String, "other", "work", "home"),
	several("phoneNumbers", sdk.String, "other", "pager", "work", "mobile", "fax", "home"),
	several("ims", sdk.String, "aim", "gtalk", "icq", "msn", "xmpp", "skype", "qq", "yahoo", "other"),
	several("photos", sdk.Reference, "photo", "thumbnail"),
	{Name: "addresses", Type: sdk.Complex, Many: true, Sub: []*sdk.Attribute{
		plain("formatted"), plain("streetAddress"), plain("locality"), plain("region"), plain("postalCode"),
		plain("country"), {Name: "type", Type: sdk.String, Canonical: []string{"other", "work", "home"}},
		{Name: "primary", Type: sdk.Boolean},
	}},
	{Name: "groups", Type: sdk.Complex, Many: true, Mutability: "readOnly", Sub: []*sdk.Attribute{
		{Name: "value", Type: sdk.String, Mutability: "readOnly"},
		{Name: "$ref", Type: sdk.Reference, Mutability: "readOnly"},
		{Name: "display", Type: sdk.String, Mutability: "readOnly"},
		{Name: "type", Type: sdk.String, Mutability: "readOnly", Canonical: []string{"direct", "indirect"}},
	}},
	several("entitlements", sdk.String), several("roles", sdk.String), several("x509Certificates", sdk.Binary),
}

func plain(name string) *sdk.Attribute { return &sdk.Attribute{Name: name, Type: sdk.String} }

// several defines a multi-valued attribute of value, display, type and primary.
func several(name string, value sdk.Type, types ...string) *sdk.Attribute {
	return &sdk.Attribute{Name: name, Type: sdk.Complex, Many: true, Sub: []*sdk.Attribute{
		{Name: "value", Type: value}, plain("display"),
		{Name: "type", Type: sdk.String, Canonical: types}, {Name: "primary", Type: sdk.Boolean},
	}}
}

// referenceTo defines a reference to another record, by its sys_id in value.
func referenceTo(name, label string) *sdk.Attribute {
	return &sdk.Attribute{Name: name, Type: sdk.Complex, Sub: []*sdk.Attribute{
		plain("value"), plain(label), {Name: "$ref", Type: sdk.Reference},
	}}
}
