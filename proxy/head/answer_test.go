package head

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// The header of an answer is looked at whole, however it comes in, and stays in the
// buffer; an error of the connection is not lost.
func TestIsSound(t *testing.T) {
	f := func(raw string, want bool) {
		t.Helper()
		for _, r := range []io.Reader{strings.NewReader(raw), iotest.OneByteReader(strings.NewReader(raw))} {
			br := bufio.NewReaderSize(r, 512)
			if got, err := IsSound(br, new(Answer)); got != want || err != nil {
				t.Errorf("%q: %t, %v", raw, got, err)
			}
			if left, _ := io.ReadAll(br); string(left) != raw {
				t.Errorf("%q: %q is left", raw, left)
			}
		}
	}
	const end = "Content-Length: 2\r\n\r\n{}"
	for _, head := range []string{"HTTP/1.1 200 OK\r\n", "HTTP/1.1 200\r\n", "HTTP/1.0 404 \r\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 X\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n"} {
		f(head+end, true)
	}
	f("HTTP/1.1 204 X\r\n\r\n", true)
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true)
	for _, head := range []string{"", "\r\n", "\n", "HTTP/1.1 200 OK\n", "HTTP/1.1  200 OK\r\n", "HTTP/1.1 200OK\r\n", "HTTP/1.1 20 OK\r\n", "HTTP/1.1 600 X\r\n", "HTTP/2.0 200 OK\r\n",
		"HTTP/1.1 200 a\x00b\r\n", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\n", "HTTP/1.1 200 OK\r\nX: a\nY: b\r\n", "HTTP/1.1 200 OK\r\nX y: z\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", "HTTP/1.1 100 Continue\r\nX y: z\r\n\r\nHTTP/1.1 200 OK\r\n", strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 40)} {
		f(head+end, false)
	}
	f("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", false)
	f("HTTP/1.1 200 OK\r\nX: "+strings.Repeat("a", 600)+"\r\n"+end, false)
	f("HTTP/1.1 200 OK\r\nContent-Le", false)

	if _, err := IsSound(bufio.NewReader(strings.NewReader("HTTP/1.1 000 OK\r\n"+end)), new(Answer)); !errors.Is(err, errNoStatus) {
		t.Errorf("a status 000: %v", err)
	}
	reset := errors.New("reset")
	if _, err := IsSound(bufio.NewReader(io.MultiReader(strings.NewReader("HTTP/1.1 200 OK\r\n"), iotest.ErrReader(reset))), new(Answer)); !errors.Is(err, reset) {
		t.Errorf("a reset: %v", err)
	}
}
