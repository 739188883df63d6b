package mock

import "net/http"

// discover answers ServiceProviderConfig, ResourceTypes and Schemas, and Schemas by URN: ListResourceTypes,
// ListSchemas, GetSchema. There is no document of one resource type.
func (a *awsIdentityCenter) discover(w http.ResponseWriter, c *call, resource, id string) *refusal {
	var found any
	switch {
	case resource == "Schemas":
		found = entry(awsSchemas(), id)
	case resource == "ResourceTypes" && id == "":
		found = a.resourceTypes()
	case resource == "ServiceProviderConfig" && id == "":
		found = awsConfig()
	}
	if found == nil {
		return missing("endpoint")
	}
	if c.Method != http.MethodGet {
		return unsupported()
	}
	if no := onlyParameters(c); no != nil {
		return no
	}
	if all, ok := found.([]any); ok {
		writeList(w, all, len(all), 1)
	} else {
		writeJSON(w, http.StatusOK, found)
	}
	return nil
}

// awsConfig has the values of the page ServiceProviderConfig: maxResults is 50 there, whatever the pages on
// lists say.
func awsConfig() *object {
	no := newObject("supported", false)
	return newObject(
		"schemas", []any{configURN},
		"authenticationSchemes", []any{newObject("type", "oauthbearertoken", "name", "OAuth Bearer Token",
			"description", "the access token of the automatic provisioning, as a bearer token", "primary", true)},
		"patch", newObject("supported", true),
		"bulk", newObject("supported", false, "maxOperations", 1, "maxPayloadSize", 1<<20),
		"filter", newObject("supported", true, "maxResults", 50),
		"changePassword", no, "sort", no, "etag", no,
	)
}

// resourceTypes has the values of ListResourceTypes, by which the enterprise extension is required. Its
// examples of users are often without one.
func (a *awsIdentityCenter) resourceTypes() []any {
	one := func(name, schema string) *object {
		return newObject("schemas", []any{typeURN}, "id", name, "name", name, "endpoint", "/"+name+"s",
			"schema", schema, "meta", newObject("resourceType", "ResourceType",
				"location", a.options.BaseURL+a.base()+"/ResourceTypes/"+name))
	}
	user := one("User", awsUserURN)
	user.set("schemaExtensions", []any{newObject("schema", awsEnterpriseURN, "required", true)})
	return []any{user, one("Group", awsGroupURN)}
}

// awsSchemas is made from the tables of attributes: GetSchema shows userName only.
func awsSchemas() []any {
	var core, enterprise []any
	for _, a := range awsUserAttributes {
		switch {
		case a.name == awsEnterpriseURN:
			enterprise = described(a.subs)
		case a.kind != readOnlyKind:
			core = append(core, a.describe())
		}
	}
	one := func(urn, name string, attrs []any) *object {
		return newObject("id", urn, "name", name, "attributes", attrs)
	}
	group := described([]attribute{awsGroupAttributes[4], awsMembers})
	return []any{one(awsUserURN, "User", core), one(awsEnterpriseURN, "EnterpriseUser", enterprise),
		one(awsGroupURN, "Group", group)}
}
