package lifetest

import (
	"crypto/tls"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/file"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
)

// An adminAsk is a request to the admin listener, as "METHOD PATH", and its fields.
type adminAsk struct {
	line, host, origin, site, token string
}

// admin sends it and returns the status and the text of the answer.
func admin(r *proxytest.Running, a adminAsk) (int, string) {
	r.T.Helper()
	method, path, _ := strings.Cut(a.line, " ")
	req, err := http.NewRequest(method, "http://"+r.AdminAddr().String()+path, nil)
	if err != nil {
		r.T.Fatal(err)
	}
	req.Host = a.host
	for name, value := range map[string]string{"Origin": a.origin, "Sec-Fetch-Site": a.site} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	if a.token != "" {
		req.Header.Set("Authorization", "Bearer "+a.token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.T.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		r.T.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// A11: a page of a stranger, in a browser that reaches the admin listener, learns
// nothing and changes nothing.
func TestAdminGuard(t *testing.T) {
	reloads := 0
	p := proxytest.Start(t, proxytest.StartTarget(t, nil).URL(), func(o *proxy.Options, _ *proxy.Route) {
		o.Reload = func(bool) error { reloads++; return nil }
		o.AdminAccess.Hosts = []string{"scimshim.internal"}
	})
	f := func(a adminAsk, code int) {
		t.Helper()
		if got, text := admin(p, a); got != code {
			t.Errorf("%+v: %d %s, want %d", a, got, text, code)
		}
	}
	for _, path := range []string{"/metrics", "/healthz", "/readyz"} {
		for _, host := range []string{"127.0.0.1", "127.0.0.1:9464", "10.1.2.3:9464", "[::1]:9464", "[::1]", "localhost",
			"LOCALHOST:9464", "localhost.", "scimshim.internal:9464", "Scimshim.Internal"} {
			f(adminAsk{line: "GET " + path, host: host}, 200)
		}
		for _, host := range []string{"evil.example", "evil.example:9464", "127.0.0.1.evil.example", "localhost.evil.example",
			"scimshim.internal.evil.example", "xlocalhost", "0x7f.1"} {
			f(adminAsk{line: "GET " + path, host: host}, 421)
		}
	}
	const reload = "POST /-/reload"
	f(adminAsk{line: reload, host: "evil.example"}, 421)
	f(adminAsk{line: reload, host: "evil.example", origin: "http://evil.example"}, 421)
	f(adminAsk{line: reload, origin: "https://evil.example"}, 403)
	f(adminAsk{line: reload, origin: "null"}, 403)
	f(adminAsk{line: reload, site: "cross-site"}, 403)
	f(adminAsk{line: reload, site: "same-site"}, 403)
	if reloads != 0 {
		t.Errorf("%d reloads were made for strangers", reloads)
	}
	f(adminAsk{line: reload}, 200)
	f(adminAsk{line: reload, host: "localhost:9464", origin: "http://localhost:9464"}, 200)
	f(adminAsk{line: reload, site: "same-origin"}, 200)
	f(adminAsk{line: "GET /metrics", site: "cross-site"}, 200) // which the page cannot read
	if reloads != 3 {
		t.Errorf("%d reloads, want 3", reloads)
	}
}

// With a token, only the health is for everybody.
func TestAdminToken(t *testing.T) {
	const token = "admin-token-0123456789"
	p := proxytest.Start(t, proxytest.StartTarget(t, nil).URL(), func(o *proxy.Options, _ *proxy.Route) {
		o.Reload = func(bool) error { return nil }
		o.AdminAccess.Token = secret.FromText(token)
	})
	for line, code := range map[string]int{
		"GET /healthz": 200, "GET /readyz": 200, "GET /metrics": 401, "POST /-/reload": 401, "GET /": 401,
		"GET /healthz/": 401, "POST /healthz": 401,
	} {
		for _, shown := range []string{"", token[1:], token + "0", proxytest.ClientToken} {
			if got, _ := admin(p, adminAsk{line: line, token: shown}); got != code {
				t.Errorf("%s with %q: %d, want %d", line, shown, got, code)
			}
		}
	}
	for _, line := range []string{"GET /metrics", "POST /-/reload", "GET /readyz"} {
		if got, text := admin(p, adminAsk{line: line, token: token}); got != 200 {
			t.Errorf("%s: %d %s", line, got, text)
		}
	}
	if _, err := proxy.New(proxy.Options{Listen: ":0", Admin: ":0", AdminAccess: proxy.AdminAccess{Token: secret.FromText("")}}); err == nil {
		t.Error("an empty token is taken")
	}
}

func TestAdminTLS(t *testing.T) {
	dir := t.TempDir()
	files := file.KeyPair{Cert: filepath.Join(dir, "tls.crt"), Key: filepath.Join(dir, "tls.key")}
	roomtest.WriteKeyPair(t, files, 1)
	p := proxytest.Start(t, proxytest.StartTarget(t, nil).URL(), func(o *proxy.Options, _ *proxy.Route) { o.AdminAccess.TLS = &files })
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}}
	resp, err := client.Get("https://" + p.AdminAddr().String() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 || resp.TLS == nil {
		t.Errorf("answered with %d", resp.StatusCode)
	}
}
