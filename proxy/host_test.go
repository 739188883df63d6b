package proxy

import "testing"

// A Host that two readers may take for two hosts is refused (RFC 9112, section 3.2).
func TestHost(t *testing.T) {
	f := func(host string, want int) {
		t.Helper()
		h, r := readHeader([]byte("Host: " + host + "\r\n\r\n"))
		if got := 200; r != nil && r.Status != want || r == nil && got != want {
			t.Errorf("%q: %v, want %d", h.value, r, want)
		}
	}
	for _, host := range []string{"a", "scim.example.com", "scim.example.com:8443", "scim.example.com.", "10.0.0.1", "10.0.0.1:80", "[::1]",
		"[::1]:8080", "[2001:db8::192.0.2.1]", "scim_1.example.com", "a:", "xn--bcher-kva.example"} {
		f(host, 200)
	}
	for _, host := range []string{"a:b@x", "admin:pw@evil.example", "a@b", "a@b:80", "a/b", "a\\b", "a,b", "a, b", "a b", "a;b",
		"a:80:80", "a:xx", "a:-1", "a:123456", ":80", "[", "[]", "[::1", "::1]", "[::1]x", "x[::1]", "[::1]]", "[g::1]",
		"[::1%25eth0]", "a%2fb", "a?b", "a#b", "a*", "b\u00fccher", "a<b", "\"a\"", "http://a", "[::1]:x", "[::1]@a", "a..b", ".a", ".", "a.."} {
		f(host, 400)
	}
}

// Tokens of fields are ASCII: neither the Kelvin sign is a k nor the long s an s.
func TestTokensAreASCII(t *testing.T) {
	f := func(fields string, ok, closes bool) {
		t.Helper()
		h, r := readHeader([]byte(fields + "\r\n\r\n"))
		if (r == nil) != ok || h.close != closes {
			t.Errorf("%q: %v, closes %t", fields, r, h.close)
		}
	}
	f("Transfer-Encoding: CHUNKED", true, false)
	f("Transfer-Encoding: chun\u212aed", false, false)
	f("Connection: x, Close", true, true)
	f("Connection: clo\u017fe", true, false)
}

// Whoever is not let in is told so wherever he knocks below a route's path, and nothing
// of which endpoints there are (RFC 9110, section 15.5.2). Outside all routes there is
// nobody who could let him in.
func TestStrangerLearnsNothing(t *testing.T) {
	target := startTarget(t, nil)
	p := startProxy(t, target.url())
	f := func(path string, stranger, client int) {
		t.Helper()
		const line = " HTTP/1.1\r\nHost: x\r\n"
		p.ask("GET "+path+line+"\r\n").isError(t, stranger)
		if a := p.ask("GET " + path + line + "Authorization: Bearer " + testToken + "\r\n\r\n"); a.code != client {
			t.Errorf("%s: a client got %d, want %d", path, a.code, client)
		}
	}
	f("/scim/v2/Users", 401, 200)
	f("/scim/v2/Bulk", 401, 404)
	f("/scim/v2/.search", 401, 501)
	f("/scim/v2", 401, 404)
	f("/scim/v2/", 401, 404)
	f("/scim/v2/Users/..", 401, 400)
	f("/scim/v2/Users;x=1", 401, 400)
	f("/scim/v2/..;/api", 401, 400)
	f("/scim/v2/%2e%2e/api", 401, 400)
	f("/scim/v2/Users?x=1", 401, 400)
	f("/elsewhere/Users", 404, 404)
	f("/elsewhere;x/Users", 400, 400)
	f("/scim/v2x/Users", 404, 404)
}
