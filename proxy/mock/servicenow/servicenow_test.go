package servicenow_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/proxy/mock"
	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/mocktest"
	"scimshim/proxy/mock/servicenow/sdk/sdktest"
)

func TestCredentials(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	p := newProbe(t, kit.Options{ClientID: "proxy", ClientSecret: "s3cret", User: "admin", Password: "pw",
		Now: func() time.Time { return now }})
	refused := p.want(401, "GET", "/Users", "")
	if got := string(ordered.Encode(refused)); got != `{"error":{"message":"User Not Authenticated",`+
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
	token := sdktest.Object(t, w.Body.String())
	if w.Code != 200 || fmt.Sprint(token.Get("expires_in")) != "1799" {
		t.Fatalf("token: %d %s", w.Code, w.Body)
	}
	p.header = http.Header{"Authorization": {"Bearer " + token.Text("access_token")}}
	p.want(200, "GET", "/Users", "")
	now = now.Add(30 * time.Minute)
	p.want(401, "GET", "/Users", "")
	p.header = http.Header{"Authorization": {"Basic YWRtaW46cHc="}}
	p.want(200, "GET", "/Users", "")
}

func TestPlatform(t *testing.T) {
	p := newProbe(t, kit.Options{})
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
	p.header = http.Header{"Accept": {kit.MediaType}}
	if got := p.raw("GET", "/api/now/scim/Users", "").Header().Get("Content-Type"); got != kit.MediaType {
		t.Errorf("Content-Type %s", got)
	}
	p.header = http.Header{}
	if got := p.raw("GET", "/api/now/scim/Users", "").Header().Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type %s", got)
	}
	p.want(200, "GET", "/Schemas/"+kit.UserURN, "")
	p.total(6, "/ResourceTypes")
}

func TestDiscovery(t *testing.T) { mocktest.Discovery(t, "servicenow") }

// TestRateLimit holds the answer to too many requests, which is not SCIM's.
func TestRateLimit(t *testing.T) {
	p := newProbe(t, kit.Options{Now: func() time.Time { return time.Unix(1000, 0) }})
	p.target.Fault(mock.Fault{Kind: "status", Status: 429})
	w := p.raw("GET", p.target.Base()+"/Users", "")
	if w.Code != 429 || w.Header().Get("Retry-After") != "60" || w.Header().Get("X-RateLimit-Reset") != "1060" ||
		!strings.HasPrefix(w.Body.String(), `{"error":{"message":"Rate limit exceeded"`) {
		t.Errorf("429: %d %v %s", w.Code, w.Header(), w.Body)
	}
}

// TestConcurrent creates users from many sides at once; the race detector and the count judge it.
func TestConcurrent(t *testing.T) {
	p := newProbe(t, kit.Options{})
	const writers = 16
	var wait sync.WaitGroup
	for i := range writers {
		wait.Go(func() {
			p.raw("POST", p.target.Base()+"/Users",
				fmt.Sprintf(`{"schemas":["%s"],"userName":"user%d"}`, kit.UserURN, i))
			p.target.All("Users")
			p.target.Requests()
		})
	}
	wait.Wait()
	users, requests := len(p.target.All("Users")), len(p.target.Requests())
	if users != writers || requests != writers {
		t.Errorf("%d users, %d requests", users, requests)
	}
}
