package wiretest

import (
	"errors"
	"strings"
	"testing"
)

// The second reader itself, at the examples of the RFCs and at what it must refuse.
func TestStrictReader(t *testing.T) {
	const head = "POST /a?b HTTP/1.1\r\nHost: x\r\n"
	good := func(b, body, rest string) {
		t.Helper()
		m, left, err := readStrictRequest(b)
		if err != nil || m.body != body || left != rest {
			t.Errorf("%q: %v, %+v, rest %q", b, err, m, left)
		}
	}
	bad := func(b string, incomplete bool) {
		t.Helper()
		if m, _, err := readStrictRequest(b); err == nil || errors.Is(err, errIncomplete) != incomplete {
			t.Errorf("%q: %v, %+v", b, err, m)
		}
	}
	good(head+"\r\nGET", "", "GET")
	good("\r\n\r\n"+head+"Content-Length: 3\r\n\r\nabcd", "abc", "d")
	good(head+"content-length:003\t\r\n\r\nabc", "abc", "")
	good(head+"Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n02;a=\"b;\\\"\" ; c\r\nde\r\n0\r\nX: y\r\n\r\nf", "abcde", "f")
	good("GET / HTTP/1.0\r\n\r\n", "", "")
	for _, fields := range []string{"Content-Length: +3", "Content-Length: 3,3", "Content-Length: 3\r\nContent-Length: 3",
		"Content-Length : 3", "Content_Length: 3", "Content-Length: 3\r\nTransfer-Encoding: chunked", "Content-Length: ",
		"Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chun\u212aed", "Transfer-Encoding: chunked\v", "X: a\r\n b",
		"X: a\nb", "X: a\rb", "X: a\x00b", "X y: z", "X", ": y", "Host: x", "Content-Length: 99999999999999999999"} {
		bad(head+fields+"\r\n\r\nabc", false)
	}
	for _, chunks := range []string{"3 \r\nabc\r\n0\r\n\r\n", "3\nabc\r\n0\r\n\r\n", "3\r\nabc\n0\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n",
		"3;\r\nabc\r\n0\r\n\r\n", "3;a=\n\r\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "ffffffffffffffff\r\n", "\r\n"} {
		bad(head+"Transfer-Encoding: chunked\r\n\r\n"+chunks, false)
	}
	for _, line := range []string{"GET  /a HTTP/1.1", "GET /a HTTP/1.1 ", "GET /a", "G@T /a HTTP/1.1",
		"GET /a\tHTTP/1.1", "GET /a http/1.1", "GET /a HTTP/2.0", "GET /a HTTP/1.10"} {
		bad(line+"\r\nHost: x\r\n\r\n", false)
	}
	for target, unfit := range map[string]bool{"/": false, "/a/%2e;b=c?d/?e": false, "a": true, "*": true, "http://x/a": true, "/a#b": true,
		"/a\"b": true, "/%zz": true, "/\\": true, "/a[": true, "/a?[": true, "": true, "/\xe9": true} {
		if m, _, err := readStrictRequest("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil || m.unfit != unfit {
			t.Errorf("%q: %v, %+v", target, err, m)
		}
	}
	for _, host := range []string{"", "a@b", "a:b@x", "a/b", "a, b", "a:b", "[::1"} {
		bad("GET / HTTP/1.1\r\nHost: "+host+"\r\n\r\n", false)
	}
	bad("GET / HTTP/1.1\r\n\r\n", false)
	bad("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", false)
	full := head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
	for i := range full {
		bad(full[:i], true)
	}
	all, err := strictRequests(strings.Repeat(full, 2) + "GET / HTTP/1.1\r\nHost: x\r\nConnection: x, Close\r\n\r\n\x00")
	if len(all) != 3 || err != nil {
		t.Errorf("%d requests, %v", len(all), err)
	}
}
