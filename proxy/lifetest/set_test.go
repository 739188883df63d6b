package lifetest

import (
	"strings"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
)

func TestNewSet(t *testing.T) {
	f := func(want string, change func(*proxy.Route)) {
		t.Helper()
		r := proxytest.Route("https://target.example.com/scim")
		change(&r)
		_, err := proxy.NewSet([]proxy.Route{r}, proxy.SetInfo{})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%v, want %q", err, want)
		}
		if err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%v holds a secret", err)
		}
	}
	f("", func(*proxy.Route) {})
	f("", func(r *proxy.Route) { r.Path = "/scim/v2/" })
	f("", func(r *proxy.Route) { r.Path = "" })
	f("", func(r *proxy.Route) { r.PublicURL = "" })
	f("", func(r *proxy.Route) { r.Target.URL = "http://[::1]:8080/" })
	f("", func(r *proxy.Route) { r.Clients, r.NoClientAuth = nil, true })
	f("the name must be", func(r *proxy.Route) { r.Name = "" })
	f("the name must be", func(r *proxy.Route) { r.Name = "none" })
	f("the name must be", func(r *proxy.Route) { r.Name = "a b" })
	f("no rules", func(r *proxy.Route) { r.Chain = nil })
	f("an endpoint", func(r *proxy.Route) { r.Resources = []string{"Users", "../x"} })
	f("the path must be", func(r *proxy.Route) { r.Path = "scim" })
	f("the path must be", func(r *proxy.Route) { r.Path = "/scim/../api" })
	f("the path must be", func(r *proxy.Route) { r.Path = "/scim//v2" })
	f("public URL: the URL must begin", func(r *proxy.Route) { r.PublicURL = "ftp://scim.example.com" })
	f("target: the URL must begin", func(r *proxy.Route) { r.Target.URL = "target.example.com" })
	f("target: the URL is not", func(r *proxy.Route) { r.Target.URL = "https://canary%zz" })
	f("a user or a password", func(r *proxy.Route) { r.Target.URL = "https://u:canary@target.example.com/" })
	f("without a query", func(r *proxy.Route) { r.Target.URL = "https://target.example.com/?canary" })
	f("well-formed host", func(r *proxy.Route) { r.Target.URL = "https:///scim" })
	f("well-formed host", func(r *proxy.Route) { r.Target.URL = "https://-canary/" })
	f("target: the path", func(r *proxy.Route) { r.Target.URL = "https://target.example.com/a/../b" })
	f("must be positive", func(r *proxy.Route) { r.Target.Timeout = -1 })
	f("the secret is empty", func(r *proxy.Route) { r.Target.Credential = target.Bearer(secret.Secret{}) })
	f("one line", func(r *proxy.Route) { r.Target.Credential = target.Basic("u", secret.FromText("canary\r\nX: y")) })
	f("the client id", func(r *proxy.Route) {
		r.Target.Credential = target.ClientCredentials("https://login.example.com/token", "", secret.FromText("x"))
	})
	f("the URL must begin", func(r *proxy.Route) { r.Target.Credential = target.ClientCredentials("x", "id", secret.FromText("x")) })
	f("name the clients", func(r *proxy.Route) { r.Clients = nil })
	f("but not both", func(r *proxy.Route) { r.NoClientAuth = true })
	f(`client "a": the secret is empty`, func(r *proxy.Route) { r.Clients = []proxy.Client{{Name: "a", Token: secret.FromText("")}} })
	f(`client "a": a secret must have at least 16`, func(r *proxy.Route) {
		r.Clients = []proxy.Client{{Name: "a", Token: secret.FromText("fifteen-letters")}}
	})
}

func TestNewSetFindsClashes(t *testing.T) {
	f := func(want, nameB, pathA, pathB string) {
		t.Helper()
		a, b := proxytest.Route("https://a.example.com"), proxytest.Route("https://b.example.com")
		a.Path, b.Name, b.Path = pathA, nameB, pathB
		_, err := proxy.NewSet([]proxy.Route{a, b}, proxy.SetInfo{})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	f("", "b", "/a", "/b")
	f("", "b", "/a", "/ab")
	f("two routes test", "test", "/a", "/b")
	f("overlap", "b", "/a", "/a")
	f("overlap", "b", "/a", "/a/b")
	f("overlap", "b", "/a/b", "/a/")
	f("overlap", "b", "", "/a")
	if _, err := proxy.NewSet(nil, proxy.SetInfo{}); err == nil {
		t.Error("a set without routes is taken")
	}
}
