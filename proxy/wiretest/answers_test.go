package wiretest

import (
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
)

type answerCase struct {
	name, raw string
	code      int
	ends      bool // whether the target closes the connection then
}

func TestAnswers(t *testing.T) {
	cases := answerCases()
	if len(cases) < 40 {
		t.Fatalf("only %d cases", len(cases))
	}
	var current atomic.Value
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		if strings.HasSuffix(r.URL.Path, "/canary") {
			return proxytest.AnswerSCIM(c, r)
		}
		now := current.Load().(answerCase)
		io.WriteString(c, now.raw)
		return !now.ends
	})
	p := proxytest.Start(t, target.URL())
	for _, c := range cases {
		for _, method := range []string{"GET", "PUT", "PATCH"} {
			t.Run(c.name+" "+method, func(t *testing.T) {
				current.Store(c)
				checkAnswerTo(t, p, target, c, method)
			})
		}
	}
}

func checkAnswerTo(t *testing.T, p *proxytest.Running, target *proxytest.Target, c answerCase, method string) {
	a := p.Ask(map[string]string{
		"GET":   proxytest.Head(method, "/scim/v2/Users/1") + "\r\n",
		"PUT":   proxytest.WithBody(method, "/scim/v2/Users/1", proxytest.OKBody),
		"PATCH": proxytest.WithBody(method, "/scim/v2/Users/1", proxytest.PatchBody),
	}[method])
	want := c.code
	if passed := status(c.raw); method != "GET" && (passed == 403 || passed == 404) {
		want = passed // a write keeps it, since the endpoint has answered as SCIM before
	}
	if a.Code != want {
		t.Errorf("the client got %d %s, want %d", a.Code, a.Body, want)
	}
	if a.Code >= 400 {
		a.IsError(t, a.Code)
	} else if a.Body != proxytest.OKBody {
		t.Errorf("the client got %q", a.Body)
	}
	for name := range a.Header {
		if !strings.Contains(" Date Content-Type Content-Length Cache-Control X-Request-Id Etag Location Retry-After ",
			" "+name+" ") {
			t.Errorf("the client got the field %s", name)
		}
	}
	if got := target.Lines(); len(got) != 1 {
		t.Errorf("the request was sent %d times", len(got))
	}
	if a := p.Ask(proxytest.Head("GET", "/scim/v2/Users/canary") + "\r\n"); a.Code != 200 || !strings.Contains(a.Body, "canary") {
		t.Errorf("the next request got %d %s", a.Code, a.Body)
	}
	target.Took()
}

// status returns the status of an answer's first line, or 0.
func status(raw string) int {
	line, _, _ := strings.Cut(raw, "\r\n")
	_, rest, _ := strings.Cut(line, " ")
	code, _, _ := strings.Cut(rest, " ")
	n, _ := strconv.Atoi(code)
	return n
}

// The target is given the whole time of the route, and no more.
func TestSilentTarget(t *testing.T) {
	scripts := map[string]func(net.Conn){
		"never answers": func(c net.Conn) {},
		"half a header": func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-") },
		"drips": func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
			for range 100 {
				if _, err := io.WriteString(c, "x"); err != nil {
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
		},
	}
	for name, write := range scripts {
		t.Run(name, func(t *testing.T) {
			target := proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool {
				write(c)
				time.Sleep(time.Second)
				return false
			})
			p := proxytest.Start(t, target.URL(), func(_ *proxy.Options, r *proxy.Route) { r.Target.Timeout = 200 * time.Millisecond })
			for _, request := range []string{
				proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n", proxytest.WithBody("PUT", "/scim/v2/Users/1", `{"id":"1"}`),
			} {
				start := time.Now()
				p.Ask(request).IsError(t, 504)
				if took := time.Since(start); took < 150*time.Millisecond || took > 600*time.Millisecond {
					t.Errorf("answered after %v", took)
				}
				if n := len(target.Took()); n != 1 {
					t.Errorf("the request was sent %d times", n)
				}
			}
		})
	}
}

func TestUnreachableTarget(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	p := proxytest.Start(t, "http://"+ln.Addr().String()+"/scim")
	a := p.Ask(proxytest.Head("GET", "/scim/v2/Users") + "\r\n")
	a.IsError(t, 502)
	if !strings.Contains(a.Body, "connection refused") || strings.Contains(a.Body, ln.Addr().String()) {
		t.Errorf("got %s", a.Body)
	}
}

