package head

import (
	"strings"
	"testing"
)

// The header is refused by what reads it here, whether or not the HTTP server would have taken it.
func TestReadHeader(t *testing.T) {
	f := func(want int, lines ...string) {
		t.Helper()
		raw := "Host: scim.example.com\r\n" + strings.Join(lines, "\r\n") + "\r\n\r\n"
		r := new(Header).Read([]byte(raw))
		if r == nil && want != 0 || r != nil && r.Status != want {
			t.Errorf("%q: %v, want %d", lines, r, want)
		}
	}
	f(0, "Content-Length: 5")
	f(0, "Transfer-Encoding: chunked")
	f(0, "Accept: a", "Accept: b", "X: y", "X: y")
	f(400, "Content-Length: 5", "Transfer-Encoding: chunked")
	f(400, "Transfer-Encoding: gzip, chunked")
	f(400, "Transfer-Encoding: identity")
	f(400, "Content-Length: +5")
	f(400, "Content-Length: 5, 5")
	f(400, "Content-Length: ")
	f(400, "Content-Length: 5", "Content-Length: 5")
	f(400, "Content_Length: 5")
	f(400, "X: a", " b")
	f(400, "X: a", "\tTransfer-Encoding: chunked")
	f(400, "X: a\nTransfer-Encoding: chunked")
	f(400, "X : a")
	f(400, ": a")
	f(400, "X: a\rb")
	f(400, "Trailer: If-Match")
	f(400, "Authorization: Bearer \xe9")
	f(417, "Expect: 200-ok")
	f(431, strings.Repeat("X: y\r\n", 100)+"X: y")
}

// A Host that two readers may take for two hosts is refused (RFC 9112, section 3.2).
func TestHost(t *testing.T) {
	f := func(host string, want int) {
		t.Helper()
		var h Header
		r := h.Read([]byte("Host: " + host + "\r\n\r\n"))
		if got := 200; r != nil && r.Status != want || r == nil && got != want {
			t.Errorf("%q: %v, want %d", h.Value, r, want)
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
		var h Header
		r := h.Read([]byte(fields + "\r\n\r\n"))
		if (r == nil) != ok || h.Close != closes {
			t.Errorf("%q: %v, closes %t", fields, r, h.Close)
		}
	}
	f("Transfer-Encoding: CHUNKED", true, false)
	f("Transfer-Encoding: chun\u212aed", false, false)
	f("Connection: x, Close", true, true)
	f("Connection: clo\u017fe", true, false)
}
