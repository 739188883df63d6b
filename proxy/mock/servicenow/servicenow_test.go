package servicenow_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/mocktest"
	"scimshim/proxy/mock/servicenow/sdk/sdktest"
)

func TestCredentials(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	p := mocktest.NewProbe(t, kit.Options{ClientID: "proxy", ClientSecret: "s3cret", User: "admin", Password: "pw",
		Now: func() time.Time { return now }})
	refused := p.Want(401, "GET", "/Users", "")
	if got := string(ordered.Encode(refused)); got != `{"error":{"message":"User Not Authenticated",`+
		`"detail":"Required to provide Auth information"},"status":"failure"}` {
		t.Errorf("401: %s", got)
	}
	p.Want(200, "GET", "/ServiceProviderConfig", "")

	p.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"proxy"}, "client_secret": {"wrong"}}
	if w := p.Raw("POST", "/oauth_token.do", form.Encode()); w.Code != 401 {
		t.Errorf("a wrong secret is answered with %d", w.Code)
	}
	form.Set("client_secret", "s3cret")
	form.Set("grant_type", "password")
	if w := p.Raw("POST", "/oauth_token.do", form.Encode()); w.Code != 400 {
		t.Errorf("another grant is answered with %d", w.Code)
	}
	form.Set("grant_type", "client_credentials")
	w := p.Raw("POST", "/oauth_token.do", form.Encode())
	token := sdktest.Object(t, w.Body.String())
	if w.Code != 200 || fmt.Sprint(token.Get("expires_in")) != "1799" {
		t.Fatalf("token: %d %s", w.Code, w.Body)
	}
	p.Header = http.Header{"Authorization": {"Bearer " + token.Text("access_token")}}
	p.Want(200, "GET", "/Users", "")
	now = now.Add(30 * time.Minute)
	p.Want(401, "GET", "/Users", "")
	p.Header = http.Header{"Authorization": {"Basic YWRtaW46cHc="}}
	p.Want(200, "GET", "/Users", "")
}

func TestPlatform(t *testing.T) {
	p := mocktest.NewProbe(t, kit.Options{})
	p.Want(404, "POST", "/Bulk", "{}")
	p.Want(404, "POST", "/.search", "{}")
	p.Want(405, "PATCH", "/Users", "{}")
	p.Want(405, "POST", "/Departments", "{}")
	if w := p.Raw("GET", "/api/now/v2/scim/Users", ""); w.Code != 200 {
		t.Errorf("versioned base: %d", w.Code)
	}
	if w := p.Raw("GET", "/scim/v2/Users", ""); w.Code != 404 {
		t.Errorf("another base: %d", w.Code)
	}
	p.Header.Set("Content-Type", "text/plain")
	p.Want(415, "POST", "/Users", "{}")
	p.Header = http.Header{"Accept": {"text/html"}}
	p.Want(406, "GET", "/Users", "")
	p.Header = http.Header{"Accept": {kit.MediaType}}
	if got := p.Raw("GET", "/api/now/scim/Users", "").Header().Get("Content-Type"); got != kit.MediaType {
		t.Errorf("Content-Type %s", got)
	}
	p.Header = http.Header{}
	if got := p.Raw("GET", "/api/now/scim/Users", "").Header().Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type %s", got)
	}
	p.Want(200, "GET", "/Schemas/"+kit.UserURN, "")
	p.Total(6, "/ResourceTypes")
}
