package mock

const (
	snowUserURN        = "urn:ietf:params:scim:schemas:core:2.0:User"
	snowGroupURN       = "urn:ietf:params:scim:schemas:core:2.0:Group"
	snowEnterpriseURN  = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	snowUserExtURN     = "urn:ietf:params:scim:schemas:extension:servicenow:2.0:User"
	snowGroupExtURN    = "urn:ietf:params:scim:schemas:extension:servicenow:2.0:Group"
	snowUserCustomURN  = "urn:ietf:params:scim:schemas:extension:servicenow:custom:2.0:User"
	snowGroupCustomURN = "urn:ietf:params:scim:schemas:extension:servicenow:custom:2.0:Group"
)

// snowUserType is ServiceNow's User: the SDK's schema, the vendor's extension, the enterprise extension
// (accepted, but stored nowhere) and, as an example, a customer's extension with one attribute.
var snowUserType = &sdkResourceType{
	name: "User", endpoint: "/Users",
	core: sdkSchema{snowUserURN, "User", snowUserAttributes},
	extensions: []sdkSchema{
		{snowUserExtURN, "ServiceNowUser", []*sdkAttribute{
			plain("employeeNumber"), plain("gender"),
			snowReference("company", "name"), snowReference("costCenter", "name"),
			snowReference("department", "name"), snowReference("location", "name"),
			snowReference("manager", "displayName"),
		}},
		{snowEnterpriseURN, "EnterpriseUser", []*sdkAttribute{
			plain("employeeNumber"), plain("costCenter"), plain("organization"), plain("division"),
			plain("department"),
			{name: "manager", kind: sdkComplex, sub: []*sdkAttribute{
				{name: "value", kind: sdkString, required: true},
				{name: "$ref", kind: sdkReference, required: true},
				{name: "displayName", kind: sdkString, mutability: "readOnly"},
			}},
		}},
		{snowUserCustomURN, "CustomUser", []*sdkAttribute{plain("workPhone")}},
	},
}

// snowGroupType is ServiceNow's Group, whose members have no type.
var snowGroupType = &sdkResourceType{
	name: "Group", endpoint: "/Groups",
	core: sdkSchema{snowGroupURN, "Group", []*sdkAttribute{
		{name: "displayName", kind: sdkString, required: true},
		{name: "members", kind: sdkComplex, many: true, sub: []*sdkAttribute{
			{name: "value", kind: sdkString, required: true, mutability: "immutable"},
			{name: "display", kind: sdkString, mutability: "immutable"},
			{name: "$ref", kind: sdkReference, mutability: "immutable"},
		}},
	}},
	extensions: []sdkSchema{
		{snowGroupExtURN, "ServiceNowGroup", nil},
		{snowGroupCustomURN, "CustomGroup", nil},
	},
}

var snowUserAttributes = []*sdkAttribute{
	{name: "userName", kind: sdkString, required: true},
	{name: "name", kind: sdkComplex, sub: []*sdkAttribute{
		plain("formatted"), plain("familyName"), plain("givenName"), plain("middleName"),
		plain("honorificPrefix"), plain("honorificSuffix"),
	}},
	plain("displayName"), plain("nickName"), {name: "profileUrl", kind: sdkReference}, plain("title"),
	plain("userType"), plain("preferredLanguage"), plain("locale"), plain("timezone"),
	{name: "active", kind: sdkBoolean}, {name: "password", kind: sdkString, mutability: "writeOnly"},
	several("emails", sdkString, "other", "work", "home"),
	several("phoneNumbers", sdkString, "other", "pager", "work", "mobile", "fax", "home"),
	several("ims", sdkString, "aim", "gtalk", "icq", "msn", "xmpp", "skype", "qq", "yahoo", "other"),
	several("photos", sdkReference, "photo", "thumbnail"),
	{name: "addresses", kind: sdkComplex, many: true, sub: []*sdkAttribute{
		plain("formatted"), plain("streetAddress"), plain("locality"), plain("region"), plain("postalCode"),
		plain("country"), {name: "type", kind: sdkString, canonical: []string{"other", "work", "home"}},
		{name: "primary", kind: sdkBoolean},
	}},
	{name: "groups", kind: sdkComplex, many: true, mutability: "readOnly", sub: []*sdkAttribute{
		{name: "value", kind: sdkString, mutability: "readOnly"},
		{name: "$ref", kind: sdkReference, mutability: "readOnly"},
		{name: "display", kind: sdkString, mutability: "readOnly"},
		{name: "type", kind: sdkString, mutability: "readOnly", canonical: []string{"direct", "indirect"}},
	}},
	several("entitlements", sdkString), several("roles", sdkString), several("x509Certificates", sdkBinary),
}

func plain(name string) *sdkAttribute { return &sdkAttribute{name: name, kind: sdkString} }

// several defines a multi-valued attribute of value, display, type and primary.
func several(name string, value sdkType, types ...string) *sdkAttribute {
	return &sdkAttribute{name: name, kind: sdkComplex, many: true, sub: []*sdkAttribute{
		{name: "value", kind: value}, plain("display"),
		{name: "type", kind: sdkString, canonical: types}, {name: "primary", kind: sdkBoolean},
	}}
}

// snowReference defines a reference to another record, by its sys_id in value.
func snowReference(name, label string) *sdkAttribute {
	return &sdkAttribute{name: name, kind: sdkComplex, sub: []*sdkAttribute{
		plain("value"), plain(label), {name: "$ref", kind: sdkReference},
	}}
}
