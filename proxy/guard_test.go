package proxy

import (
	"strings"
	"testing"
)

// The header is refused by what reads it here, whether or not the HTTP server would have taken it.
func TestReadHeader(t *testing.T) {
	f := func(want int, lines ...string) {
		t.Helper()
		raw := "Host: scim.example.com\r\n" + strings.Join(lines, "\r\n") + "\r\n\r\n"
		_, r := readHeader([]byte(raw))
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
