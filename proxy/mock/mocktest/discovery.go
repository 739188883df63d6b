package mocktest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"scimshim/proxy/mock"
	"scimshim/proxy/mock/kit"
)

// A discovered is what matters here of a document of discovery, and of a resource.
type discovered struct {
	ID, Schema       string
	Schemas          []string
	SchemaExtensions []struct{ Schema string }
}

// Discovery checks that each schema which a resource type or a resource of a target names has its document: a
// client that reads discovery first, as scim2-cli does, stops at one that has none.
func Discovery(t *testing.T, name string) {
	t.Helper()
	const user = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"eve@example.com",
		"displayName":"Eve","name":{"givenName":"Eve","familyName":"Ek"},"active":true,
		"emails":[{"value":"eve@example.com","type":"work","primary":true}]}`
	target, err := mock.New(name, kit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, path, body string, into any) {
		t.Helper()
		r := httptest.NewRequest(method, target.Base()+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/scim+json")
		w := httptest.NewRecorder()
		target.ServeHTTP(w, r)
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil || w.Code >= 300 {
			t.Fatalf("%s: %s %s: %d %s", name, method, path, w.Code, w.Body)
		}
	}
	var schemas, types struct{ Resources []discovered }
	var made discovered
	ask(http.MethodGet, "/Schemas", "", &schemas)
	ask(http.MethodGet, "/ResourceTypes", "", &types)
	ask(http.MethodPost, "/Users", user, &made)
	wanted := made.Schemas
	for _, kind := range types.Resources {
		wanted = append(wanted, kind.Schema)
		for _, x := range kind.SchemaExtensions {
			wanted = append(wanted, x.Schema)
		}
	}
	for _, urn := range wanted {
		if !slices.ContainsFunc(schemas.Resources, func(s discovered) bool { return s.ID == urn }) {
			t.Errorf("%s names %s, of which /Schemas has no document", name, urn)
		}
	}
	if len(wanted) < 4 {
		t.Errorf("%s names no more than %v", name, wanted)
	}
}
