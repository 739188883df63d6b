package mock

import "net/http"

const (
	schemaURN = "urn:ietf:params:scim:schemas:core:2.0:Schema"
	typeURN   = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
	configURN = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
)

// discover answers the discovery endpoints ("Schemas", "Service Provider
// Configuration"). Their bodies are not published; these are made from what the
// other pages say.
func (a *atlassian) discover(w http.ResponseWriter, c *call, resource, id string) *refusal {
	var found any
	switch resource {
	case "Schemas":
		found = entry(a.schemas(), id)
	case "ResourceTypes":
		found = entry(a.resourceTypes(), id)
	case "ServiceProviderConfig":
		if id == "" {
			found = a.config()
		}
	}
	switch {
	case found == nil:
		return missing("endpoint")
	case c.Method != http.MethodGet:
		return notAllowed(w, http.MethodGet)
	case c.query.Has("filter"):
		return invalid("invalidFilter", "filtering is not supported here")
	}
	if all, ok := found.([]any); ok {
		writeList(w, all, len(all), 1)
	} else {
		writeJSON(w, http.StatusOK, found)
	}
	return nil
}

// entry returns the document of that id, all of them for an empty one, or nil.
func entry(all []any, id string) any {
	if id == "" {
		return all
	}
	for _, document := range all {
		if textOf(document, "id") == id {
			return document
		}
	}
	return nil
}

// config says what the double does: PATCH and single-eq filters, no more.
func (a *atlassian) config() *object {
	no := newObject("supported", false)
	return newObject(
		"schemas", []any{configURN},
		"patch", newObject("supported", true),
		"bulk", newObject("supported", false, "maxOperations", 0, "maxPayloadSize", 0),
		"filter", newObject("supported", true, "maxResults", atlassianPage),
		"changePassword", no, "sort", no, "etag", no,
		"authenticationSchemes", []any{newObject("type", "oauthbearertoken",
			"name", "API key", "description", "the key of the directory, as a bearer token")},
		"meta", a.discoveryMeta("ServiceProviderConfig", "ServiceProviderConfig"),
	)
}

func (a *atlassian) resourceTypes() []any {
	one := func(name, endpoint, schema string) *object {
		return newObject("schemas", []any{typeURN}, "id", name, "name", name, "endpoint", endpoint,
			"schema", schema, "meta", a.discoveryMeta("ResourceType", "ResourceTypes/"+name))
	}
	user := one("User", "/Users", atlassianUserURN)
	user.set("schemaExtensions", []any{
		newObject("schema", atlassianEnterpriseURN, "required", false),
		newObject("schema", atlassianExternalURN, "required", false),
	})
	return []any{user, one("Group", "/Groups", atlassianGroupURN)}
}

// schemas lists the three schemas that have a documented endpoint each, and the extension that shows the
// account of a user: a client reads all that a resource type names.
func (a *atlassian) schemas() []any {
	one := func(urn, name string, attrs []any) *object {
		return newObject("schemas", []any{schemaURN}, "id", urn, "name", name, "attributes", attrs,
			"meta", a.discoveryMeta("Schema", "Schemas/"+urn))
	}
	var core, enterprise, group []any
	for _, attr := range atlassianUserAttributes {
		switch attr.name {
		case "schemas", "id", "meta", "groups", atlassianExternalURN:
		case atlassianEnterpriseURN:
			enterprise = described(attr.subs)
		default:
			core = append(core, attr.describe())
		}
	}
	group = append(group, attribute{name: "displayName", required: true}.describe(),
		attribute{name: "members", kind: listKind, subs: texts("value", "display", "type", "$ref")}.describe())
	account := attribute{name: "atlassianAccountId"}.describe()
	account.set("mutability", "readOnly")
	return []any{one(atlassianUserURN, "User", core), one(atlassianGroupURN, "Group", group),
		one(atlassianEnterpriseURN, "Enterprise User", enterprise),
		one(atlassianExternalURN, "Atlassian External", []any{account})}
}

func described(attrs []attribute) []any {
	list := make([]any, len(attrs))
	for i, a := range attrs {
		list[i] = a.describe()
	}
	return list
}

// describe is an attribute in the form of RFC 7643, section 7.
func (a attribute) describe() *object {
	o := newObject("name", a.name, "type", "string", "multiValued", a.kind == listKind,
		"required", a.required && a.kind != booleanKind, "mutability", "readWrite", "returned", "default")
	switch a.kind {
	case booleanKind:
		o.set("type", "boolean")
	case complexKind, listKind:
		o.set("type", "complex")
		o.set("subAttributes", described(a.subs))
	}
	return o
}

func (a *atlassian) discoveryMeta(kind, path string) *object {
	return newObject("resourceType", kind, "location", a.options.BaseURL+a.base()+"/"+path)
}
