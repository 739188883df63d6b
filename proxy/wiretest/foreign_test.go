package wiretest

import (
	"strings"
	"sync"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/rewrite"
)

// What a wrong URL would answer as well is believed of an endpoint only once it
// has answered as SCIM, and anew after other rules were put in use.
func TestForeignErrorsNeedAProvenEndpoint(t *testing.T) {
	target := &proxytest.ForeignTarget{}
	var route proxy.Route
	p := proxytest.Start(t, proxytest.StartTarget(t, target.Answer).URL(), func(_ *proxy.Options, r *proxy.Route) { route = *r })
	ask := func(method, path, body string) proxytest.Answer {
		t.Helper()
		text := proxytest.Head(method, "/scim/v2/"+path) + "\r\n"
		if body != "" {
			text = proxytest.WithBody(method, "/scim/v2/"+path, body)
		}
		return p.Ask(text)
	}
	expect := func(what string, a proxytest.Answer, code int, words string) {
		t.Helper()
		if a.Code != code || !strings.Contains(a.Body, words) || !strings.Contains(a.Body, ":2.0:Error") {
			t.Errorf("%s: %d %s, want %d", what, a.Code, a.Body, code)
		}
	}
	gone := proxytest.ForeignText(404, "", "no such user")
	target.Say(gone)
	expect("DELETE at first", ask("DELETE", "Users/1", ""), 502, "no such user")
	target.Say(proxytest.ForeignText(400, "", "bad"))
	expect("POST at first", ask("POST", "Users", `{"userName":"a"}`), 400, "bad")
	target.Say(proxytest.HTTPAnswer(200, `{"id":"1","schemas":["urn:x"]}`))
	if a := ask("GET", "Users/1", ""); a.Code != 200 {
		t.Fatalf("%d %s", a.Code, a.Body)
	}
	target.Say(gone)
	expect("DELETE then", ask("DELETE", "Users/1", ""), 404, "no such user")
	expect("DELETE of another endpoint", ask("DELETE", "Groups/1", ""), 502, "no such user")
	expect("a list", ask("GET", "Users", ""), 502, "no such user")
	expect("a read", ask("GET", "Users/1", ""), 502, "no such user")
	target.Say(proxytest.ForeignText(403, "", "not this one"))
	expect("403", ask("PUT", "Users/1", `{"userName":"a"}`), 403, "not this one")
	target.Say(proxytest.ForeignText(401, "", "who?"))
	expect("401", ask("PUT", "Users/1", `{"userName":"a"}`), 503, "renew the credential")
	target.Say(proxytest.ForeignText(429, "Retry-After: 17\r\n", "slowly"))
	a := ask("PUT", "Users/1", `{"userName":"a"}`)
	expect("429", a, 429, "slowly")
	if a.Header.Get("Retry-After") != "17" {
		t.Errorf("Retry-After: %q", a.Header.Get("Retry-After"))
	}
	target.Say(proxytest.ForeignText(413, "Retry-After: 18\r\nLocation: https://elsewhere.example.com/\r\nX-Secret: 1\r\n", "large"))
	a = ask("PUT", "Users/1", `{"userName":"a"}`)
	expect("413", a, 413, "large")
	if a.Header.Get("Retry-After") != "18" || a.Header.Get("Location")+a.Header.Get("X-Secret") != "" {
		t.Errorf("%v", a.Header)
	}
	const counted = `scimshim_unverified_answers_total{resource="Users",route="test"} 4`
	if _, text := p.Get("/metrics"); !strings.Contains(text, counted+"\n") {
		t.Errorf("no %s", counted)
	}

	p.Use(proxytest.Set(t, "second", route))
	target.Say(gone)
	expect("DELETE under new rules", ask("DELETE", "Users/1", ""), 502, "no such user")
}

// A 403 in SCIM is the target's word about one resource, and no credential's.
func TestForbiddenStays(t *testing.T) {
	target := &proxytest.ForeignTarget{}
	p := proxytest.Start(t, proxytest.StartTarget(t, target.Answer).URL())
	target.Say(proxytest.HTTPAnswer(403, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"403","detail":"an admin's account"}`))
	for _, method := range []string{"GET", "DELETE"} {
		a := p.Ask(proxytest.Head(method, "/scim/v2/Users/1") + "\r\n")
		if a.Code != 403 || !strings.Contains(a.Body, "an admin's account") {
			t.Errorf("%s: %d %s", method, a.Code, a.Body)
		}
	}
}

// Rules are told the media type of an answer, whatever its case and parameters.
func TestMediaTypeOfAnswers(t *testing.T) {
	got := ""
	chain := &rewrite.Chain{Steps: []rewrite.Step{{Name: "t/media", Rule: mediaRule{&got}}}}
	target := &proxytest.ForeignTarget{}
	p := proxytest.Start(t, proxytest.StartTarget(t, target.Answer).URL(), func(_ *proxy.Options, r *proxy.Route) { r.Chain = chain })
	target.Say("HTTP/1.1 400 X\r\nContent-Type: Text/HTML ; charset=x\r\nContent-Length: 1\r\n\r\n<")
	p.Raw(proxytest.Head("DELETE", "/scim/v2/Users/1") + "\r\n")
	if got != "text/html" {
		t.Errorf("%q", got)
	}
}

type mediaRule struct{ got *string }

func (mediaRule) Request(*rewrite.Message) error { return nil }

func (mediaRule) Response(*rewrite.Message) error { return nil }

func (r mediaRule) Translate(m *rewrite.Message) (rewrite.Said, bool) {
	*r.got = m.Media
	return rewrite.Said{}, false
}

// The endpoints of a lane are proven by many requests at once.
func TestProvenConcurrently(t *testing.T) {
	target := &proxytest.ForeignTarget{}
	target.Say(proxytest.HTTPAnswer(200, `{"id":"1","schemas":["urn:x"]}`))
	p := proxytest.Start(t, proxytest.StartTarget(t, target.Answer).URL())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				p.Raw(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n")
			}
		})
	}
	all.Wait()
	target.Say(proxytest.ForeignText(404, "", "no such user"))
	for path, code := range map[string]int{"Users/1": 404, "Groups/1": 502} {
		if a := p.Ask(proxytest.Head("DELETE", "/scim/v2/"+path) + "\r\n"); a.Code != code {
			t.Errorf("%s: %d %s, want %d", path, a.Code, a.Body, code)
		}
	}
}
