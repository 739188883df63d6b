package proxy

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

func TestStruck(t *testing.T) {
	const token = "abc/def-0123456789"
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("joe:"+token))
	f := func(status int, body, credential, want string) {
		t.Helper()
		if got := struck(status, body, credential); got != want {
			t.Errorf("%d %s with %s: %s, want %s", status, body, credential, got, want)
		}
	}
	f(400, "no token "+token+" here, "+token, "Bearer "+token, "no token *** here, ***")
	f(400, `{"detail":"abc\/def-0123456789"}`, "bearer  "+token, `{"detail":"***"}`)
	f(400, basic[6:]+" "+token, basic, "*** ***")
	f(400, token, token, "***")
	f(400, token, "", token)
	f(400, "short", "Bearer short", "short")
	f(200, token, "Bearer "+token, token)
	f(400, "", "Bearer "+token, "")
}

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
				if strings.Contains(a.body, targetToken) || !strings.Contains(a.body, "***") {
					t.Errorf("%s %d %s: %d %s", method, status, body, a.code, a.body)
				}
			}
		}
	}
}