// Too many requests at once are refused in time, not queued for ever.
func TestPoolFull(t *testing.T) {
	hold := make(chan struct{})
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		<-hold
		return proxytest.AnswerSCIM(c, r)
	})
	p := proxytest.Start(t, target.URL(), func(_ *proxy.Options, r *proxy.Route) { r.Target.MaxConnections = 1 })
	first := make(chan proxytest.Answer)
	go func() { first <- p.Ask(proxytest.Head("GET", "/scim/v2/Users") + "\r\n") }()
	roomtest.Eventually(t, "the first request", func() bool { return len(target.Took()) > 0 })
	a := p.Ask(proxytest.Head("GET", "/scim/v2/Users") + "\r\n")
	a.IsError(t, 503)
	if a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	close(hold)
	if a := <-first; a.Code != 200 {
		t.Errorf("the first request got %d", a.Code)
	}
}

func TestConcurrencyLimit(t *testing.T) {
	hold := make(chan struct{})
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		<-hold
		return proxytest.AnswerSCIM(c, r)
	})
	p := proxytest.Start(t, target.URL(), func(o *proxy.Options, _ *proxy.Route) { o.Concurrency = 2 })
	got := make(chan proxytest.Answer, 2)
	for range 2 {
		go func() { got <- p.Ask(proxytest.Head("GET", "/scim/v2/Users") + "\r\n") }()
	}
	roomtest.Eventually(t, "two requests under way", func() bool { return p.Gauge("scimshim_requests_in_flight") == 2 })
	a := p.Ask(proxytest.Head("GET", "/scim/v2/Users") + "\r\n")
	a.IsError(t, 503)
	if a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	close(hold)
	for range 2 {
		if a := <-got; a.Code != 200 {
			t.Errorf("a request under way got %d", a.Code)
		}
	}
}

// fasthttp knows no status 000 and answers 200 for it: a change that the target has not
// carried out would be told as done.
func TestStatusZero(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool {
		io.WriteString(c, strings.Replace(proxytest.HTTPAnswer(200, proxytest.OKBody), "200", "000", 1))
		return true
	})
	p := proxytest.Start(t, target.URL())
	p.Ask(proxytest.WithBody("PATCH", "/scim/v2/Users/1", proxytest.PatchBody)).IsError(t, 502)
	p.Ask(proxytest.Head("GET", "/scim/v2/Users/1")+"\r\n").IsError(t, 502)
}

