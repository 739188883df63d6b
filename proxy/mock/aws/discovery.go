package aws

import (
	"net/http"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
)

// discover answers ServiceProviderConfig, ResourceTypes and Schemas, and Schemas by URN: ListResourceTypes,
// ListSchemas, GetSchema. There is no document of one resource type.
func (a *identityCenter) discover(w http.ResponseWriter, c *kit.Call, resource, id string) *kit.Refusal {
	var found any
	switch {
	case resource == "Schemas":
		found = kit.Document(schemas(), id)
	case resource == "ResourceTypes" && id == "":
		found = a.resourceTypes()
	case resource == "ServiceProviderConfig" && id == "":
		found = config()
	}
	if found == nil {
		return kit.Missing("endpoint")
	}
	if c.Method != http.MethodGet {
		return unsupported()
	}
	if no := c.OnlyParameters(); no != nil {
		return no
	}
	kit.WriteDocuments(w, found)
	return nil
}

// config has the values of the page ServiceProviderConfig: maxResults is 50 there, whatever the pages on
// lists say.
func config() *ordered.Object {
	no := ordered.New("supported", false)
	return ordered.New(
		"schemas", []any{kit.ConfigURN},
		"authenticationSchemes", []any{ordered.New("type", "oauthbearertoken", "name", "OAuth Bearer Token",
			"description", "the access token of the automatic provisioning, as a bearer token", "primary", true)},
		"patch", ordered.New("supported", true),
		"bulk", ordered.New("supported", false, "maxOperations", 1, "maxPayloadSize", 1<<20),
		"filter", ordered.New("supported", true, "maxResults", 50),
		"changePassword", no, "sort", no, "etag", no,
	)
}

// resourceTypes has the values of ListResourceTypes, by which the enterprise extension is required. Its
// examples of users are often without one.
func (a *identityCenter) resourceTypes() []any {
	one := func(name, schema string) *ordered.Object {
		return ordered.New("schemas", []any{kit.ResourceTypeURN}, "id", name, "name", name, "endpoint", "/"+name+"s",
			"schema", schema, "meta", ordered.New("resourceType", "ResourceType",
				"location", a.options.BaseURL+a.Base()+"/ResourceTypes/"+name))
	}
	user := one("User", kit.UserURN)
	user.Set("schemaExtensions", []any{ordered.New("schema", kit.EnterpriseURN, "required", true)})
	return []any{user, one("Group", kit.GroupURN)}
}

// schemas is made from the tables of attributes: GetSchema shows userName only.
func schemas() []any {
	var core, enterprise []any
	for _, a := range userAttributes {
		switch {
		case a.Name == kit.EnterpriseURN:
			enterprise = model.Describe(a.Subs)
		case a.Kind != model.ReadOnly:
			core = append(core, a.Describe())
		}
	}
	one := func(urn, name string, attrs []any) *ordered.Object {
		return ordered.New("id", urn, "name", name, "attributes", attrs)
	}
	group := model.Describe([]model.Attribute{groupAttributes[4], membersAttribute})
	return []any{one(kit.UserURN, "User", core), one(kit.EnterpriseURN, "EnterpriseUser", enterprise),
		one(kit.GroupURN, "Group", group)}
}
