package wiretest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"scimshim/proxy/proxytest"
)

// A request as nginx sends it to a server of which it was told nothing (O6), and what
// HTTP/1.0 leaves in doubt. One answer and a closed connection, unless the client asked
// to go on.
func TestOldVersion(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL())
	const next = "GET /scim/v2/Users/next HTTP/1.0\r\nHost: x\r\nAuthorization: Bearer " + proxytest.ClientToken + "\r\n\r\n"
	auth := "Host: scim.example.com\r\nAuthorization: Bearer " + proxytest.ClientToken + "\r\n"
	body := fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(proxytest.UserBody), proxytest.UserBody)
	f := func(request, codes, reached string) {
		t.Helper()
		var got []string
		all := p.Raw(request + next)
		for _, a := range all {
			got = append(got, fmt.Sprint(a.Code))
			if a.Code >= 400 {
				a.IsError(t, a.Code)
			}
		}
		if strings.Join(got, " ") != codes || !all[len(all)-1].Closes {
			t.Errorf("%q: the client got %v, want %s and a closed connection", request, got, codes)
		}
		if lines := strings.Join(target.Lines(), ", "); lines != reached {
			t.Errorf("%q: the target got %s, want %s", request, lines, reached)
		}
	}
	const get, post, then = "GET /api/now/scim/Users", "POST /api/now/scim/Users", ", GET /api/now/scim/Users/next"
	f("GET /scim/v2/Users HTTP/1.0\r\n"+auth+"Connection: close\r\n\r\n", "200", get)
	f("GET /scim/v2/Users HTTP/1.0\r\n"+auth+"\r\n", "200", get)
	f("GET /scim/v2/Users HTTP/1.0\r\n"+auth+"Connection: Keep-Alive\r\n\r\n", "200 200", get+then)
	f("GET /scim/v2/Users HTTP/1.0\r\n"+auth+"Connection: keep-alive, close\r\n\r\n", "200", get)
	f("POST /scim/v2/Users HTTP/1.0\r\n"+auth+body, "201", post)
	f("POST /scim/v2/Users HTTP/1.0\r\n"+auth+"Connection: keep-alive\r\n"+body, "201 200", post+then)
	f("DELETE /scim/v2/Users/1 HTTP/1.0\r\n"+auth+"Connection: keep-alive\r\n\r\n", "204 200", "DELETE /api/now/scim/Users/1"+then)
	f("POST /scim/v2/Users HTTP/1.0\r\n"+auth+"Expect: 100-continue\r\n"+body, "201", post)
	f("POST /scim/v2/Users HTTP/1.0\r\n"+auth+"Connection: keep-alive\r\n\r\n", "400", "")
	f("POST /scim/v2/Users HTTP/1.0\r\n"+auth+"Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400", "")
	f("POST /scim/v2/Users HTTP/1.0\r\n"+auth+"Transfer-Encoding: chunked\r\n"+body, "400", "")
	f("GET /scim/v2/Users HTTP/1.2\r\n"+auth+"Connection: keep-alive\r\n\r\n", "505", "")
	f("GET /scim/v2/Users HTTP/0.9\r\n"+auth+"Connection: keep-alive\r\n\r\n", "505", "")
}

// A client in HTTP/1.0 that wants to go on is told that it may, in so many words: it
// takes silence for the end (RFC 9112, appendix C.2.2). It is never sent chunks, nor a
// 100 before the answer.
func TestOldVersionAnswer(t *testing.T) {
	p := proxytest.Start(t, proxytest.StartTarget(t, nil).URL())
	c, err := net.Dial("tcp", p.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	br := bufio.NewReader(c)
	for _, ask := range []struct{ fields, want string }{
		{"Connection: keep-alive\r\nExpect: 100-continue\r\nContent-Length: 0\r\n", "Connection: keep-alive"},
		{"", "Connection: close"},
	} {
		io.WriteString(c, "GET /scim/v2/Users HTTP/1.0\r\nHost: x\r\nAuthorization: Bearer "+proxytest.ClientToken+"\r\n"+ask.fields+"\r\n")
		status, err := br.ReadString('\n')
		if status != "HTTP/1.1 200 OK\r\n" || err != nil {
			t.Fatalf("%q, %v", status, err)
		}
		var fields []string
		for line := ""; line != "\r\n"; {
			if line, err = br.ReadString('\n'); err != nil {
				t.Fatal(err)
			}
			fields = append(fields, strings.TrimSpace(line))
		}
		all := strings.Join(fields, "\n")
		if !strings.Contains(all, ask.want) || strings.Contains(all, "Transfer-Encoding") {
			t.Errorf("%s, want %s", all, ask.want)
		}
		if _, err := br.Discard(len(proxytest.ListBody)); err != nil {
			t.Fatal(err)
		}
	}
	if b, err := io.ReadAll(br); err != nil || len(b) > 0 {
		t.Errorf("then came %q, %v", b, err)
	}
}
