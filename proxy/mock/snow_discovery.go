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
	for _, t := range snowTypes {
		extensions := []any{}
		for _, x := range t.extensions {
			extensions = append(extensions, newObject("schema", x.id, "required", false))
		}
		all = append(all, newObject("schemas", []any{schemaPrefix + "ResourceType"}, "id", t.name, "name", t.name,
			"endpoint", t.endpoint, "schema", t.core.id, "schemaExtensions", extensions,
			"meta", newObject("resourceType", "ResourceType",
				"location", s.BaseURL+s.base()+"/ResourceTypes/"+t.name)))
	}
	return all
}

// snowTypes are the resource types, and with their schemas all that resources have. What a record of the
// look-up tables shows is not published; the double shows its name.
var snowTypes = []*sdkResourceType{
	snowUserType, snowGroupType, snowLookup("Company", "/Companies"), snowLookup("Department", "/Departments"),
	snowLookup("CostCenter", "/CostCenters"), snowLookup("Location", "/Locations"),
}

func snowLookup(name, endpoint string) *sdkResourceType {
	return &sdkResourceType{name: name, endpoint: endpoint, core: sdkSchema{
		"urn:ietf:params:scim:schemas:extension:servicenow:2.0:" + name, name,
		[]*sdkAttribute{{name: "name", kind: sdkString, mutability: "readOnly"}}}}
}

func (s *serviceNow) schemas() []any {
	var all []any
	for _, t := range snowTypes {
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
