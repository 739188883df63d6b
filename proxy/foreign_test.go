package proxy

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"scimshim/rewrite"
)

// A foreignTarget answers what a test told it last.
type foreignTarget struct {
	mu  sync.Mutex
	raw string
}

func (f *foreignTarget) say(raw string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.raw = raw
}

func (f *foreignTarget) answer(c net.Conn, _ *seen) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	io.WriteString(c, f.raw)
	return true
}

// foreignText is an answer in plain text.
func foreignText(status int, fields, text string) string {
	return fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Type: text/plain\r\n%sContent-Length: %d\r\n\r\n%s", status, fields, len(text), text)
}

// What a wrong URL would answer as well is believed of an endpoint only once it
// has answered as SCIM, and anew after other rules were put in use.
func TestForeignErrorsNeedAProvenEndpoint(t *testing.T) {
	target := &foreignTarget{}
	p := startProxy(t, startTarget(t, target.answer).url())
	ask := func(method, path, body string) answer {
		t.Helper()
		text := head(method, "/scim/v2/"+path) + "\r\n"
		if body != "" {
			text = withBody(method, "/scim/v2/"+path, body)
		}
		return p.ask(text)
	}
	expect := func(what string, a answer, code int, words string) {
		t.Helper()
		if a.code != code || !strings.Contains(a.body, words) || !strings.Contains(a.body, ":2.0:Error") {
			t.Errorf("%s: %d %s, want %d", what, a.code, a.body, code)
		}
	}
	gone := foreignText(404, "", "no such user")
	target.say(gone)
	expect("DELETE at first", ask("DELETE", "Users/1", ""), 502, "no such user")
	target.say(foreignText(400, "", "bad"))
	expect("POST at first", ask("POST", "Users", `{"userName":"a"}`), 400, "bad")
	target.say(httpAnswer(200, `{"id":"1","schemas":["urn:x"]}`))
	if a := ask("GET", "Users/1", ""); a.code != 200 {
		t.Fatalf("%d %s", a.code, a.body)
	}
	target.say(gone)
	expect("DELETE then", ask("DELETE", "Users/1", ""), 404, "no such user")
	expect("DELETE of another endpoint", ask("DELETE", "Groups/1", ""), 502, "no such user")
	expect("a list", ask("GET", "Users", ""), 502, "no such user")
	expect("a read", ask("GET", "Users/1", ""), 502, "no such user")
	target.say(foreignText(403, "", "not this one"))
	expect("403", ask("PUT", "Users/1", `{"userName":"a"}`), 403, "not this one")
	target.say(foreignText(401, "", "who?"))
	expect("401", ask("PUT", "Users/1", `{"userName":"a"}`), 503, "renew the credential")
	target.say(foreignText(429, "Retry-After: 17\r\n", "slowly"))
	a := ask("PUT", "Users/1", `{"userName":"a"}`)
	expect("429", a, 429, "slowly")
	if a.header.Get("Retry-After") != "17" {
		t.Errorf("Retry-After: %q", a.header.Get("Retry-After"))
	}
	target.say(foreignText(413, "Retry-After: 18\r\nLocation: https://elsewhere.example.com/\r\nX-Secret: 1\r\n", "large"))
	a = ask("PUT", "Users/1", `{"userName":"a"}`)
	expect("413", a, 413, "large")
	if a.header.Get("Retry-After") != "18" || a.header.Get("Location")+a.header.Get("X-Secret") != "" {
		t.Errorf("%v", a.header)
	}
	const counted = `scimshim_unverified_answers_total{resource="Users",route="test"} 4`
	if _, text := p.get("/metrics"); !strings.Contains(text, counted+"\n") {
		t.Errorf("no %s", counted)
	}

	p.Use(mustSet(t, "second", p.serving.Load().lanes[0].Route))
	target.say(gone)
	expect("DELETE under new rules", ask("DELETE", "Users/1", ""), 502, "no such user")
}

// A 403 in SCIM is the target's word about one resource, and no credential's.
func TestForbiddenStays(t *testing.T) {
	target := &foreignTarget{}
	p := startProxy(t, startTarget(t, target.answer).url())
	target.say(httpAnswer(403, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"403","detail":"an admin's account"}`))
	for _, method := range []string{"GET", "DELETE"} {
		a := p.ask(head(method, "/scim/v2/Users/1") + "\r\n")
		if a.code != 403 || !strings.Contains(a.body, "an admin's account") {
			t.Errorf("%s: %d %s", method, a.code, a.body)
		}
	}
}

// The endpoints of a lane are proven by many requests at once.
func TestProvenConcurrently(t *testing.T) {
	target := startTarget(t, answerSCIM)
	p := startProxy(t, target.url())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				p.raw(head("GET", "/scim/v2/Users/1") + "\r\n")
			}
		})
	}
	all.Wait()
	if l := p.serving.Load().lanes[0]; !l.proven[0].Load() || l.proven[1].Load() {
		t.Error("proven is what was not asked, or what was is not")
	}
}

// Rules are told the media type of an answer, whatever its case and parameters.
func TestMediaTypeOfAnswers(t *testing.T) {
	got := ""
	chain := &rewrite.Chain{Steps: []rewrite.Step{{Name: "t/media", Rule: mediaRule{&got}}}}
	target := &foreignTarget{}
	p := startProxy(t, startTarget(t, target.answer).url(), func(_ *Options, r *Route) { r.Chain = chain })
	target.say("HTTP/1.1 400 X\r\nContent-Type: Text/HTML ; charset=x\r\nContent-Length: 1\r\n\r\n<")
	p.raw(head("DELETE", "/scim/v2/Users/1") + "\r\n")
	if got != "text/html" {
		t.Errorf("%q", got)
	}
}

type mediaRule struct{ got *string }

func (mediaRule) Request(*rewrite.Message) error  { return nil }
func (mediaRule) Response(*rewrite.Message) error { return nil }

func (r mediaRule) Translate(m *rewrite.Message) (rewrite.Said, bool) {
	*r.got = m.Media
	return rewrite.Said{}, false
}
