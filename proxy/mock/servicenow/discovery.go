package servicenow

import (
	"net/http"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/servicenow/sdk"
)

// discovery returns the maker of a discovery endpoint's answer, nil for other endpoints. These need no
// credential.
func (s *instance) discovery(endpoint string) func() []any {
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
func (s *instance) describe(w http.ResponseWriter, c *kit.Call, answers func() []any, id []string) {
	all := answers()
	switch {
	case c.Method != http.MethodGet:
		platformError(w, http.StatusMethodNotAllowed)
		return
	case len(id) == 0 && len(all) == 1:
		kit.WriteJSON(w, http.StatusOK, all[0])
		return
	case len(id) == 0:
		kit.WriteList(w, all, len(all), 1)
		return
	}
	for _, v := range all {
		if strings.EqualFold(v.(*ordered.Object).Text("id"), id[0]) {
			kit.WriteJSON(w, http.StatusOK, v)
			return
		}
	}
	kit.WriteError(w, http.StatusNotFound, "", "Resource "+id[0]+" not found")
}

// config is the sample of the vendor's page: sort false although sortBy is documented.
func (s *instance) config() []any {
	no := ordered.New("supported", false)
	return []any{ordered.New(
		"schemas", []any{kit.ConfigURN},
		"patch", ordered.New("supported", true),
		"bulk", ordered.New("supported", false, "maxOperations", 0, "maxPayloadSize", 1000000),
		"filter", ordered.New("supported", true, "maxResults", maxCount),
		"changePassword", no, "sort", no, "etag", no,
		"authenticationSchemes", []any{ordered.New("name", "OAuth Bearer Token",
			"description", "Authentication scheme using the OAuth Bearer Token standard",
			"type", "oauthbearertoken", "primary", true)},
		"meta", ordered.New("resourceType", "ServiceProviderConfig",
			"location", s.BaseURL+s.Base()+"/ServiceProviderConfig"),
	)}
}

func (s *instance) resourceTypes() []any {
	var all []any
	for _, t := range allTypes {
		extensions := []any{}
		for _, x := range t.Extensions {
			extensions = append(extensions, ordered.New("schema", x.ID, "required", false))
		}
		all = append(all, ordered.New("schemas", []any{kit.ResourceTypeURN}, "id", t.Name, "name", t.Name,
			"endpoint", t.Endpoint, "schema", t.Core.ID, "schemaExtensions", extensions,
			"meta", ordered.New("resourceType", "ResourceType",
				"location", s.BaseURL+s.Base()+"/ResourceTypes/"+t.Name)))
	}
	return all
}

// allTypes are the resource types, and with their schemas all that resources have. What a record of the
// look-up tables shows is not published; the mock shows its name.
var allTypes = []*sdk.ResourceType{
	userType, groupType, lookupType("Company", "/Companies"), lookupType("Department", "/Departments"),
	lookupType("CostCenter", "/CostCenters"), lookupType("Location", "/Locations"),
}

func lookupType(name, endpoint string) *sdk.ResourceType {
	return &sdk.ResourceType{Name: name, Endpoint: endpoint, Core: sdk.Schema{
		ID: "urn:ietf:params:scim:schemas:extension:servicenow:2.0:" + name, Name: name,
		Attributes: []*sdk.Attribute{{Name: "name", Type: sdk.String, Mutability: "readOnly"}}}}
}

func (s *instance) schemas() []any {
	var all []any
	for _, t := range allTypes {
		for _, schema := range append([]sdk.Schema{t.Core}, t.Extensions...) {
			all = append(all, ordered.New("schemas", []any{kit.SchemaURN},
				"id", schema.ID, "name", schema.Name, "attributes", describeAttributes(schema.Attributes),
				"meta", ordered.New("resourceType", "Schema",
					"location", s.BaseURL+s.Base()+"/Schemas/"+schema.ID)))
		}
	}
	return all
}

func describeAttributes(attributes []*sdk.Attribute) []any {
	all := []any{}
	for _, a := range attributes {
		mutability := a.Mutability
		if mutability == "" {
			mutability = "readWrite"
		}
		o := ordered.New("name", a.Name, "type", string(a.Type), "multiValued", a.Many, "required", a.Required,
			"mutability", mutability)
		if len(a.Canonical) > 0 {
			o.Set("canonicalValues", a.Canonical)
		}
		if len(a.Sub) > 0 {
			o.Set("subAttributes", describeAttributes(a.Sub))
		}
		all = append(all, o)
	}
	return all
}
