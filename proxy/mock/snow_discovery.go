package mock

import (
	"net/http"
	"strings"
)

const schemaPrefix = "urn:ietf:params:scim:schemas:core:2.0:"

// discovery returns the maker of a discovery endpoint's answer, nil for other endpoints. These need no
// credential.
func (s *serviceNow) discovery(endpoint string) func() []any {
	switch endpoint {
	case "ServiceProviderConfig":
		return s.config
	case "ResourceTypes":
		return s.resourceTypes
	case "Schemas":
		return s.schemas
	}
	return nil
}

// describe answers a discovery endpoint: the one answer, the list, or one of the list by its id.
func (s *serviceNow) describe(w http.ResponseWriter, c *call, answers func() []any, id []string) {
	all := answers()
	switch {
	case c.Method != http.MethodGet:
		platformError(w, http.StatusMethodNotAllowed)
		return
	case len(id) == 0 && len(all) == 1:
		writeJSON(w, http.StatusOK, all[0])
		return
	case len(id) == 0:
		writeList(w, all, len(all), 1)
		return
	}
	for _, v := range all {
		if strings.EqualFold(v.(*object).text("id"), id[0]) {
			writeJSON(w, http.StatusOK, v)
			return
		}
	}
	scimError(w, http.StatusNotFound, "", "Resource "+id[0]+" not found")
}

// config is the sample of the vendor's page: sort false although sortBy is documented.
func (s *serviceNow) config() []any {
	no := newObject("supported", false)
	return []any{newObject(
		"schemas", []any{schemaPrefix + "ServiceProviderConfig"},
		"patch", newObject("supported", true),
		"bulk", newObject("supported", false, "maxOperations", 0, "maxPayloadSize", 1000000),
		"filter", newObject("supported", true, "maxResults", snowMaxCount),
		"changePassword", no, "sort", no, "etag", no,
		"authenticationSchemes", []any{newObject("name", "OAuth Bearer Token",
			"description", "Authentication scheme using the OAuth Bearer Token standard",
			"type", "oauthbearertoken", "primary", true)},
		"meta", newObject("resourceType", "ServiceProviderConfig",
			"location", s.BaseURL+s.base()+"/ServiceProviderConfig"),
	)}
}

func (s *serviceNow) resourceTypes() []any {
	var all []any
	for _, t := range []struct{ name, endpoint string }{
		{"User", "/Users"}, {"Group", "/Groups"}, {"Company", "/Companies"}, {"Department", "/Departments"},
		{"CostCenter", "/CostCenters"}, {"Location", "/Locations"},
	} {
		schema := "urn:ietf:params:scim:schemas:extension:servicenow:2.0:" + t.name
		if kind, ok := snowKinds[t.endpoint[1:]]; ok {
			schema = kind.schema.core.id
		}
		all = append(all, newObject("schemas", []any{schemaPrefix + "ResourceType"}, "id", t.name, "name", t.name,
			"endpoint", t.endpoint, "schema", schema, "meta", newObject("resourceType", "ResourceType",
				"location", s.BaseURL+s.base()+"/ResourceTypes/"+t.name)))
	}
	return all
}

func (s *serviceNow) schemas() []any {
	var all []any
	for _, t := range []*sdkResourceType{snowUserType, snowGroupType} {
		for _, schema := range append([]sdkSchema{t.core}, t.extensions...) {
			all = append(all, newObject("schemas", []any{schemaPrefix + "Schema"},
				"id", schema.id, "name", schema.name, "attributes", describeAttributes(schema.attributes),
				"meta", newObject("resourceType", "Schema",
					"location", s.BaseURL+s.base()+"/Schemas/"+schema.id)))
		}
	}
	return all
}

func describeAttributes(attributes []*sdkAttribute) []any {
	all := []any{}
	for _, a := range attributes {
		mutability := a.mutability
		if mutability == "" {
			mutability = "readWrite"
		}
		o := newObject("name", a.name, "type", string(a.kind), "multiValued", a.many, "required", a.required,
			"mutability", mutability)
		if len(a.canonical) > 0 {
			o.set("canonicalValues", a.canonical)
		}
		if len(a.sub) > 0 {
			o.set("subAttributes", describeAttributes(a.sub))
		}
		all = append(all, o)
	}
	return all
}
