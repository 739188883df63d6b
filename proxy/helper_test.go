package proxy

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
	"scimshim/rewrite"
)

const (
	testToken   = "client-token-5b1c"
	targetToken = "target-token-9f2e"
	listBody    = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],` +
		`"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}`
	userBody = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"barbara@example.com"}`
)

// A scripted target reads requests with net/http's parser, which is not the
// proxy's, and writes whatever bytes its script says.
type scriptedTarget struct {
	t      *testing.T
	ln     net.Listener
	script func(c net.Conn, r *seen) (keep bool)

	mu   sync.Mutex
	seen []*seen
}

// seen is a request that reached the target.
type seen struct {
	*http.Request
	body  string
	conn  int // which connection it came on
	nth   int // which request of the connection it is
	total int // which request of all it is
}

// line is the method and the target of the request.
func (s *seen) line() string { return s.Method + " " + s.RequestURI }

func startTarget(t *testing.T, script func(net.Conn, *seen) bool) *scriptedTarget {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return startTargetOn(t, ln, script)
}

func startTargetOn(t *testing.T, ln net.Listener, script func(net.Conn, *seen) bool) *scriptedTarget {
	if script == nil {
		script = answerSCIM
	}
	s := &scriptedTarget{t: t, ln: ln, script: script}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for n := 0; ; n++ {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go s.serve(c, n)
		}
	}()
	return s
}

func (s *scriptedTarget) serve(c net.Conn, conn int) {
	defer c.Close()
	br := bufio.NewReader(c)
	for nth := 1; ; nth++ {
		r, err := http.ReadRequest(br)
		if err != nil {
			if err != io.EOF && nth > 1 && br.Buffered() > 0 {
				s.t.Errorf("the target could not read a request: %v", err)
			}
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		q := &seen{Request: r, body: string(body), conn: conn, nth: nth}
		s.mu.Lock()
		s.seen = append(s.seen, q)
		q.total = len(s.seen)
		s.mu.Unlock()
		if !s.script(c, q) {
			return
		}
	}
}

// took returns the requests that came since the last call.
func (s *scriptedTarget) took() []*seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.seen
	s.seen = nil
	return all
}

// url is the target's base URL. It has a path, which requests must not leave.
func (s *scriptedTarget) url() string { return "http://" + s.ln.Addr().String() + "/api/now/scim" }

// answerSCIM answers as a SCIM service would.
func answerSCIM(c net.Conn, r *seen) bool {
	code, body := 200, listBody
	_, id, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/api/now/scim/"), "/")
	switch {
	case r.Method == "POST":
		code, body = 201, `{"id":"2819c223",`+strings.TrimPrefix(r.body, "{")
	case r.Method == "DELETE":
		code, body = 204, ""
	case id != "":
		body = fmt.Sprintf(`{"id":%q}`, id)
	}
	io.WriteString(c, httpAnswer(code, body))
	return true
}

// httpAnswer returns a well-formed answer.
func httpAnswer(code int, body string) string {
	if code == 204 {
		return "HTTP/1.1 204 No Content\r\n\r\n"
	}
	return fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Type: application/scim+json\r\nContent-Length: %d\r\n\r\n%s",
		code, len(body), body)
}

// A running is a proxy that serves, and what it logs.
type running struct {
	*Proxy
	t    *testing.T
	logs *roomtest.Log
	done chan error
}

// testRoute returns a route to a target, with one client.
func testRoute(target string) Route {
	return Route{
		Name: "test", Path: "/scim/v2", PublicURL: "https://scim.example.com/scim/v2",
		Target:  Target{URL: target, Credential: Bearer(secret.FromText(targetToken)), Timeout: 5 * time.Second},
		Clients: []Client{{Name: "entra", Token: secret.FromText(testToken)}},
		Chain:   &rewrite.Chain{},
	}
}

// startProxy starts a proxy with one route, changed by the functions given.
func startProxy(t *testing.T, target string, change ...func(*Options, *Route)) *running {
	t.Helper()
	r := testRoute(target)
	logs := &roomtest.Log{}
	o := Options{
		Listen: "127.0.0.1:0", Admin: "127.0.0.1:0", Version: "1.2.3",
		Log: slog.New(slog.NewJSONHandler(logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, f := range change {
		f(&o, &r)
	}
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	p.Use(mustSet(t, "first", r))
	return serveProxy(t, p, logs)
}

func serveProxy(t *testing.T, p *Proxy, logs *roomtest.Log) *running {
	t.Helper()
	if err := p.Listen(); err != nil {
		t.Fatal(err)
	}
	run := &running{Proxy: p, t: t, logs: logs, done: make(chan error, 1)}
	go func() { run.done <- p.Serve() }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		p.Shutdown(ctx)
	})
	return run
}

func mustSet(t *testing.T, hash string, routes ...Route) *Set {
	t.Helper()
	s, err := NewSet(routes, SetInfo{Hash: hash, LoadedAt: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// An answer is what the client got.
type answer struct {
	code   int
	header http.Header
	body   string
	close  bool // whether the connection will be closed
}

// raw writes bytes to the proxy, ends its side of the connection, and returns
// all answers.
func (r *running) raw(text string) []answer {
	r.t.Helper()
	c, err := net.Dial("tcp", r.Addr().String())
	if err != nil {
		r.t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c, text); err != nil {
		r.t.Logf("write: %v", err)
	}
	c.(*net.TCPConn).CloseWrite()
	method, _, _ := strings.Cut(text, " ")
	return readAnswers(bufio.NewReader(c), method)
}

func readAnswers(br *bufio.Reader, method string) (all []answer) {
	for {
		resp, err := http.ReadResponse(br, &http.Request{Method: method})
		if err != nil {
			return all
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return append(all, answer{code: -1, body: "truncated"})
		}
		all = append(all, answer{resp.StatusCode, resp.Header, string(body), resp.Close})
	}
}

// head returns the header that every sound test request has.
func head(method, path string) string {
	return method + " " + path + " HTTP/1.1\r\nHost: scim.example.com\r\nAuthorization: Bearer " + testToken + "\r\n"
}

// withBody returns a sound request with a body.
func withBody(method, path, body string) string {
	return head(method, path) + fmt.Sprintf("Content-Type: application/scim+json\r\nContent-Length: %d\r\n\r\n%s",
		len(body), body)
}

// ask sends one sound request and returns its answer.
func (r *running) ask(text string) answer {
	r.t.Helper()
	all := r.raw(text)
	if len(all) != 1 {
		r.t.Fatalf("%d answers, want 1", len(all))
	}
	return all[0]
}

// isError fails the test unless the answer is a SCIM error with the code.
func (a answer) isError(t *testing.T, code int) {
	t.Helper()
	want := fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d",`, code)
	if a.code != code || !strings.HasPrefix(a.body, want) || !strings.Contains(a.body, `"detail":"`) {
		t.Errorf("got %d %s, want a SCIM error %d", a.code, a.body, code)
	}
	if ct := a.header.Get("Content-Type"); ct != "application/scim+json" {
		t.Errorf("Content-Type %q of an error", ct)
	}
}

