package mock

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"
)

func TestCredentials(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	p := newProbe(t, Options{ClientID: "proxy", ClientSecret: "s3cret", User: "admin", Password: "pw",
		Now: func() time.Time { return now }})
	refused := p.want(401, "GET", "/Users", "")
	if got := string(encode(refused)); got != `{"error":{"message":"User Not Authenticated",`+
		`"detail":"Required to provide Auth information"},"status":"failure"}` {
		t.Errorf("401: %s", got)
	}
	p.want(200, "GET", "/ServiceProviderConfig", "")

	p.header.Set("Content-Type", "application/x-www-form-urlencoded")
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"proxy"}, "client_secret": {"wrong"}}
	if w := p.raw("POST", "/oauth_token.do", form.Encode()); w.Code != 401 {
		t.Errorf("a wrong secret is answered with %d", w.Code)
	}
	form.Set("client_secret", "s3cret")
	form.Set("grant_type", "password")
	if w := p.raw("POST", "/oauth_token.do", form.Encode()); w.Code != 400 {
		t.Errorf("another grant is answered with %d", w.Code)
	}
	form.Set("grant_type", "client_credentials")
	w := p.raw("POST", "/oauth_token.do", form.Encode())
	token := mustObject(t, w.Body.String())
	if w.Code != 200 || fmt.Sprint(token.get("expires_in")) != "1799" {
		t.Fatalf("token: %d %s", w.Code, w.Body)
	}
	p.header = http.Header{"Authorization": {"Bearer " + token.text("access_token")}}
	p.want(200, "GET", "/Users", "")
	now = now.Add(30 * time.Minute)
	p.want(401, "GET", "/Users", "")
	p.header = http.Header{"Authorization": {"Basic YWRtaW46cHc="}}
	p.want(200, "GET", "/Users", "")
}

func TestPlatform(t *testing.T) {
	p := newProbe(t, Options{})
	p.want(404, "POST", "/Bulk", "{}")
	p.want(404, "POST", "/.search", "{}")
	p.want(405, "PATCH", "/Users", "{}")
	p.want(405, "POST", "/Departments", "{}")
	if w := p.raw("GET", "/api/now/v2/scim/Users", ""); w.Code != 200 {
		t.Errorf("versioned base: %d", w.Code)
	}
	if w := p.raw("GET", "/scim/v2/Users", ""); w.Code != 404 {
		t.Errorf("another base: %d", w.Code)
	}
	p.header.Set("Content-Type", "text/plain")
	p.want(415, "POST", "/Users", "{}")
	p.header = http.Header{"Accept": {"text/html"}}
	p.want(406, "GET", "/Users", "")
	p.header = http.Header{"Accept": {mediaSCIM}}
	if got := p.raw("GET", "/api/now/scim/Users", "").Header().Get("Content-Type"); got != mediaSCIM {
		t.Errorf("Content-Type %s", got)
	}
	p.header = http.Header{}
	if got := p.raw("GET", "/api/now/scim/Users", "").Header().Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type %s", got)
	}
	p.want(200, "GET", "/Schemas/"+snowUserURN, "")
	p.total(6, "/ResourceTypes")
}
