package atlassian

import (
	"net/http"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
)

// discover answers the discovery endpoints ("Schemas", "Service Provider
// Configuration"). Their bodies are not published; these are made from what the
// other pages say.
func (a *atlassian) discover(w http.ResponseWriter, c *kit.Call, resource, id string) *kit.Refusal {
	var found any
	switch resource {
	case "Schemas":
		found = kit.Document(a.schemas(), id)
	case "ResourceTypes":
		found = kit.Document(a.resourceTypes(), id)
	case "ServiceProviderConfig":
		if id == "" {
			found = a.config()
		}
	}
	switch {
	case found == nil:
		return kit.Missing("endpoint")
	case c.Method != http.MethodGet:
		return kit.NotAllowed(w, http.MethodGet)
	case c.Query.Has("filter"):
		return kit.Invalid("invalidFilter", "filtering is not supported here")
	}
	kit.WriteDocuments(w, found)
	return nil
}

// config says what the mock does: PATCH and single-eq filters, no more.
func (a *atlassian) config() *ordered.Object {
	no := ordered.New("supported", false)
	return ordered.New(
		"schemas", []any{kit.ConfigURN},
		"patch", ordered.New("supported", true),
		"bulk", ordered.New("supported", false, "maxOperations", 0, "maxPayloadSize", 0),
		"filter", ordered.New("supported", true, "maxResults", pageSize),
		"changePassword", no, "sort", no, "etag", no,
		"authenticationSchemes", []any{ordered.New("type", "oauthbearertoken",
			"name", "API key", "description", "the key of the directory, as a bearer token")},
		"meta", a.discoveryMeta("ServiceProviderConfig", "ServiceProviderConfig"),
	)
}

func (a *atlassian) resourceTypes() []any {
	one := func(name, endpoint, schema string) *ordered.Object {
		return ordered.New("schemas", []any{kit.ResourceTypeURN}, "id", name, "name", name, "endpoint", endpoint,
			"schema", schema, "meta", a.discoveryMeta("ResourceType", "ResourceTypes/"+name))
	}
	user := one("User", "/Users", kit.UserURN)
	user.Set("schemaExtensions", []any{
		ordered.New("schema", kit.EnterpriseURN, "required", false),
		ordered.New("schema", externalURN, "required", false),
	})
	return []any{user, one("Group", "/Groups", kit.GroupURN)}
}

// schemas lists the three schemas that have a documented endpoint each, and the extension that shows the
// account of a user: a client reads all that a resource type names.
func (a *atlassian) schemas() []any {
	one := func(urn, name string, attrs []any) *ordered.Object {
		return ordered.New("schemas", []any{kit.SchemaURN}, "id", urn, "name", name, "attributes", attrs,
			"meta", a.discoveryMeta("Schema", "Schemas/"+urn))
	}
	var core, enterprise, group []any
	for _, attr := range userAttributes {
		switch attr.Name {
		case "schemas", "id", "meta", "groups", externalURN:
		case kit.EnterpriseURN:
			enterprise = model.Describe(attr.Subs)
		default:
			core = append(core, attr.Describe())
		}
	}
	members := model.Attribute{Name: "members", Kind: model.List,
		Subs: model.Texts("value", "display", "type", "$ref")}
	group = append(group, model.Attribute{Name: "displayName", Required: true}.Describe(), members.Describe())
	account := model.Attribute{Name: "atlassianAccountId"}.Describe()
	account.Set("mutability", "readOnly")
	return []any{one(kit.UserURN, "User", core), one(kit.GroupURN, "Group", group),
		one(kit.EnterpriseURN, "Enterprise User", enterprise),
		one(externalURN, "Atlassian External", []any{account})}
}

func (a *atlassian) discoveryMeta(kind, path string) *ordered.Object {
	return ordered.New("resourceType", kind, "location", a.options.BaseURL+a.Base()+"/"+path)
}
