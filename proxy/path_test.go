package proxy

import (
	"net/url"
	"strings"
	"testing"
)

// testServing returns a serving of two routes that nothing is sent through.
func testServing(t testing.TB) *serving {
	t.Helper()
	s := &serving{}
	for _, path := range []string{"/scim/v2", "/other"} {
		r := testRoute("http://127.0.0.1:1/api/now/scim")
		r.Name, r.Path = "r"+strings.ReplaceAll(path, "/", "-"), path
		made, err := newRoute(r)
		if err != nil {
			t.Fatal(err)
		}
		s.lanes = append(s.lanes, &lane{route: &made})
	}
	return s
}

func TestLocate(t *testing.T) {
	s := testServing(t)
	at := func(uri, path, resource, id, query string) {
		t.Helper()
		p, r := s.locate([]byte(uri))
		if r != nil {
			t.Errorf("%s: %v", uri, r)
			return
		}
		got := p.lane.Resources[p.resource]
		if p.lane.Path != path || got != resource || p.id != id || string(p.query) != query {
			t.Errorf("%s: %s %s %q ?%s", uri, p.lane.Path, got, p.id, p.query)
		}
	}
	no := func(uri string, status int) {
		t.Helper()
		if p, r := s.locate([]byte(uri)); r == nil || r.Status != status {
			t.Errorf("%s: %v %q, want %d", uri, r, p.id, status)
		}
	}
	at("/scim/v2/Users", "/scim/v2", "Users", "", "")
	at("/scim/v2/Users/", "/scim/v2", "Users", "", "")
	at("/scim/v2/Users/?filter=a", "/scim/v2", "Users", "", "filter=a")
	at("/scim/v2/users", "/scim/v2", "Users", "", "")
	at("/scim/v2/GROUPS/1", "/scim/v2", "Groups", "1", "")
	at("/other/Groups/1/", "/other", "Groups", "1", "")
	at("/scim/v2/ServiceProviderConfig", "/scim/v2", "ServiceProviderConfig", "", "")
	at("/scim/v2/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", "/scim/v2", "Schemas",
		"urn:ietf:params:scim:schemas:core:2.0:User", "")
	at("/scim/v2/Users/jos%C3%A9", "/scim/v2", "Users", "josé", "")
	at("/scim/v2/Users/auth0%7c5f", "/scim/v2", "Users", "auth0|5f", "")
	at("/scim/v2/Users/a%20b", "/scim/v2", "Users", "a b", "")
	at("/scim/v2/Users/a+b", "/scim/v2", "Users", "a+b", "")
	at("/scim/v2/Users/barbara@example.com", "/scim/v2", "Users", "barbara@example.com", "")
	at("/scim/v2/Users/a..b", "/scim/v2", "Users", "a..b", "")
	at("/scim/v2/Users?aadOptscim062020", "/scim/v2", "Users", "", "aadOptscim062020")
	at("/scim/v2?aadOptscim062020/Users?filter=x", "/scim/v2", "Users", "", "filter=x")
	at("/scim/v2/?AADOPTSCIM062020=true/Users/1?count=1", "/scim/v2", "Users", "1", "count=1")
	at("/scim/v2?AzureAdScimPatch2017/Groups", "/scim/v2", "Groups", "", "")

	no("", 400)
	no("*", 400)
	no("scim/v2/Users", 400)
	no("http://evil.example/scim/v2/Users", 400)
	no("/", 404)
	no("/scim", 404)
	no("/scim/v2", 404)
	no("/scim/v2/", 404)
	no("/scim/v2?filter=a", 404)
	no("/scim/v2?aadOptscim062020", 404)
	no("/scim/v2?aadOptscim062020&/Users", 404)
	no("/scim/v2?aadOptscim062020=%2f/Users", 404)
	no("/scim/v2/0b6c7e0a-8f5a-4f4e-9c1c-1f0e8f4f5a11", 404)
	no("/scim/v2/_Users", 404)
	no("/scim/v2/Users/.search", 501)
	no("/scim/v2/..search", 400)
	no("/scim/v2?aadOptscim062020/../Users", 400)
	no("/scim/v2?aadOptscim062020/Users\\1", 400)
	no("/scim/v2Users", 404)
	no("/SCIM/v2/Users", 404)
	no("//scim/v2/Users", 404)
	no("/scim//v2//Users", 404)
	no("/scim/v2//Users", 400)
	no("/scim/v2/./Users", 400)
	no("/scim/v2/../../api/now/table/sys_user", 400)
	no("/scim/v2/%2e%2e/%2e%2e/api/now/table/sys_user", 400)
	no("/scim/v2/..%2f..%2fapi/now/table/sys_user", 400)
	no("/scim/v2/%252e%252e/%252e%252e/api/now", 400)
	no("/scim/v2/..;/..;/api/now/table/sys_user", 400)
	no("/scim/v2/..;x=1/api", 400)
	no("/scim/v2/.%2e;/api", 400)
	no("/scim/v2/..\\..\\api\\now", 400)
	no("/scim/v2/..%5c..%5capi%5cnow", 400)
	no("/scim/v2/%c0%ae%c0%ae/api", 400)
	no("/scim/v2/．．/api", 400)
	no("/scim;a=b/v2;c/Users", 400)
	no("/scim%2fv2%2fUsers", 404)
	no("/scim/v2/%55sers", 400)
	no("/scim/v2/Users;jsessionid=1", 400)
	no("/scim/v2/Users%00/x", 400)
	no("/scim/v2/Us\x00ers", 400)
	no("/scim/v2/Users#/../api", 400)
	no("/scim/v2/Users/a/b", 400)
	no("/scim/v2/Users//", 400)
	no("/scim/v2/Users//1", 400)
	no("/scim/v2/Users/..", 400)
	no("/scim/v2/Users/.", 400)
	no("/scim/v2/Users/%2e%2e", 400)
	no("/scim/v2/Users/..%00", 400)
	no("/scim/v2/Users/a%2Fb", 400)
	no("/scim/v2/Users/a%5Cb", 400)
	no("/scim/v2/Users/a%3Bb", 400)
	no("/scim/v2/Users/a%3fb", 400)
	no("/scim/v2/Users/a%23b", 400)
	no("/scim/v2/Users/a%252fb", 400)
	no("/scim/v2/Users/%zz", 400)
	no("/scim/v2/Users/%2", 400)
	no("/scim/v2/Users/%", 400)
	no("/scim/v2/Users/josé", 400)
	no("/scim/v2/Users/%c0%ae", 400)
	no("/scim/v2/Users/%ff", 400)
	no("/scim/v2/Users/%ef%bc%8e", 400)
	no("/scim/v2/Users/%c2%85", 400)
	no("/scim/v2/Users/%0d%0a", 400)
	no("/scim/v2/Users/a b", 400)
	no("/scim/v2/Users/"+strings.Repeat("a", maxID+1), 400)
	no("/scim/v2/Bulk", 404)
	no("/scim/v2/Me", 404)
	no("/scim/v2/.search", 501)
	no("/scim/v2/Users.json", 400)
	no("/scim/v2/"+strings.Repeat("U", 65), 400)
}

// FuzzLocate checks that no accepted path leads out of the base, whoever
// decodes what is sent to the target.
func FuzzLocate(f *testing.F) {
	for _, seed := range []string{"/scim/v2/Users/1?a=b", "/scim/v2?aadOptscim062020/Users", "/scim/v2/Users/%c3%a9"} {
		f.Add([]byte(seed))
	}
	s := testServing(f)
	f.Fuzz(func(t *testing.T, uri []byte) {
		p, r := s.locate(uri)
		if r != nil {
			if p.lane != nil && p.resource >= len(p.lane.Resources) {
				t.Fatalf("no such endpoint: %d", p.resource)
			}
			return
		}
		sent := string(appendEscaped(nil, p.id))
		if back, err := url.PathUnescape(sent); err != nil || back != p.id {
			t.Fatalf("%q is sent as %q, read as %q, %v", p.id, sent, back, err)
		}
		twice, _ := url.PathUnescape(p.id)
		for _, reading := range []string{sent, p.id, twice} {
			if strings.ContainsAny(reading, "/\\;?#") || reading == "." || reading == ".." {
				t.Fatalf("%q may be read as %q", uri, reading)
			}
		}
	})
}
