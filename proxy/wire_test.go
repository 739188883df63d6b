package proxy

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"scimshim/rewrite"
)

// What the target gets of a request, field by field.
func TestWhatTheTargetGets(t *testing.T) {
	target := startTarget(t, nil)
	p := startProxy(t, target.url())
	f := func(request, line, body string, fields map[string]string) {
		t.Helper()
		p.ask(request)
		got := target.took()
		if len(got) != 1 || got[0].line() != line || got[0].body != body {
			t.Errorf("the target got %v, want %s %s", got, line, body)
			return
		}
		want := http.Header{
			"Accept": {"application/scim+json"}, "Authorization": {"Bearer " + targetToken},
			"User-Agent": {"scimshim/1.2.3"},
		}
		for name, value := range fields {
			want.Set(name, value)
		}
		if fmt.Sprint(got[0].Header) != fmt.Sprint(want) {
			t.Errorf("%s: the target got %v, want %v", line, got[0].Header, want)
		}
	}
	f(head("GET", "/scim/v2/users/jos%c3%a9/?attributes=userName,id&aadOptscim062020")+"\r\n",
		"GET /api/now/scim/Users/jos%C3%A9?attributes=userName%2Cid", "", nil)
	f(head("GET", "/scim/v2/Users/1")+"If-None-Match: \"1\"\r\nIf-Match: \"2\"\r\nCookie: a=b\r\nTE: trailers\r\n\r\n",
		"GET /api/now/scim/Users/1", "", map[string]string{"If-Match": `"2"`})
	f(head("GET", "/scim/v2/Users")+"If-Match: \"2\"\r\n\r\n", "GET /api/now/scim/Users", "", nil)
	f(head("DELETE", "/scim/v2/Users/1")+"If-Match: *\r\n\r\n", "DELETE /api/now/scim/Users/1", "",
		map[string]string{"If-Match": "*", "Content-Length": "0"})
	f(withBody("POST", "/scim/v2/Users", userBody), "POST /api/now/scim/Users", userBody,
		map[string]string{"Content-Type": "application/scim+json", "Content-Length": fmt.Sprint(len(userBody))})
}

// What the client gets of an answer, field by field.
func TestWhatTheClientGets(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		body := `{"id":"1"}`
		if r.Method == "DELETE" {
			io.WriteString(c, "HTTP/1.1 204 X\r\nETag: \"2\"\r\nServer: x\r\n\r\n")
			return true
		}
		fmt.Fprintf(c, "HTTP/1.1 200 X\r\nContent-Type: text/json\r\nETag: W/\"1\"\r\nServer: x\r\nVia: y\r\n"+
			"Set-Cookie: a=b\r\nRetry-After: 1\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		return true
	})
	p := startProxy(t, target.url())
	f := func(request, body string, want http.Header) {
		t.Helper()
		a := p.ask(request)
		a.body = strings.ReplaceAll(a.body, a.header.Get("X-Request-Id"), "0123456789abcdef")
		for _, name := range []string{"Date", "X-Request-Id"} {
			if a.header.Get(name) == "" {
				t.Errorf("no %s", name)
			}
			a.header.Del(name)
		}
		if a.body != body || fmt.Sprint(a.header) != fmt.Sprint(want) {
			t.Errorf("got %v %s, want %v", a.header, a.body, want)
		}
	}
	f(head("GET", "/scim/v2/Users/1")+"\r\n", `{"id":"1"}`, http.Header{
		"Content-Type": {"application/scim+json"}, "Content-Length": {"10"}, "Cache-Control": {"no-store"},
		"Etag": {`W/"1"`},
	})
	f(head("DELETE", "/scim/v2/Users/1")+"\r\n", "", http.Header{"Cache-Control": {"no-store"}, "Etag": {`"2"`}})
	f(head("PUT", "/scim/v2/Users")+"Content-Length: 0\r\n\r\n", `{"schemas":[`+
		`"urn:ietf:params:scim:api:messages:2.0:Error"],"status":"405","detail":`+
		`"the endpoint does not take PUT; it takes GET, POST (request 0123456789abcdef)"}`, http.Header{
		"Content-Type": {"application/scim+json"}, "Content-Length": {"163"}, "Cache-Control": {"no-store"},
		"Allow": {"GET, POST"},
	})
	a := p.ask("GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\n\r\n")
	if got := a.header.Get("Www-Authenticate"); got != "Bearer" {
		t.Errorf("WWW-Authenticate %q", got)
	}
}

// The media type is the one that the client asks for.
func TestMediaType(t *testing.T) {
	target := startTarget(t, nil)
	p := startProxy(t, target.url())
	f := func(accept, want string) {
		t.Helper()
		a := p.ask(head("GET", "/scim/v2/Users/1") + accept + "\r\n")
		if got := a.header.Get("Content-Type"); got != want {
			t.Errorf("%q is answered as %q, want %q", accept, got, want)
		}
	}
	f("", "application/scim+json")
	f("Accept: application/scim+json\r\n", "application/scim+json")
	f("Accept: */*\r\n", "application/scim+json")
	f("Accept: application/json\r\n", "application/json")
	f("Accept: Application/JSON; charset=utf-8, text/plain\r\n", "application/json")
	f("Accept: application/json, application/scim+json\r\n", "application/scim+json")
	f("Accept: application/jsonx\r\n", "application/scim+json")
	f("accept: text/html\r\n", "application/scim+json")
}

