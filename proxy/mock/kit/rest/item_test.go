package rest

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

func TestItem(t *testing.T) {
	f := func(other func() *kit.Refusal, method, id string, status int, body string) {
		t.Helper()
		s := store.New()
		s.Put("Users", "a", ordered.New("id", "a"))
		item := Item{
			Resource: "Users", Delete: s.RemoveUser, Other: other,
			Put:   func(*kit.Call, *ordered.Object) (*ordered.Object, *kit.Refusal) { return ordered.New("id", "b"), nil },
			Patch: func(*kit.Call, *ordered.Object) (*ordered.Object, *kit.Refusal) { return nil, kit.Missing("path") },
			Show:  func(o *ordered.Object) *ordered.Object { return o },
		}
		w := httptest.NewRecorder()
		if no := item.Serve(w, &kit.Call{Request: httptest.NewRequest(method, "/", nil)}, s, id); no != nil {
			kit.WriteError(w, no.Status, no.ScimType, no.Detail)
		}
		if w.Code != status || body != "" && w.Body.String() != body {
			t.Errorf("%s %s: %d %s, want %d %s", method, id, w.Code, w.Body, status, body)
		}
		if s.HasUser("a") == (method == http.MethodDelete) {
			t.Errorf("%s: the user is there: %v", method, s.HasUser("a"))
		}
	}
	const missing = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"no such `
	f(nil, "GET", "a", 200, `{"id":"a"}`)
	f(nil, "GET", "b", 404, missing+`user"}`)
	f(nil, "PUT", "a", 200, `{"id":"b"}`)
	f(nil, "PATCH", "a", 404, missing+`path"}`)
	f(nil, "DELETE", "a", 204, "")
	f(nil, "POST", "a", 405, "")
	f(func() *kit.Refusal { return kit.Invalid("", "no") }, "POST", "a", 400, "")
}
