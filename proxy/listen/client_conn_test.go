package listen_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
)

// A request is in flight until the last byte of its answer has left, also if the client
// is in no hurry to read it (A3).
func TestInFlightUntilTheAnswerHasLeft(t *testing.T) {
	body := `{"id":"1","x":"` + strings.Repeat("x", 7<<20) + `"}`
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		io.WriteString(c, proxytest.HTTPAnswer(200, body))
		return true
	})
	p := proxytest.Start(t, target.URL())
	slow := func() net.Conn {
		c, err := net.Dial("tcp", p.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		c.(*net.TCPConn).SetReadBuffer(128 << 10)
		io.WriteString(c, proxytest.Head("GET", "/scim/v2/Users/1")+"\r\n")
		return c
	}
	one, two := slow(), slow()
	defer one.Close()
	defer two.Close()
	roomtest.Eventually(t, "both to be logged", func() bool { return strings.Count(p.Logs.String(), `"resource":"Users"`) == 2 })
	if n := p.Gauge("scimshim_requests_in_flight"); n != 2 {
		t.Errorf("%v requests in flight while two answers are unread, want 2", n)
	}
	if n, err := io.CopyN(io.Discard, one, int64(len(body))); err != nil {
		t.Errorf("%d bytes, then %v", n, err)
	}
	roomtest.Eventually(t, "the answer that was read to have left", func() bool { return p.Gauge("scimshim_requests_in_flight") == 1 })
	two.Close()
	roomtest.Eventually(t, "the answer that nobody reads to be given up", func() bool { return p.Gauge("scimshim_requests_in_flight") == 0 })
}

// Each of several requests that came at once is in flight until its own answer has left.
func TestPipelinedAreReplied(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL())
	one := proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n"
	if got := fmt.Sprint(len(p.Raw(strings.Repeat(one, 20)))); got != "20" {
		t.Errorf("%s answers, want 20", got)
	}
	roomtest.Eventually(t, "all answers to have left", func() bool { return p.Gauge("scimshim_requests_in_flight") == 0 })
}
