package head

import (
	"bufio"
	"bytes"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"
)

// Whatever the header of a plain answer says, fasthttp reads the same in it.
func TestPlainAnswersAreReadAsFasthttpDoes(t *testing.T) {
	lines := []string{"HTTP/1.1 200 OK", "HTTP/1.1 404", "HTTP/1.1 204 No Content", "HTTP/1.1 304 X", "HTTP/1.0 200 OK", "HTTP/1.1 599 "}
	parts := [][]string{
		{"", "Content-Length: 12\r\n", "content-length:0\r\n", "Transfer-Encoding: chunked\r\n", "Content-Length: 99999999999999999999\r\n"},
		{"", "Connection: keep-alive\r\n", "connection: Close\r\n", "Connection: X, close\r\n", "Connection: x\r\nConnection: keep-alive\r\n"},
		{"", "ETag: W/\"1\"\r\nLocation:  http://a/b \r\n", "ETAG: 1\r\nETag: 2\r\n"},
		{"", "Content-Type: application/scim+json\r\nContent-Encoding: gzip\r\n", "Retry-After: 7\r\nWWW-Authenticate: Bearer\r\n",
			"WWW-Authenticate: Basic\r\nWWW-Authenticate: Bearer\r\n", "Retry_After: 7\r\n"},
	}
	plain := 0
	var try func(head string, rest [][]string)
	try = func(head string, rest [][]string) {
		if len(rest) > 0 {
			for _, part := range rest[0] {
				try(head+part, rest[1:])
			}
			return
		}
		var a Answer
		sound, err := IsSound(bufio.NewReader(strings.NewReader(head+"\r\n{}")), &a)
		if err != nil || a.Size == 0 {
			return
		}
		plain++
		judgePlain(t, head+"\r\n", &a, sound)
	}
	for _, line := range lines {
		try(line+"\r\n", parts)
	}
	if plain < 50 {
		t.Errorf("%d answers were plain", plain)
	}
}

func judgePlain(t *testing.T, head string, a *Answer, sound bool) {
	t.Helper()
	var h fasthttp.ResponseHeader
	if err := h.Read(bufio.NewReader(strings.NewReader(head))); err != nil {
		t.Fatalf("%q: %v", head, err)
	}
	var other Answer
	other.Adopt(&h)
	noBody := a.Status == 204 || a.Status == 304
	if !sound || a.Status != h.StatusCode() || a.Keep == IsClosing(&h) || a.Size != len(head) ||
		!noBody && a.Length != h.ContentLength() {
		t.Errorf("%q is read as %d, %d bytes, keep %v", head, a.Status, a.Length, a.Keep)
	}
	for _, f := range []Field{ETag, Location, RetryAfter, WWWAuthenticate, ContentType, ContentEncoding} {
		if !bytes.Equal(a.Field(f), other.Field(f)) {
			t.Errorf("%q: field %d is %q, and %q for fasthttp", head, f, a.Field(f), other.Field(f))
		}
	}
}

// No name of a field that is read is passed over for its length.
func TestKnownLengths(t *testing.T) {
	for _, name := range []string{"accept", "authorization", "connection", "content-encoding", "content-length",
		"content-type", "expect", "host", "if-match", "if-none-match", "trailer", "transfer-encoding"} {
		if f, _ := fieldOf([]byte(strings.ToUpper(name))); f == unknownField || f != fieldNames([]byte(name)) {
			t.Errorf("%s is not known", name)
		}
	}
}
