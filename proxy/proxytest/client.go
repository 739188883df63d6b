package proxytest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// An Answer is what the client got.
type Answer struct {
	Code   int
	Header http.Header
	Body   string
	Closes bool // whether the connection will be closed
}

// Raw writes bytes to the proxy, ends its side of the connection, and returns
// all answers.
func (r *Running) Raw(text string) []Answer {
	r.T.Helper()
	c, err := net.Dial("tcp", r.Addr().String())
	if err != nil {
		r.T.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c, text); err != nil {
		r.T.Logf("write: %v", err)
	}
	c.(*net.TCPConn).CloseWrite()
	method, _, _ := strings.Cut(text, " ")
	return readAnswers(bufio.NewReader(c), method)
}

func readAnswers(br *bufio.Reader, method string) (all []Answer) {
	for {
		resp, err := http.ReadResponse(br, &http.Request{Method: method})
		if err != nil {
			return all
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return append(all, Answer{Code: -1, Body: "truncated"})
		}
		all = append(all, Answer{resp.StatusCode, resp.Header, string(body), resp.Close})
	}
}

// Head returns the header that every sound test request has.
func Head(method, path string) string {
	return method + " " + path + " HTTP/1.1\r\nHost: scim.example.com\r\nAuthorization: Bearer " + ClientToken + "\r\n"
}

// WithBody returns a sound request with a body.
func WithBody(method, path, body string) string {
	return Head(method, path) + fmt.Sprintf("Content-Type: application/scim+json\r\nContent-Length: %d\r\n\r\n%s",
		len(body), body)
}

// Ask sends one sound request and returns its answer.
func (r *Running) Ask(text string) Answer {
	r.T.Helper()
	all := r.Raw(text)
	if len(all) != 1 {
		r.T.Fatalf("%d answers, want 1", len(all))
	}
	return all[0]
}

// IsError fails the test unless the answer is a SCIM error with the code.
func (a Answer) IsError(t *testing.T, code int) {
	t.Helper()
	want := fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d",`, code)
	if a.Code != code || !strings.HasPrefix(a.Body, want) || !strings.Contains(a.Body, `"detail":"`) {
		t.Errorf("got %d %s, want a SCIM error %d", a.Code, a.Body, code)
	}
	if ct := a.Header.Get("Content-Type"); ct != "application/scim+json" {
		t.Errorf("Content-Type %q of an error", ct)
	}
}

// Dial opens a connection to the proxy and sends a text on it.
func (r *Running) Dial(text string) net.Conn {
	r.T.Helper()
	c, err := net.Dial("tcp", r.Addr().String())
	if err != nil {
		r.T.Fatal(err)
	}
	r.T.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c, text); err != nil {
		r.T.Fatal(err)
	}
	return c
}

// Open opens connections, writes text to each, and closes them when the test ends.
func (r *Running) Open(n int, text string) []net.Conn {
	r.T.Helper()
	return OpenTo(r.T, r.Addr().String(), n, text)
}

// OpenTo opens connections to an address, writes text to each, and closes them when the test ends.
func OpenTo(t *testing.T, addr string, n int, text string) (all []net.Conn) {
	t.Helper()
	for range n {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		io.WriteString(c, text)
		all = append(all, c)
	}
	return all
}

// A KeptAlive is a client with one connection, as long as the proxy keeps it.
type KeptAlive struct {
	Addr string
	Conn net.Conn
	br   *bufio.Reader
}

// Ask sends a request and returns its answer. An error means that there was
// none; the next request then has a new connection.
func (k *KeptAlive) Ask(text string) (code int, body string, err error) {
	if k.Conn == nil {
		if k.Conn, err = net.Dial("tcp", k.Addr); err != nil {
			return 0, "", err
		}
		k.br = bufio.NewReader(k.Conn)
	}
	k.Conn.SetDeadline(time.Now().Add(10 * time.Second))
	io.WriteString(k.Conn, text)
	resp, err := http.ReadResponse(k.br, nil)
	if err != nil {
		k.Close()
		return 0, "", err
	}
	b, err := io.ReadAll(resp.Body)
	if resp.Close {
		k.Close()
	}
	return resp.StatusCode, string(b), err
}

// Close ends the connection, if there is one.
func (k *KeptAlive) Close() {
	if k.Conn != nil {
		k.Conn.Close()
	}
	k.Conn = nil
}

// Keep returns a client that is closed when the test ends.
func (r *Running) Keep() *KeptAlive {
	k := &KeptAlive{Addr: r.Addr().String()}
	r.T.Cleanup(k.Close)
	return k
}

// Works fails the test unless a client is served on a connection that stays open.
func (k *KeptAlive) Works(t *testing.T, what string) {
	t.Helper()
	code, body, err := k.Ask(Head("GET", "/scim/v2/Users/1") + "\r\n")
	if code != 200 || err != nil || k.Conn == nil {
		t.Errorf("%s: %d %s %v", what, code, body, err)
	}
}

// OKBody is an answer that every request of these tests accepts.
const OKBody = `{"id":"1","schemas":[]}`

// PatchBody is a PATCH that disables a user.
const PatchBody = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],` +
	`"Operations":[{"op":"replace","path":"active","value":false}]}`

// Operator keeps no connections, since ports come back between tests.
var Operator = http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// Get asks the admin listener.
func (r *Running) Get(path string) (int, string) {
	r.T.Helper()
	resp, err := Operator.Get("http://" + r.AdminAddr().String() + path)
	if err != nil {
		r.T.Fatal(err)
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b)
}
