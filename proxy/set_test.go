package proxy

import (
	"strings"
	"testing"

	"scimshim/proxy/secret"
)

func TestNewSet(t *testing.T) {
	f := func(want string, change func(*Route)) {
		t.Helper()
		r := testRoute("https://target.example.com/scim")
		change(&r)
		_, err := NewSet([]Route{r}, SetInfo{})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%v, want %q", err, want)
		}
		if err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%v holds a secret", err)
		}
	}
	f("", func(*Route) {})
	f("", func(r *Route) { r.Path = "/scim/v2/" })
	f("", func(r *Route) { r.Path = "" })
	f("", func(r *Route) { r.PublicURL = "" })
	f("", func(r *Route) { r.Target.URL = "http://[::1]:8080/" })
	f("", func(r *Route) { r.Clients, r.NoClientAuth = nil, true })
	f("the name must be", func(r *Route) { r.Name = "" })
	f("the name must be", func(r *Route) { r.Name = "none" })
	f("the name must be", func(r *Route) { r.Name = "a b" })
	f("no rules", func(r *Route) { r.Chain = nil })
	f("an endpoint", func(r *Route) { r.Resources = []string{"Users", "../x"} })
	f("the path must be", func(r *Route) { r.Path = "scim" })
	f("the path must be", func(r *Route) { r.Path = "/scim/../api" })
	f("the path must be", func(r *Route) { r.Path = "/scim//v2" })
	f("public URL: the URL must begin", func(r *Route) { r.PublicURL = "ftp://scim.example.com" })
	f("target: the URL must begin", func(r *Route) { r.Target.URL = "target.example.com" })
	f("target: the URL is not", func(r *Route) { r.Target.URL = "https://canary%zz" })
	f("a user or a password", func(r *Route) { r.Target.URL = "https://u:canary@target.example.com/" })
	f("without a query", func(r *Route) { r.Target.URL = "https://target.example.com/?canary" })
	f("well-formed host", func(r *Route) { r.Target.URL = "https:///scim" })
	f("well-formed host", func(r *Route) { r.Target.URL = "https://-canary/" })
	f("target: the path", func(r *Route) { r.Target.URL = "https://target.example.com/a/../b" })
	f("must be positive", func(r *Route) { r.Target.Timeout = -1 })
	f("the secret is empty", func(r *Route) { r.Target.Credential = Bearer(secret.Secret{}) })
	f("one line", func(r *Route) { r.Target.Credential = Basic("u", secret.FromText("canary\r\nX: y")) })
	f("the client id", func(r *Route) {
		r.Target.Credential = ClientCredentials("https://login.example.com/token", "", secret.FromText("x"))
	})
	f("the URL must begin", func(r *Route) { r.Target.Credential = ClientCredentials("x", "id", secret.FromText("x")) })
	f("name the clients", func(r *Route) { r.Clients = nil })
	f("but not both", func(r *Route) { r.NoClientAuth = true })
	f(`client "a": the secret is empty`, func(r *Route) { r.Clients = []Client{{"a", secret.FromText("")}} })
	f(`client "a": a secret must have at least 16`, func(r *Route) { r.Clients = []Client{{"a", secret.FromText("fifteen-letters")}} })
}

func TestNewSetFindsClashes(t *testing.T) {
	f := func(want, nameB, pathA, pathB string) {
		t.Helper()
		a, b := testRoute("https://a.example.com"), testRoute("https://b.example.com")
		a.Path, b.Name, b.Path = pathA, nameB, pathB
		_, err := NewSet([]Route{a, b}, SetInfo{})
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
	if _, err := NewSet(nil, SetInfo{}); err == nil {
		t.Error("a set without routes is taken")
	}
}
