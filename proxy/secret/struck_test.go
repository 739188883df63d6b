package secret_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
)

// The credential that a target quotes is told to nobody, in whatever shape.
func TestQuotedCredentialIsStruck(t *testing.T) {
	target := &proxytest.ForeignTarget{}
	p := proxytest.Start(t, proxytest.StartTarget(t, target.Answer).URL())
	for _, body := range []string{
		"who is " + proxytest.TargetToken + "?", `{"error":"` + proxytest.TargetToken + `"}`, "<title>" + proxytest.TargetToken + "</title>",
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","detail":"` + proxytest.TargetToken + `"}`,
	} {
		for _, status := range []int{400, 403, 409, 429, 500} {
			target.Say(fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body))
			for _, method := range []string{"GET", "DELETE"} {
				a := p.Ask(proxytest.Head(method, "/scim/v2/Users/1") + "\r\n")
				if strings.Contains(a.Body, proxytest.TargetToken) || !strings.Contains(a.Body, secret.Redacted) {
					t.Errorf("%s %d %s: %d %s", method, status, body, a.Code, a.Body)
				}
			}
		}
	}
}

// The password of a forward proxy is a secret in use.
func TestForwardProxyPasswordIsStruck(t *testing.T) {
	const password = "forward/proxy-5d1e"
	egress, err := target.NewEgress(target.EgressSettings{Proxy: "http://joe:" + url.PathEscape(password) + "@127.0.0.1:1"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := proxytest.Start(t, "https://target.example.com", func(o *proxy.Options, r *proxy.Route) {
		r.Target.Egress = egress
		o.Reload = func(bool) error { return errors.New("the password " + password + " is wrong") }
	})
	resp, err := http.Post("http://"+p.AdminAddr().String()+"/-/reload", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if told, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(told), "the password [redacted] is wrong") {
		t.Errorf("%s, %v", told, err)
	}
}
