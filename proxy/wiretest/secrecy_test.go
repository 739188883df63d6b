package wiretest

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
)

// canaries are what must not be told: a token, the target's token, a password,
// an e-mail address, a name, an id.
var canaries = []string{
	proxytest.ClientToken, proxytest.TargetToken, "canary-token", "canary-password", "canary@example.com", "Canary Jensen", "canary-id",
	"Canary%20Jensen", "canary%40example.com",
}

// Neither the log nor the metrics nor an error of the proxy's own making holds
// what was in a message, however broken it was.
func TestSecrecy(t *testing.T) {
	answers := canaryAnswers()
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		io.WriteString(c, answers[r.Total%len(answers)])
		return false
	})
	p := proxytest.Start(t, target.URL(), func(_ *proxy.Options, r *proxy.Route) {
		r.Target.Timeout = 300 * time.Millisecond
		r.Chain = proxytest.CountingChain()
	})
	requests := canaryRequests()
	for _, c := range requestCases() {
		requests = append(requests, strings.Replace(c.raw, "Host: ", "X-Name: Canary Jensen\r\nHost: ", 1))
	}
	said := &strings.Builder{}
	for _, request := range requests {
		for _, a := range p.Raw(request) {
			if a.Code >= 400 {
				fmt.Fprintln(said, a.Header, a.Body)
			}
		}
	}
	_, text := p.Get("/metrics")
	said.WriteString(text)
	_, text = p.Get("/canary-id")
	said.WriteString(text)
	for _, c := range canaries {
		if strings.Contains(said.String(), c) {
			t.Errorf("an error or a metric holds %s", c)
		}
		if strings.Contains(p.Logs.String(), c) {
			t.Errorf("the log holds %s", c)
		}
	}
	if n := strings.Count(p.Logs.String(), `"msg":"request"`); n < len(requests)/2 {
		t.Errorf("the log has %d lines for %d requests", n, len(requests))
	}
}

// canaryRequests are requests with canaries in every place, sound and broken.
func canaryRequests() (all []string) {
	places := []string{
		"GET /scim/v2/Users/canary-id HTTP/1.1\r\nHost: canary-id.example\r\nAuthorization: Bearer %s\r\n\r\n",
		"GET /scim/v2/Users?filter=emails+eq+%%22canary%%40example.com%%22 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n",
		"GET /scim/v2/Users?filter=userName+%%22canary@example.com HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n",
		"GET /scim/v2/Users?canary@example.com=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n",
		"GET /canary-id/canary@example.com HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n",
		"GET /scim/v2/Users/fail HTTP/1.1\r\nHost: x\r\nUser-Agent: Canary Jensen\r\nAuthorization: Bearer %s\r\n\r\n",
		"GET /scim/v2/Users/panic HTTP/1.1\r\nHost: x\r\nX: canary-id\r\nAuthorization: Bearer %s\r\n\r\n",
		"GET /scim/v2/Users/canary-id HTTP/1.1\r\nHost: x\r\nX-Request-Id: canary-id\r\nAuthorization: Bearer %s\r\n\r\n",
		"POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 40\r\n\r\n" +
			`{"userName":"canary@example.com"," ":"a"`,
		"POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 35\r\n\r\n" +
			`{"a":"Canary Jensen","a":"Canary"}  `,
		"POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 33\r\n\r\n" +
			`{"userName":"canary@example.com"}`,
		"Canary Jensen /scim HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n",
		"GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Basic %s canary-password\x01\r\n\r\n",
		"GET /scim/v2/Users HTTP/9.9\r\nHost: x\r\nAuthorization: Bearer %s\r\ncanary-password\r\n\r\n",
	}
	for _, place := range places {
		all = append(all, fmt.Sprintf(place, proxytest.ClientToken), fmt.Sprintf(place, "canary-token"))
	}
	return all
}

// canaryAnswers are broken answers with canaries in them.
func canaryAnswers() []string {
	return []string{
		"HTTP/1.1 200 OK\r\nX-Canary: canary-token\x00\r\n\r\n",
		"HTTP/1.1 200 Canary Jensen\r\nContent-Length: x canary-id\r\n\r\n",
		"Canary Jensen canary@example.com\r\n\r\n",
		proxytest.HTTPAnswer(200, `{"id":"canary-id","userName":"canary@example.com"}`),
		proxytest.HTTPAnswer(500, `{"userName":"canary@example.com"`),
		proxytest.HTTPAnswer(404, `<html>Canary Jensen</html>`),
		"HTTP/1.1 302 Found\r\nLocation: https://x/?code=canary-token\r\nContent-Length: 0\r\n\r\n",
		"",
	}
}

// Nothing of the target's address reaches the client.
func TestTargetAddressIsNotTold(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool {
		io.WriteString(c, "HTTP/1.1 503 X\r\nContent-Length: 0\r\nRetry-After: 7\r\n\r\n")
		return false
	})
	p := proxytest.Start(t, target.URL())
	a := p.Ask(proxytest.Head("GET", "/scim/v2/Users") + "\r\n")
	a.IsError(t, 503)
	if strings.Contains(fmt.Sprint(a.Header, a.Body), "127.0.0.1") || a.Header.Get("Retry-After") != "7" {
		t.Errorf("got %v %s", a.Header, a.Body)
	}
}