// answerCases are odd and malformed answers, as they were tried on other
// proxies. In each, the request goes out once, and the next request gets its
// own answer.
func answerCases() []answerCase {
	n := len(proxytest.OKBody)
	first := "HTTP/1.1 200 OK\r\n"
	cl := fmt.Sprintf("Content-Length: %d\r\n", n)
	chunked := "Transfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", n, proxytest.OKBody)
	with := func(fields string) string { return first + fields + cl + "\r\n" + proxytest.OKBody }
	return []answerCase{
		{"plain", with(""), 200, false},
		{"chunked", first + chunked, 200, false},
		{"CL and TE", first + "Content-Length: 3\r\n" + chunked, 200, false},
		{"CL twice, different", with("Content-Length: 3\r\n"), 502, false},
		{"CL twice, same", with(cl), 502, false},
		{"CL list", first + "Content-Length: 5, 5\r\n\r\n" + proxytest.OKBody, 502, false},
		{"CL negative", first + "Content-Length: -1\r\n\r\n" + proxytest.OKBody, 502, false},
		{"CL huge", first + "Content-Length: 1099511627776\r\n\r\n" + proxytest.OKBody, 502, true},
		{"CL over the limit", first + "Content-Length: 9000000\r\n\r\n" + proxytest.OKBody, 502, false},
		{"CL overflow", first + "Content-Length: 18446744073709551621\r\n\r\n" + proxytest.OKBody, 502, false},
		{"TE gzip, chunked", first + "Transfer-Encoding: gzip, chunked\r\n\r\n", 502, false},
		{"TE twice", first + "Transfer-Encoding: chunked\r\n" + chunked, 502, false},
		{"TE on HTTP/1.0", "HTTP/1.0 200 OK\r\n" + chunked, 502, true},
		{"LF in the header", strings.Replace(with("X: y\r\n"), "X: y\r\n", "X: y\n", 1), 200, false},
		{"folded field", with("X: a\r\n b\r\n"), 200, false},
		{"NUL in a value", with("X: a\x00b\r\n"), 502, false},
		{"CR in a value", with("X: a\rb\r\n"), 502, false},
		{"no colon", with("nonsense\r\n"), 502, true},
		{"status 099", strings.Replace(with(""), "200", "099", 1), 502, false},
		{"status 1000", strings.Replace(with(""), "200", "1000", 1), 502, false},
		{"status abc", strings.Replace(with(""), "200", "abc", 1), 502, false},
		{"status 999", strings.Replace(with(""), "200", "999", 1), 502, false},
		{"status 600", strings.Replace(with(""), "200", "600", 1), 502, false},
		{"no reason", strings.Replace(with(""), "200 OK", "200", 1), 200, false},
		{"HTTP/2.0", strings.Replace(with(""), "HTTP/1.1", "HTTP/2.0", 1), 200, false},
		{"no status line", proxytest.OKBody + "\r\n\r\n", 502, true},
		{"another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n", 502, true},
		{"leading blank lines", "\r\n\r\n" + with(""), 200, false},
		{"100 first", "HTTP/1.1 100 Continue\r\n\r\n" + with(""), 200, false},
		{"103 first", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + with(""), 200, false},
		{"100 a thousand times", strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 1000), 502, true},
		{"101 unasked", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", 502, true},
		{"redirect", "HTTP/1.1 302 Found\r\nLocation: https://login.example/\r\nContent-Length: 0\r\n\r\n", 502, false},
		{"redirect to the same", "HTTP/1.1 307 X\r\nLocation: /api/now/scim/Users\r\nContent-Length: 0\r\n\r\n", 502, false},
		{"304", "HTTP/1.1 304 Not Modified\r\n\r\n", 502, false},
		{"two answers at once", with("") + with(""), 200, false},
		{"truncated by CL", first + "Content-Length: 100\r\n\r\n" + proxytest.OKBody, 502, true},
		{"truncated chunk", first + "Transfer-Encoding: chunked\r\n\r\n17\r\n" + proxytest.OKBody[:5], 502, true},
		{"no last chunk", first + "Transfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n", n, proxytest.OKBody), 502, true},
		{"last chunk without CRLF", first + strings.TrimSuffix(chunked, "\r\n"), 502, true},
		{"no length, until the end", first + "\r\n" + proxytest.OKBody, 200, true},
		{"10 KB header", with("X: " + strings.Repeat("a", 10<<10) + "\r\n"), 200, false},
		{"200 KB header", with("X: " + strings.Repeat("a", 200<<10) + "\r\n"), 502, false},
		{"chunk extension with LF", first + "Transfer-Encoding: chunked\r\n\r\n17;a=\n\r\n" + proxytest.OKBody + "\r\n0\r\n\r\n", 502, false},
		{"chunk huge", first + "Transfer-Encoding: chunked\r\n\r\n7FFFFFFF\r\n" + proxytest.OKBody, 502, true},
		{"hop-by-hop fields", with("Connection: X-Secret, close\r\nX-Secret: 1\r\nServer: x\r\nSet-Cookie: a=b\r\n"), 200, false},
		{"Content-Encoding gzip", with("Content-Encoding: gzip\r\n"), 502, false},
		{"Content-Encoding identity", with("Content-Encoding: identity\r\n"), 200, false},
		{"internal Location", with("Location: http://10.0.0.1/x\r\nETag: W/\"1\"\r\nVary: *\r\n"), 200, false},
		{"HTML with 200", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", 502, false},
		{"HTML with 404", "HTTP/1.1 404 X\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", 502, false},
		{"401 of the target", "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n", 503, false},
		{"403 of the target", "HTTP/1.1 403 X\r\nContent-Length: 0\r\n\r\n", 502, false},
		{"another id", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\":\"2\"}", 502, false},
		{"duplicate keys", "HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n{\"id\":\"1\",\"id\":\"1\"}", 502, false},
		{"closed without an answer", "", 502, true},
		{"garbage", "\x16\x03\x01\x02\x00\x01\x00", 502, true},
	}
}

// A write that meets a broken connection is sent once, whatever becomes of it.
func TestWritesAreSentOnce(t *testing.T) {
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		t.Run(method, func(t *testing.T) {
			target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
				switch r.Nth % 4 {
				case 0:
					c.(*net.TCPConn).SetLinger(0) // a reset instead of an answer
				case 1:
					return proxytest.AnswerSCIM(c, r)
				case 2:
					io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Le")
				case 3:
					io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{")
				}
				return false
			})
			p := proxytest.Start(t, target.URL())
			for i := range 40 {
				path := fmt.Sprintf("/scim/v2/Users/%d", i)
				body := fmt.Sprintf(`{"id":"%d"}`, i)
				switch method {
				case "POST":
					path, body = "/scim/v2/Users", proxytest.UserBody
				case "PATCH":
					body = proxytest.PatchBody
				case "DELETE":
					body = ""
				}
				request := proxytest.WithBody(method, path, body)
				if body == "" {
					request = proxytest.Head(method, path) + "\r\n"
				}
				p.Ask(request)
				if n := len(target.Took()); n != 1 {
					t.Fatalf("request %d was sent %d times", i, n)
				}
			}
		})
	}
}