func TestPublicLocation(t *testing.T) {
	l := testServing(t).lanes[0]
	f := func(at, want string) {
		t.Helper()
		if got := l.publicLocation(at, "http://127.0.0.1:1/api/now/scim/Users/7"); got != want {
			t.Errorf("%q is told as %q, want %q", at, got, want)
		}
	}
	f("http://127.0.0.1:1/api/now/scim/Users/7", "http://127.0.0.1:1/api/now/scim/Users/7") // what the body says
	f("", "")
	f("https://scim.example.com/scim/v2/Users/1", "https://scim.example.com/scim/v2/Users/1")
	f("http://127.0.0.1:1/api/now/scim/Users/1", "https://scim.example.com/scim/v2/Users/1")
	f("http://127.0.0.1:1/api/now/scim", "")
	f("http://127.0.0.1:1/api/now/scimitar/Users/1", "")
	f("http://10.0.0.1/Users/1", "")
	f("/api/now/scim/Users/1", "")
	f("https://scim.example.com.evil.example/scim/v2/Users/1", "")
}

func TestOptions(t *testing.T) {
	f := func(want string, change func(*Options)) {
		t.Helper()
		o := Options{Listen: "127.0.0.1:0", Admin: "127.0.0.1:0"}
		change(&o)
		_, err := New(o)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	f("", func(*Options) {})
	f("missing", func(o *Options) { o.Admin = "" })
	f("negative", func(o *Options) { o.MaxBody = -1 })
	f("negative", func(o *Options) { o.DrainTimeout = -1 })
	f("the version", func(o *Options) { o.Version = "1 2" })
}

// A rule may ask the target more than once, and for ids that the target gave.
// Even those do not lead out of the base.
func TestRulesCannotLeaveTheBase(t *testing.T) {
	target := startTarget(t, nil)
	id := ""
	p := startProxy(t, target.url(), func(_ *Options, r *Route) {
		r.Chain = &rewrite.Chain{Steps: []rewrite.Step{{Name: "pack/id", Rule: testRule{
			request: func(m *rewrite.Message) error { m.ID = id; return nil },
		}}}}
	})
	f := func(to string, code int, line string) {
		t.Helper()
		id = to
		a := p.ask(head("GET", "/scim/v2/Users/1") + "\r\n")
		got := target.took()
		if a.code != code || line == "" && len(got) > 0 || line != "" && (len(got) != 1 || got[0].line() != line) {
			t.Errorf("%q: got %d, the target %v", to, a.code, got)
		}
	}
	f("2", 200, "GET /api/now/scim/Users/2")
	f("..", 502, "")
	f(".", 502, "")
	f("../../x", 502, "")
	f("a?b", 502, "")
	f("a;b", 502, "")
	f("a\r\nX: y", 502, "")
	f("a b|c", 200, "GET /api/now/scim/Users/a%20b%7Cc")
}

// A client whose own credential the target refuses is told how the target wants to be
// shown another.
func TestChallenge(t *testing.T) {
	const scim = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"401"}`
	f := func(fields, body, want string, own bool) {
		t.Helper()
		target := startTarget(t, func(c net.Conn, _ *seen) bool {
			io.WriteString(c, fmt.Sprintf("HTTP/1.1 401 X\r\n%sContent-Length: %d\r\n\r\n%s", fields, len(body), body))
			return true
		})
		p := startProxy(t, target.url(), func(_ *Options, r *Route) {
			if !own {
				r.Target.Credential, r.Clients, r.NoClientAuth = Pass(), nil, true
			}
		})
		a := p.ask(head("GET", "/scim/v2/Users/1") + "\r\n")
		code := 401
		if own {
			code = 503
		}
		if got := a.header.Get("Www-Authenticate"); a.code != code || got != want {
			t.Errorf("%q %q: %d, WWW-Authenticate %q, want %q", fields, body, a.code, got, want)
		}
	}
	bearer := `Bearer realm="scim", error="invalid_token"`
	f("WWW-Authenticate: "+bearer+"\r\n", scim, bearer, false)
	f("WWW-Authenticate: "+bearer+"\r\n", "<html>", bearer, false)
	f("WWW-Authenticate: Basic\r\nWWW-Authenticate: "+bearer+"\r\n", scim, "Basic, "+bearer, false)
	f("", scim, "Bearer", false)
	f("WWW-Authenticate: "+bearer+"\r\n", scim, "", true)
}

// A read by which the proxy settles what became of a write is not bound to the tag
// that the write was.
func TestLookAfterWrite(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		io.WriteString(c, httpAnswer(200, fmt.Sprintf(`{"id":"1","active":%t}`, r.Method == "PATCH")))
		return true
	})
	p := startProxy(t, target.url())
	a := p.ask(strings.Replace(withBody("PATCH", "/scim/v2/Users/1", patchBody), "\r\n\r\n", "\r\nIf-Match: W/\"1\"\r\n\r\n", 1))
	got := target.took()
	if a.code != 200 || a.body != `{"id":"1","active":false}` || len(got) != 2 {
		t.Fatalf("%d %s, %d requests", a.code, a.body, len(got))
	}
	if got[0].Header.Get("If-Match") == "" || got[1].Header.Get("If-Match") != "" || got[1].Method != "GET" {
		t.Errorf("%s %v, then %s %v", got[0].Method, got[0].Header, got[1].Method, got[1].Header)
	}
}
