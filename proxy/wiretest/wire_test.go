package wiretest

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/target"
	"scimshim/rewrite"
)

// What the target gets of a request, field by field.
func TestWhatTheTargetGets(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL())
	f := func(request, line, body string, fields map[string]string) {
		t.Helper()
		p.Ask(request)
		got := target.Took()
		if len(got) != 1 || got[0].Line() != line || got[0].Text != body {
			t.Errorf("the target got %v, want %s %s", got, line, body)
			return
		}
		want := http.Header{
			"Accept": {"application/scim+json"}, "Authorization": {"Bearer " + proxytest.TargetToken},
			"User-Agent": {"scimshim/1.2.3"},
		}
		for name, value := range fields {
			want.Set(name, value)
		}
		if fmt.Sprint(got[0].Header) != fmt.Sprint(want) {
			t.Errorf("%s: the target got %v, want %v", line, got[0].Header, want)
		}
	}
	f(proxytest.Head("GET", "/scim/v2/users/jos%c3%a9/?attributes=userName,id&aadOptscim062020")+"\r\n",
		"GET /api/now/scim/Users/jos%C3%A9?attributes=userName%2Cid", "", nil)
	f(proxytest.Head("GET", "/scim/v2/Users/1")+"If-None-Match: \"1\"\r\nIf-Match: \"2\"\r\nCookie: a=b\r\nTE: trailers\r\n\r\n",
		"GET /api/now/scim/Users/1", "", map[string]string{"If-Match": `"2"`})
	f(proxytest.Head("GET", "/scim/v2/Users")+"If-Match: \"2\"\r\n\r\n", "GET /api/now/scim/Users", "", nil)
	f(proxytest.Head("DELETE", "/scim/v2/Users/1")+"If-Match: *\r\n\r\n", "DELETE /api/now/scim/Users/1", "",
		map[string]string{"If-Match": "*", "Content-Length": "0"})
	f(proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody), "POST /api/now/scim/Users", proxytest.UserBody,
		map[string]string{"Content-Type": "application/scim+json", "Content-Length": fmt.Sprint(len(proxytest.UserBody))})
}

// What the client gets of an answer, field by field.
func TestWhatTheClientGets(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		body := `{"id":"1"}`
		if r.Method == "DELETE" {
			io.WriteString(c, "HTTP/1.1 204 X\r\nETag: \"2\"\r\nServer: x\r\n\r\n")
			return true
		}
		fmt.Fprintf(c, "HTTP/1.1 200 X\r\nContent-Type: text/json\r\nETag: W/\"1\"\r\nServer: x\r\nVia: y\r\n"+
			"Set-Cookie: a=b\r\nRetry-After: 1\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		return true
	})
	p := proxytest.Start(t, target.URL())
	f := func(request, body string, want http.Header) {
		t.Helper()
		a := p.Ask(request)
		a.Body = strings.ReplaceAll(a.Body, a.Header.Get("X-Request-Id"), "0123456789abcdef")
		for _, name := range []string{"Date", "X-Request-Id"} {
			if a.Header.Get(name) == "" {
				t.Errorf("no %s", name)
			}
			a.Header.Del(name)
		}
		if a.Body != body || fmt.Sprint(a.Header) != fmt.Sprint(want) {
			t.Errorf("got %v %s, want %v", a.Header, a.Body, want)
		}
	}
	f(proxytest.Head("GET", "/scim/v2/Users/1")+"\r\n", `{"id":"1"}`, http.Header{
		"Content-Type": {"application/scim+json"}, "Content-Length": {"10"}, "Cache-Control": {"no-store"},
		"Etag": {`W/"1"`},
	})
	f(proxytest.Head("DELETE", "/scim/v2/Users/1")+"\r\n", "", http.Header{"Cache-Control": {"no-store"}, "Etag": {`"2"`}})
	f(proxytest.Head("PUT", "/scim/v2/Users")+"Content-Length: 0\r\n\r\n", `{"schemas":[`+
		`"urn:ietf:params:scim:api:messages:2.0:Error"],"status":"405","detail":`+
		`"the endpoint does not take PUT; it takes GET, POST (request 0123456789abcdef)"}`, http.Header{
		"Content-Type": {"application/scim+json"}, "Content-Length": {"163"}, "Cache-Control": {"no-store"},
		"Allow": {"GET, POST"},
	})
	a := p.Ask("GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\n\r\n")
	if got := a.Header.Get("Www-Authenticate"); got != "Bearer" {
		t.Errorf("WWW-Authenticate %q", got)
	}
}

