package wiretest

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/pace"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/target"
)

const tooMany = "HTTP/1.1 429 X\r\nContent-Type: application/scim+json\r\nRetry-After: 1\r\nContent-Length: 74\r\n\r\n" +
	`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"429"}`

var getUser = proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n"

// paced has a route's target asked as s says.
func paced(s pace.Settings) func(*proxy.Options, *proxy.Route) {
	return func(_ *proxy.Options, r *proxy.Route) { r.Target.Pace, r.Target.Reuse = &s, target.ReuseAlways }
}

// A target that answers the first of each kind of request with 429 is asked again after the pause.
func TestTooManyRequestsIsWaitedFor(t *testing.T) {
	seen := map[string]int{}
	to := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		if seen[r.Line()]++; seen[r.Line()] == 1 {
			io.WriteString(c, tooMany)
			return true
		}
		return proxytest.AnswerSCIM(c, r)
	})
	p := proxytest.Start(t, to.URL(), paced(pace.Settings{Patience: 5 * time.Second}))
	start := time.Now()
	if a := p.Ask(getUser); a.Code != 200 || time.Since(start) < time.Second {
		t.Errorf("%d %s after %v", a.Code, a.Body, time.Since(start))
	}
	if n := seen["GET /api/now/scim/Users/1"]; n != 2 {
		t.Errorf("the target was asked %d times", n)
	}
	// Later writes have a connection that served others, of which a late answer could be.
	a := p.Ask(proxytest.WithBody("PATCH", "/scim/v2/Users/2", proxytest.PatchBody))
	if n := seen["PATCH /api/now/scim/Users/2"]; a.Code != 429 || a.Header.Get("Retry-After") != "1" || n != 1 {
		t.Errorf("a write: %d %v, and the target was asked %d times", a.Code, a.Header, n)
	}
}

// Who would have to wait longer than the patience of the route is told when to come again, and
// nothing is sent.
func TestPaceRefuses(t *testing.T) {
	to := proxytest.StartTarget(t, proxytest.AnswerSCIM)
	p := proxytest.Start(t, to.URL(), paced(pace.Settings{Rates: []pace.Rate{{Requests: 1, Per: time.Minute}}}))
	if a := p.Ask(getUser); a.Code != 200 {
		t.Fatalf("the first got %d", a.Code)
	}
	a := p.Ask(getUser)
	after := a.Header.Get("Retry-After")
	if a.Code != 429 || after == "" || len(after) > 2 || !strings.Contains(a.Body, "nothing was sent to the target") {
		t.Errorf("%d, Retry-After %q, %s", a.Code, after, a.Body)
	}
	if n := len(to.Took()); n != 1 {
		t.Errorf("the target saw %d requests", n)
	}
}

// A target that fails in a row is left alone.
func TestBreaker(t *testing.T) {
	to := proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool {
		io.WriteString(c, proxytest.HTTPAnswer(500, `{}`))
		return true
	})
	p := proxytest.Start(t, to.URL(), paced(pace.Settings{Breaker: pace.Breaker{Failures: 3, Open: time.Minute}}))
	for range 10 {
		p.Ask(getUser)
	}
	a := p.Ask(getUser)
	if n := len(to.Took()); n != 3 || a.Code != 503 || a.Header.Get("Retry-After") != "60" {
		t.Errorf("the target saw %d requests; then %d %v %s", n, a.Code, a.Header, a.Body)
	}
}
