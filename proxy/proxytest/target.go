package proxytest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// A Target reads requests with net/http's parser, which is not the
// proxy's, and writes whatever bytes its script says.
type Target struct {
	t        *testing.T
	Listener net.Listener
	script   func(c net.Conn, r *Seen) (keep bool)

	mu   sync.Mutex
	seen []*Seen
}

// Seen is a request that reached the target.
type Seen struct {
	*http.Request
	Text  string
	Conn  int // which connection it came on
	Nth   int // which request of the connection it is
	Total int // which request of all it is
}

// Line is the method and the target of the request.
func (s *Seen) Line() string { return s.Method + " " + s.RequestURI }

// StartTarget starts a target; without a script it answers as a SCIM service would.
func StartTarget(t *testing.T, script func(net.Conn, *Seen) bool) *Target {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return StartTargetOn(t, ln, script)
}

// StartTargetOn is StartTarget on a listener.
func StartTargetOn(t *testing.T, ln net.Listener, script func(net.Conn, *Seen) bool) *Target {
	if script == nil {
		script = AnswerSCIM
	}
	s := &Target{t: t, Listener: ln, script: script}
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

func (s *Target) serve(c net.Conn, conn int) {
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
		q := &Seen{Request: r, Text: string(body), Conn: conn, Nth: nth}
		s.mu.Lock()
		s.seen = append(s.seen, q)
		q.Total = len(s.seen)
		s.mu.Unlock()
		if !s.script(c, q) {
			return
		}
	}
}

// Took returns the requests that came since the last call.
func (s *Target) Took() []*Seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.seen
	s.seen = nil
	return all
}

// URL is the target's base URL. It has a path, which requests must not leave.
func (s *Target) URL() string { return "http://" + s.Listener.Addr().String() + "/api/now/scim" }

// AnswerSCIM answers as a SCIM service would.
func AnswerSCIM(c net.Conn, r *Seen) bool {
	code, body := 200, ListBody
	_, id, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/api/now/scim/"), "/")
	switch {
	case r.Method == "POST":
		code, body = 201, `{"id":"2819c223",`+strings.TrimPrefix(r.Text, "{")
	case r.Method == "DELETE":
		code, body = 204, ""
	case id != "":
		body = fmt.Sprintf(`{"id":%q}`, id)
	}
	io.WriteString(c, HTTPAnswer(code, body))
	return true
}

// HTTPAnswer returns a well-formed answer.
func HTTPAnswer(code int, body string) string {
	if code == 204 {
		return "HTTP/1.1 204 No Content\r\n\r\n"
	}
	return fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Type: application/scim+json\r\nContent-Length: %d\r\n\r\n%s",
		code, len(body), body)
}

// CheckSeen holds a request that reached the target against what must hold for
// all of them.
func CheckSeen(t *testing.T, s *Seen) {
	t.Helper()
	allowed := map[string]bool{
		"Accept": true, "Authorization": true, "Content-Type": true, "Content-Length": true,
		"If-Match": true, "User-Agent": true, "Connection": true,
	}
	for name, values := range s.Header {
		if !allowed[name] || len(values) != 1 {
			t.Errorf("field %s of %s reached the target %d times", name, s.Line(), len(values))
		}
	}
	if got := s.Header.Get("Authorization"); got != "Bearer "+TargetToken {
		t.Errorf("the target was shown the credential %q", got)
	}
	if s.Proto != "HTTP/1.1" || s.Host != s.targetHost() || len(s.TransferEncoding) > 0 || len(s.Trailer) > 0 {
		t.Errorf("%s came as %s for %s", s.Line(), s.Proto, s.Host)
	}
	u, err := url.ParseRequestURI(s.RequestURI)
	if err != nil || !strings.HasPrefix(s.RequestURI, "/api/now/scim/") || strings.Contains(u.Path, "..") {
		t.Errorf("%s left the base of the target", s.Line())
	}
}

// targetHost is the Host that the request must have: it is always a loopback
// address in these tests.
func (s *Seen) targetHost() string {
	if strings.HasPrefix(s.Host, "127.0.0.1:") {
		return s.Host
	}
	return "127.0.0.1"
}

// Lines returns what reached the target, checked.
func (s *Target) Lines() []string {
	s.t.Helper()
	var all []string
	for _, q := range s.Took() {
		CheckSeen(s.t, q)
		all = append(all, q.Line())
	}
	return all
}

// A ForeignTarget answers what a test told it last.
type ForeignTarget struct {
	mu  sync.Mutex
	raw string
}

// Say sets what is answered from now on.
func (f *ForeignTarget) Say(raw string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.raw = raw
}

// Answer is the script of a Target.
func (f *ForeignTarget) Answer(c net.Conn, _ *Seen) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	io.WriteString(c, f.raw)
	return true
}

// ForeignText is an answer in plain text.
func ForeignText(status int, fields, text string) string {
	return fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Type: text/plain\r\n%sContent-Length: %d\r\n\r\n%s", status, fields, len(text), text)
}
