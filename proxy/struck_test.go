package proxy

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"scimshim/proxy/secret"
)

// The credential that a target quotes is told to nobody, in whatever shape.
func TestQuotedCredentialIsStruck(t *testing.T) {
	target := &foreignTarget{}
	p := startProxy(t, startTarget(t, target.answer).url())
	for _, body := range []string{
		"who is " + targetToken + "?", `{"error":"` + targetToken + `"}`, "<title>" + targetToken + "</title>",
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","detail":"` + targetToken + `"}`,
	} {
		for _, status := range []int{400, 403, 409, 429, 500} {
			target.say(fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body))
			for _, method := range []string{"GET", "DELETE"} {
				a := p.ask(head(method, "/scim/v2/Users/1") + "\r\n")
				if strings.Contains(a.body, targetToken) || !strings.Contains(a.body, secret.Redacted) {
					t.Errorf("%s %d %s: %d %s", method, status, body, a.code, a.body)
				}
			}
		}
	}
}

// The password of a forward proxy is a secret in use.
func TestForwardProxyPasswordIsStruck(t *testing.T) {
	const password = "forward/proxy-5d1e"
	egress, err := NewEgress(EgressSettings{Proxy: "http://joe:" + url.PathEscape(password) + "@127.0.0.1:1"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := startProxy(t, "https://target.example.com", func(_ *Options, r *Route) { r.Target.Egress = egress })
	if got := p.strike("the password " + password + " is wrong"); got != "the password [redacted] is wrong" {
		t.Error(got)
	}
}