// The media type is the one that the client asks for.
func TestMediaType(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL())
	f := func(accept, want string) {
		t.Helper()
		a := p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + accept + "\r\n")
		if got := a.Header.Get("Content-Type"); got != want {
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

func TestOptions(t *testing.T) {
	f := func(want string, change func(*proxy.Options)) {
		t.Helper()
		o := proxy.Options{Listen: "127.0.0.1:0", Admin: "127.0.0.1:0"}
		change(&o)
		_, err := proxy.New(o)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	f("", func(*proxy.Options) {})
	f("missing", func(o *proxy.Options) { o.Admin = "" })
	f("negative", func(o *proxy.Options) { o.MaxBody = -1 })
	f("negative", func(o *proxy.Options) { o.DrainTimeout = -1 })
	f("the version", func(o *proxy.Options) { o.Version = "1 2" })
}

// A rule may ask the target more than once, and for ids that the target gave.
// Even those do not lead out of the base.
func TestRulesCannotLeaveTheBase(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	id := ""
	p := proxytest.Start(t, target.URL(), func(_ *proxy.Options, r *proxy.Route) {
		r.Chain = &rewrite.Chain{Steps: []rewrite.Step{{Name: "pack/id", Rule: proxytest.Rule{
			OnRequest: func(m *rewrite.Message) error { m.ID = id; return nil },
		}}}}
	})
	f := func(to string, code int, line string) {
		t.Helper()
		id = to
		a := p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n")
		got := target.Took()
		if a.Code != code || line == "" && len(got) > 0 || line != "" && (len(got) != 1 || got[0].Line() != line) {
			t.Errorf("%q: got %d, the target %v", to, a.Code, got)
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
		to := proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool {
			io.WriteString(c, fmt.Sprintf("HTTP/1.1 401 X\r\n%sContent-Length: %d\r\n\r\n%s", fields, len(body), body))
			return true
		})
		p := proxytest.Start(t, to.URL(), func(_ *proxy.Options, r *proxy.Route) {
			if !own {
				r.Target.Credential, r.Clients, r.NoClientAuth = target.Pass(), nil, true
			}
		})
		a := p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n")
		code := 401
		if own {
			code = 503
		}
		if got := a.Header.Get("Www-Authenticate"); a.Code != code || got != want {
			t.Errorf("%q %q: %d, WWW-Authenticate %q, want %q", fields, body, a.Code, got, want)
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
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		io.WriteString(c, proxytest.HTTPAnswer(200, fmt.Sprintf(`{"id":"1","active":%t}`, r.Method == "PATCH")))
		return true
	})
	p := proxytest.Start(t, target.URL())
	a := p.Ask(strings.Replace(proxytest.WithBody("PATCH", "/scim/v2/Users/1", proxytest.PatchBody), "\r\n\r\n", "\r\nIf-Match: W/\"1\"\r\n\r\n", 1))
	got := target.Took()
	if a.Code != 200 || a.Body != `{"id":"1","active":false}` || len(got) != 2 {
		t.Fatalf("%d %s, %d requests", a.Code, a.Body, len(got))
	}
	if got[0].Header.Get("If-Match") == "" || got[1].Header.Get("If-Match") != "" || got[1].Method != "GET" {
		t.Errorf("%s %v, then %s %v", got[0].Method, got[0].Header, got[1].Method, got[1].Header)
	}
}
