package listen_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
)

// A client that sends all of its request before it reads sees the answer, though the proxy
// did not read the body.
func TestAnswerBeforeBody(t *testing.T) {
	p := proxytest.Start(t, proxytest.StartTarget(t, nil).URL())
	const size, part = 1_500_000, 100_000
	stranger := "POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\n"
	for _, c := range []struct {
		code   int
		header string
	}{
		{401, stranger + "Content-Length: 1500000\r\n\r\n"},
		{413, proxytest.Head("POST", "/scim/v2/Users") + "Content-Length: 1500000\r\n\r\n"},
		{401, stranger + "Transfer-Encoding: chunked\r\n\r\n16e360\r\n"},
	} {
		conn := p.Dial(c.header + strings.Repeat(" ", part))
		roomtest.Eventually(t, "the answer", func() bool {
			_, page := p.Get("/metrics")
			return strings.Contains(page, fmt.Sprintf(`code="%d"`, c.code)) && p.Gauge("scimshim_requests_in_flight") == 0
		})
		for range size/part - 1 { // the first would be answered with a reset, and the others fail
			if _, err := io.WriteString(conn, strings.Repeat(" ", part)); err != nil {
				t.Fatalf("%d: %v", c.code, err)
			}
		}
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || resp.StatusCode != c.code {
			t.Errorf("%v %v, want %d", resp, err, c.code)
		}
	}
}
