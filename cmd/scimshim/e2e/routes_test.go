package e2e

import (
	"crypto/tls"
	"net/http"
	"strings"
	"testing"

	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/config"
	"scimshim/proxy/mock"
)

// loadYAML reads a configuration from text. The names in it are those of vars.
func loadYAML(t *testing.T, text string, vars map[string]string) *config.Config {
	t.Helper()
	c, err := config.Load("scimshim.yaml", []byte(text), func(name string) (string, bool) {
		value, ok := vars[name]
		return value, ok
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCredentials serves one target with each kind of credential.
func TestCredentials(t *testing.T) {
	f := func(auth string, o mock.Options) {
		t.Helper()
		target := servicetest.Mock(t, "servicenow", o)
		c := loadYAML(t, `
listen: 127.0.0.1:0
admin: 127.0.0.1:0
drain: 1s
routes:
  - name: now
    clients: [{name: entra, bearer: "${CLIENT}"}]
    target: {url: "${URL}", timeout: 500ms, auth: `+auth+`}
    rules: [entra, servicenow]
`, map[string]string{"CLIENT": clientToken, "URL": target.URL, "SECRET": targetToken,
			"TOKENS": strings.TrimSuffix(target.URL, target.Base()) + "/oauth_token.do"})
		proxy := serveConfig(t, c)
		status, body := proxy.do(ask{path: byEmail, authorization: "Bearer " + clientToken})
		if status != 200 {
			t.Errorf("%s: answered with %d %s", auth, status, body)
		}
		quiet(t, proxy.log)
	}
	f(`{bearer: "${SECRET}"}`, mock.Options{Token: targetToken})
	f(`{basic: {user: scim, password: "${SECRET}"}}`, mock.Options{User: "scim", Password: targetToken})
	f(`{client_credentials: {token_url: "${TOKENS}", client_id: proxy, client_secret: "${SECRET}"}}`,
		mock.Options{ClientID: "proxy", ClientSecret: targetToken})
	f(`pass`, mock.Options{Token: clientToken})
}

// TestTwoRoutes serves two targets under two paths over HTTPS.
func TestTwoRoutes(t *testing.T) {
	now, cloud := servicetest.Mock(t, "servicenow", mock.Options{}), servicetest.Mock(t, "atlassian", mock.Options{})
	dir := t.TempDir()
	pool := servicetest.Certificate(t, dir)
	c := loadYAML(t, `
listen: 127.0.0.1:0
admin: 127.0.0.1:0
drain: 1s
tls: {cert_file: "${DIR}/cert.pem", key_file: "${DIR}/key.pem"}
routes:
  - name: now
    path: /now
    clients: {none: true}
    target: {url: "${NOW}", auth: pass}
    rules: [entra, servicenow]
  - name: cloud
    path: /cloud
    clients: {none: true}
    target: {url: "${CLOUD}", auth: pass, reuse: false}
    rules: [entra, {pack: atlassian, with: {match_email: username}}]
`, map[string]string{"DIR": dir, "NOW": now.URL, "CLOUD": cloud.URL})
	proxy := serveConfig(t, c)
	client := http.Client{Timeout: servicetest.Patience, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true,
	}}
	base := strings.TrimSuffix(strings.Replace(proxy.url, "http:", "https:", 1), "/now")
	for path, target := range map[string]*servicetest.Target{"/now": now, "/cloud": cloud} {
		resp, err := client.Get(base + path + "/Users?filter=userName+eq+%22a%40example.com%22")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := filters(target); resp.StatusCode != 200 || len(got) != 1 {
			t.Errorf("%s: answered with %d, and the target saw %q", path, resp.StatusCode, got)
		}
	}
	proxy.counted(`scimshim_requests_total{code="200",method="GET",resource="Users",route="now"} 1`)
	proxy.counted(`scimshim_requests_total{code="200",method="GET",resource="Users",route="cloud"} 1`)
}