// checkSeen holds a request that reached the target against what must hold for
// all of them.
func checkSeen(t *testing.T, s *seen) {
	t.Helper()
	allowed := map[string]bool{
		"Accept": true, "Authorization": true, "Content-Type": true, "Content-Length": true,
		"If-Match": true, "User-Agent": true, "Connection": true,
	}
	for name, values := range s.Header {
		if !allowed[name] || len(values) != 1 {
			t.Errorf("field %s of %s reached the target %d times", name, s.line(), len(values))
		}
	}
	if got := s.Header.Get("Authorization"); got != "Bearer "+targetToken {
		t.Errorf("the target was shown the credential %q", got)
	}
	if s.Proto != "HTTP/1.1" || s.Host != s.targetHost() || len(s.TransferEncoding) > 0 || len(s.Trailer) > 0 {
		t.Errorf("%s came as %s for %s", s.line(), s.Proto, s.Host)
	}
	u, err := url.ParseRequestURI(s.RequestURI)
	if err != nil || !strings.HasPrefix(s.RequestURI, "/api/now/scim/") || strings.Contains(u.Path, "..") {
		t.Errorf("%s left the base of the target", s.line())
	}
}

// targetHost is the Host that the request must have: it is always a loopback
// address in these tests.
func (s *seen) targetHost() string {
	if strings.HasPrefix(s.Host, "127.0.0.1:") {
		return s.Host
	}
	return "127.0.0.1"
}

// lines returns what reached the target, checked.
func (s *scriptedTarget) lines() []string {
	s.t.Helper()
	var all []string
	for _, q := range s.took() {
		checkSeen(s.t, q)
		all = append(all, q.line())
	}
	return all
}

// operator keeps no connections, since ports come back between tests.
var operator = http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// get asks the admin listener.
func (r *running) get(path string) (int, string) {
	r.t.Helper()
	resp, err := operator.Get("http://" + r.AdminAddr().String() + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b)
}
