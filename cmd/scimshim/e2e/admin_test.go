package e2e

import (
	"crypto/tls"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/cmd/scimshim/service"
	"scimshim/cmd/scimshim/service/servicetest"
)

// The admin address as a mapping: a certificate, a token that metrics ask for and health
// does not, and a health check that trusts that certificate alone.
func TestAdminAccess(t *testing.T) {
	const token = "admin-token-0123456789"
	dir, other := t.TempDir(), t.TempDir()
	pool := servicetest.Certificate(t, dir)
	servicetest.Certificate(t, other)
	if err := os.WriteFile(filepath.Join(dir, "admin.token"), []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := loadYAML(t, `
listen: 127.0.0.1:0
admin:
  listen: 127.0.0.1:0
  bearer_file: "${DIR}/admin.token"
  tls: {cert_file: "${DIR}/cert.pem", key_file: "${DIR}/key.pem"}
drain: 1s
routes:
  - name: now
    clients: {none: true}
    target: {url: "http://127.0.0.1:1", auth: pass}
    rules: [entra]
`, map[string]string{"DIR": dir})
	admin := strings.TrimPrefix(serveConfig(t, c).admin, "http://")
	host, port, err := net.SplitHostPort(admin)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Timeout: servicetest.Patience, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true,
	}}
	for field, want := range map[string]int{"": 401, "Bearer " + token: 200} {
		req, err := http.NewRequest(http.MethodGet, "https://"+admin+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", field)
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("with %q: %d, want %d", field, resp.StatusCode, want)
		}
	}
	if text, err := service.AskHealth(host, port, filepath.Join(dir, "cert.pem"), "/readyz"); err != nil || text != "ok" {
		t.Errorf("healthz gets %q, %v", text, err)
	}
	for file, want := range map[string]string{
		filepath.Join(other, "cert.pem"): "is not that of --cert-file", filepath.Join(dir, "key.pem"): "no PEM certificate",
		filepath.Join(dir, "none.pem"): "no such file",
	} {
		if _, err := service.AskHealth(host, port, file, "/readyz"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("healthz with %s: %v", filepath.Base(file), err)
		}
	}
}
