package atlassian_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"scimshim/proxy/mock"
)

// The admin APIs of an organization, by "Admin APIs" of the reference.
func TestAdminAPIs(t *testing.T) {
	m, err := mock.New("atlassian", mock.Options{Token: "key of the directory"})
	if err != nil {
		t.Fatal(err)
	}
	seed := func(kind, body string) {
		t.Helper()
		if _, err := m.Seed(kind, body); err != nil {
			t.Fatal(err)
		}
	}
	f := func(key, method, target, body string, status int, want string) {
		t.Helper()
		r := httptest.NewRequest(method, "/admin/user-provisioning/v1/org/"+target, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+key)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		m.ServeHTTP(w, r)
		if text := w.Body.String(); w.Code != status || !strings.Contains(text, want) {
			t.Errorf("%s %s: %d %s, want %d with %s", method, target, w.Code, text, status, want)
		}
	}
	const (
		byMail = "o/get-scim-links-for-email"
		ada    = `{"email":"ADA@example.com"}`
		unlink = "o/scimDirectoryId/6f1c9d5e-3c0a-4b7e-9b1d-2a4e8c7f0d13/scimUserId/r/unlink"
	)
	f("k", http.MethodPost, byMail, ada, 401, "directory is missing or wrong") // there is no organization
	seed("Organizations", `{"id":"o","key":"k"}`)
	seed("Accounts", `{"id":"r","email":"ada@example.com","accountId":"a","stale":true}`)
	seed("Accounts", `{"id":"n","email":"ada@example.com","accountId":"b"}`)
	f("key of the directory", http.MethodPost, byMail, ada, 401, "organization is missing or wrong")
	f("k", http.MethodPost, "other/get-scim-links-for-email", ada, 401, "organization is missing or wrong")
	f("k", http.MethodPost, byMail, `{"email":"eve@example.com"}`, 200, `"scimLinks":[]`)
	f("k", http.MethodPost, byMail, ada, 200, `{"scimLinks":[{"scimUserId":"r","atlassianAccountId":"a","orgId":"o",`+
		`"directoryId":"6f1c9d5e-3c0a-4b7e-9b1d-2a4e8c7f0d13"}]}`)
	f("k", http.MethodPost, byMail, "[]", 400, "invalidSyntax")
	f("k", http.MethodGet, byMail, "", 404, "no such endpoint")
	f("k", http.MethodGet, "o/user/a/get-scim-links", "", 200, `"scimUserId":"r"`)
	f("k", http.MethodGet, "o/user/b/get-scim-links", "", 200, `"scimLinks":[]`)
	f("k", http.MethodDelete, "o/user/b/onlyDeleteUserInDB", "", 404, "no such managed account")
	f("k", http.MethodPatch, strings.Replace(unlink, "/r/", "/n/", 1), "", 404, "no such SCIM user")
	f("k", http.MethodPatch, unlink, "", 204, "")
	f("k", http.MethodPost, byMail, ada, 200, `"scimUserId":"r","atlassianAccountId":null`)
	f("k", http.MethodDelete, "o/user/a/onlyDeleteUserInDB", "", 404, "no such managed account")
	seed("Accounts", `{"id":"r","email":"ada@example.com","accountId":"a","stale":true}`)
	f("k", http.MethodDelete, "o/user/a/onlyDeleteUserInDB", "", 204, "")
	f("k", http.MethodPost, byMail, ada, 200, `"scimLinks":[]`)
	seed("Accounts", `{"id":"r","email":"ada@example.com","accountId":"a","stale":true}`)
	seed("Domains", `{"name":"other.example"}`)
	f("k", http.MethodDelete, "o/user/a/onlyDeleteUserInDB", "", 404, "no such managed account")
}
