package proxy

import (
	"flag"
	"fmt"
	"net/url"
	"path"
	"strings"
	"testing"
	"unicode"

	"scimshim/proxy/ascii"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
	"scimshim/rewrite"
	"scimshim/rewrite/ids"
)

// testServing returns a serving of two routes that nothing is sent through.
func testServing(t testing.TB) *serving {
	t.Helper()
	s := &serving{}
	for _, path := range []string{"/scim/v2", "/other"} {
		r := Route{
			Name: "r" + strings.ReplaceAll(path, "/", "-"), Path: path, PublicURL: "https://scim.example.com/scim/v2",
			Target:  Target{URL: "http://127.0.0.1:1/api/now/scim", Credential: target.Bearer(secret.FromText("target-token-9f2e"))},
			Clients: []Client{{Name: "entra", Token: secret.FromText("client-token-5b1c")}}, Chain: &rewrite.Chain{},
		}
		made, err := newRoute(r)
		if err != nil {
			t.Fatal(err)
		}
		s.lanes = append(s.lanes, &lane{parsedRoute: &made})
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
		got := p.lane.Resources[p.index]
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
	at("/scim/v2/Users/a&b=c,d", "/scim/v2", "Users", "a&b=c,d", "")
	at("/scim/v2/Users/a%26b%3dc", "/scim/v2", "Users", "a&b=c", "")
	at("/scim/v2/Users/CN%3DAnna%2COU%3DExample", "/scim/v2", "Users", "CN=Anna,OU=Example", "")
	at("/scim/v2/Users/CN%253DAnna%252COU%253DExample", "/scim/v2", "Users", "CN%3DAnna%2COU%3DExample", "")
	at("/scim/v2/Users/%5B%5D%40%21%24%27%28%29%2A%2B%3A", "/scim/v2", "Users", "[]@!$'()*+:", "")
	at("/scim/v2/Users/100%25", "/scim/v2", "Users", "100%", "")
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
	at("/scim/v2/Users/.search", "/scim/v2", "Users", ".search", "")
	no("/scim/v2/Users/.search/1", 400)
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
	for _, id := range []string{"a%252fb", "a%25252fb", "a%25u002fb", "a%255cb", "%25252e", "a%252eb", "a%253bb", "a%253fb",
		"a%2523b", "a%2500b", "a%25c0%25aeb", "a%2525252525252525b", "..%20", "%20..", ".%20.", "...", "..%E2%80%8B",
		"%20", "..%C2%AD", "..%2509", "a%E2%80%A6b", "%EF%BC%8F", "%EF%BC%85", "a%CD%BEb", "a%E2%84%80b", "%EF%B9%A8",
		"a/b", "a;b", "a[b]", "a%2f..%2f..%2fapi"} {
		no("/scim/v2/Users/"+id, 400)
	}
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
	no("/scim/v2/Users/"+strings.Repeat("a", 1536/3+1), 400)
	at("/scim/v2/Bulk", "/scim/v2", "Bulk", "", "")
	no("/scim/v2/Me", 404)
	no("/scim/v2/.search", 501)
	no("/scim/v2/Users.json", 400)
	no("/scim/v2/"+strings.Repeat("U", 65), 400)
}

var everyCharacter = flag.Bool("every-character", false, "try ids with each character of Unicode, the ideographs and all")

// Each character of Unicode that an id may have goes to the target as itself, in
// whichever way the client encodes it, and each other is refused in all ways. None
// leads out of the base, however often it is decoded.
func TestEveryCharacter(t *testing.T) {
	s := testServing(t)
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if letters := r > 0x3400 && r < 0xf900 || r > 0xffff; letters && r%127 != 0 && !*everyCharacter {
			continue // one of many alike
		}
		for _, id := range []string{"a" + string(r) + "b", ".." + string(r), "%" + url.PathEscape(string(r)) + "b"} {
			checkID(t, s, id)
		}
	}
}

// checkID sends an id in all ways of encoding it.
func checkID(t *testing.T, s *serving, id string) {
	t.Helper()
	fits := ids.FitPath(id)
	whole := make([]byte, 0, 3*len(id))
	for i := range len(id) {
		whole = fmt.Appendf(whole, "%%%02x", id[i])
	}
	for _, sent := range []string{url.PathEscape(id), string(ascii.AppendEscaped(nil, id)), string(whole)} {
		p, r := s.locate([]byte("/scim/v2/Users/" + sent))
		switch {
		case !fits && r == nil:
			t.Fatalf("%q, sent as %s, is taken for %q", id, sent, p.id)
		case fits && r != nil && !strings.Contains(strings.ToLower(sent), "%2e") && !strings.ContainsAny(sent, "[]"):
			t.Fatalf("%q, sent as %s: %v", id, sent, r)
		case r != nil:
			continue
		}
		u, err := url.Parse("http://127.0.0.1/api/now/scim/Users/" + string(ascii.AppendEscaped(nil, p.id)))
		if err != nil || u.Path != "/api/now/scim/Users/"+id || path.Clean(u.Path) != u.Path {
			t.Fatalf("%q reaches the target as %v, %v", id, u, err)
		}
		for reading, was := u.Path, ""; reading != was && err == nil; {
			if path.Clean(reading) != reading || path.Dir(reading) != "/api/now/scim/Users" {
				t.Fatalf("%q may be read as %q", id, reading)
			}
			was = reading
			reading, err = url.PathUnescape(reading)
		}
	}
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
			if p.lane != nil && p.index >= len(p.lane.Resources) {
				t.Fatalf("no such endpoint: %d", p.index)
			}
			return
		}
		sent := string(ascii.AppendEscaped(nil, p.id))
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
