package entraid

import (
	"net/http"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
)

// discover answers the three endpoints of discovery, which are read only.
func discover(w http.ResponseWriter, c *kit.Call, resource, id string) *kit.Refusal {
	var found any
	switch {
	case resource == "schemas":
		found = kit.Document(schemas(), id)
	case resource == "resourcetypes":
		found = kit.Document(resourceTypes(), id)
	case resource == "serviceproviderconfig" && id == "":
		found = config()
	}
	switch {
	case found == nil:
		return kit.Missing("endpoint")
	case c.Method != http.MethodGet:
		return kit.NotAllowed(w, http.MethodGet)
	}
	kit.WriteDocuments(w, found)
	return nil
}

// config has the values of the reference.
func config() *ordered.Object {
	no := ordered.New("supported", false)
	return ordered.New(
		"schemas", []any{kit.ConfigURN},
		"documentationUri", "/graph/overview",
		"pagination", ordered.New("cursor", true, "index", false, "defaultPaginationMethod", "cursor",
			"defaultPageSize", 100, "maxPageSize", 1000),
		"patch", ordered.New("supported", true),
		"bulk", ordered.New("supported", false, "maxOperations", 0, "maxPayloadSize", 0),
		"filter", ordered.New("supported", true, "maxResults", 200),
		"changePassword", no, "sort", no, "etag", no,
		"authenticationSchemes", []any{},
	)
}

func resourceTypes() []any {
	one := func(name, schema string) *ordered.Object {
		return ordered.New("schemas", []any{kit.ResourceTypeURN}, "id", name, "name", name, "endpoint", "/"+name+"s",
			"schema", schema)
	}
	user := one("User", kit.UserURN)
	user.Set("schemaExtensions", []any{ordered.New("schema", kit.EnterpriseURN, "required", false)})
	return []any{user, one("Group", kit.GroupURN)}
}

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
	return []any{one(kit.UserURN, "User", core), one(kit.EnterpriseURN, "EnterpriseUser", enterprise),
		one(kit.GroupURN, "Group", []any{groupAttributes[3].Describe()})}
}
