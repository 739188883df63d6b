package proxy_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/limit"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
	"scimshim/rewrite"
)

// What package limit lets wait for a turn.
const (
	mostQueued = 8
	longTurn   = 5 * time.Second
)

// memoryOf gives a proxy so many bytes for bodies.
func memoryOf(n int64) func(*proxy.Options, *proxy.Route) {
	return func(o *proxy.Options, _ *proxy.Route) { o.Memory = 2 * n }
}

// newUser is a user of a little more than n bytes, to be created.
func newUser(n int) string {
	return strings.TrimSuffix(proxytest.UserBody, "}") + `,"title":"` + strings.Repeat("x", n) + `"}`
}

// largeUser is the same, as a target shows it.
func largeUser(n int) string { return `{"id":"1",` + newUser(n)[1:] }

// returned waits until nothing is held any more.
func returned(r *proxytest.Running) {
	r.T.Helper()
	roomtest.Eventually(r.T, "all bytes and turns to be returned", func() bool {
		return r.Budget().Held() == 0 && r.Turns().Take(true, time.Now()) == nil
	})
	r.Turns().Give(time.Now())
}

// isOf reports whether an error is a refusal for a reason.
func isOf(err error, reason rewrite.Reason) bool {
	var r *rewrite.Refusal
	return errors.As(err, &r) && r.Reason == reason
}

// isBusy fails the test unless the answer says that the proxy is busy.
func isBusy(t *testing.T, a proxytest.Answer, with string) {
	t.Helper()
	a.IsError(t, 503)
	if a.Header.Get("Retry-After") == "" || !strings.Contains(a.Body, with) {
		t.Errorf("%v %s, want Retry-After and %q", a.Header, a.Body, with)
	}
}

// However a request ends, what it held is returned.
func TestBytesAreReturned(t *testing.T) {
	answer := func(body string) string { return proxytest.HTTPAnswer(200, body) }
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		switch id := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]; id {
		case "large":
			io.WriteString(c, answer(strings.Replace(largeUser(2<<20), `"1"`, `"large"`, 1)))
		case "chunked":
			body := strings.Replace(largeUser(200<<10), `"1"`, `"chunked"`, 1)
			fmt.Fprintf(c, "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n3\r\n\n\n\n\r\n0\r\n\r\n", len(body), body)
		case "closed":
			io.WriteString(c, "HTTP/1.1 200 X\r\n\r\n"+strings.Replace(largeUser(200<<10), `"1"`, `"closed"`, 1))
			return false
		case "cut":
			io.WriteString(c, "HTTP/1.1 200 X\r\nContent-Length: 900000\r\n\r\n{")
			return false
		case "cutchunk":
			io.WriteString(c, "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n{")
			return false
		case "toolarge":
			io.WriteString(c, "HTTP/1.1 200 X\r\nContent-Length: 9000000\r\n\r\n{")
			return false
		case "grows":
			io.WriteString(c, "HTTP/1.1 200 X\r\n\r\n")
			for range 100 {
				if _, err := io.WriteString(c, strings.Repeat(" ", 100<<10)); err != nil {
					break
				}
			}
			return false
		default:
			return proxytest.AnswerSCIM(c, r)
		}
		return true
	})
	p := proxytest.Start(t, target.URL(), memoryOf(64<<20))
	for _, c := range []struct {
		name, request string
		code          int
	}{
		{"a small one", proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody), 201},
		{"a large one", proxytest.WithBody("PATCH", "/scim/v2/Users/1", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],`+
			`"Operations":[{"op":"add","path":"title","value":"`+strings.Repeat("x", 500<<10)+`"}]}`), 200},
		{"a chunked one", chunkedRequest("POST", "/scim/v2/Users", proxytest.UserBody+strings.Repeat(" ", 100<<10)), 201},
		{"a chunked one of nothing", proxytest.Head("POST", "/scim/v2/Users") + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		{"one that is too large", proxytest.WithBody("POST", "/scim/v2/Users", strings.Repeat(" ", 1<<20)+proxytest.UserBody), 413},
		{"one that is chunked and too large", chunkedRequest("POST", "/scim/v2/Users", strings.Repeat(" ", 1<<20)+proxytest.UserBody), 413},
		{"one that is no JSON", proxytest.WithBody("POST", "/scim/v2/Users", strings.Repeat("x", 100<<10)), 400},
		{"a large answer", proxytest.Head("GET", "/scim/v2/Users/large") + "\r\n", 200},
		{"a chunked answer", proxytest.Head("GET", "/scim/v2/Users/chunked") + "\r\n", 200},
		{"an answer up to the end", proxytest.Head("GET", "/scim/v2/Users/closed") + "\r\n", 200},
		{"an answer that ends too soon", proxytest.Head("GET", "/scim/v2/Users/cut") + "\r\n", 502},
		{"a chunk that ends too soon", proxytest.Head("GET", "/scim/v2/Users/cutchunk") + "\r\n", 502},
		{"an answer that is too large", proxytest.Head("GET", "/scim/v2/Users/toolarge") + "\r\n", 502},
		{"an answer that grows too large", proxytest.Head("GET", "/scim/v2/Users/grows") + "\r\n", 502},
	} {
		if got := p.Ask(c.request); got.Code != c.code {
			t.Errorf("%s: %d %.300s, want %d", c.name, got.Code, got.Body, c.code)
		}
		returned(p)
	}
	// bodies that end too soon, and nobody is told of
	for _, text := range []string{
		proxytest.Head("POST", "/scim/v2/Users") + "Content-Length: 900000\r\n\r\n{",
		proxytest.Head("POST", "/scim/v2/Users") + "Transfer-Encoding: chunked\r\n\r\n",
		proxytest.Head("POST", "/scim/v2/Users") + "Transfer-Encoding: chunked\r\n\r\nffff\r\n{",
	} {
		c := p.Dial(text)
		roomtest.Eventually(t, "the body to be waited for", func() bool { return p.Budget().Held() > 0 })
		c.Close()
		roomtest.Eventually(t, "the request to be given up", func() bool {
			p.ForgetIncoming()
			return p.Budget().Held() == 0
		})
	}
	returned(p)
}

// chunkedRequest returns a sound request with a chunked body.
func chunkedRequest(method, path, body string) string {
	return proxytest.Head(method, path) + fmt.Sprintf("Content-Type: application/scim+json\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n",
		len(body), body)
}

// What was noted of a body that had no bytes in the end is not told of the next one.
func TestEmptyChunkedBody(t *testing.T) {
	p := proxytest.Start(t, proxytest.StartTarget(t, proxytest.AnswerSCIM).URL())
	empty := "POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
	large := proxytest.Head("POST", "/scim/v2/Users") + "Content-Length: 5242880\r\n\r\n"
	all := p.Raw(empty + large)
	if len(all) != 2 || all[0].Code != 401 || all[1].Code != 413 {
		t.Errorf("got %v, want 401 and 413", all)
	}
	returned(p)
}

// A body for which there is no room is not read, nor is the target asked, and the client
// is told at once to come again. A small request is served meanwhile (A3).
func TestNoRoomForBody(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		io.WriteString(c, proxytest.HTTPAnswer(201, largeUser(0)))
		return true
	})
	p := proxytest.Start(t, target.URL(), memoryOf(8<<20))
	held := p.Dial(proxytest.Head("POST", "/scim/v2/Users") + "Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n")
	p.Dial(proxytest.Head("POST", "/scim/v2/Users") + "Content-Length: 1000000\r\n\r\n")
	p.Dial(proxytest.Head("POST", "/scim/v2/Users") + "Transfer-Encoding: chunked\r\n\r\n")
	roomtest.Eventually(t, "the bodies to be waited for", func() bool { return p.Budget().Held() > 6_000_000 })
	isBusy(t, p.Ask(proxytest.Head("POST", "/scim/v2/Users")+"Content-Length: 1000000\r\n\r\n"), "as its memory allows")
	isBusy(t, p.Ask(chunkedRequest("POST", "/scim/v2/Users", newUser(200<<10))), "as its memory allows")
	if got := p.Ask(proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody)); got.Code != 201 {
		t.Errorf("a small one: %d %s", got.Code, got.Body)
	}
	io.WriteString(held, newUser(1_000_000-len(newUser(0))))
	resp, err := http.ReadResponse(bufio.NewReader(held), nil)
	if err != nil || resp.StatusCode != 201 {
		t.Errorf("the one that was let in: %v %v", resp, err)
	}
	if _, page := p.Get("/metrics"); !strings.Contains(page, `scimshim_shed_total{cause="memory"} 2`) ||
		!strings.Contains(page, "scimshim_body_bytes_limit 8.388608e+06") {
		t.Error("what was refused is not counted")
	}
}

// Those who announce a body and do not send it keep the room for it no longer than
// nobody else needs it, be they new or known.
func TestSlowBodiesGiveRoom(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		if r.Method == "GET" {
			return proxytest.AnswerSCIM(c, r)
		}
		io.WriteString(c, proxytest.HTTPAnswer(201, largeUser(0)))
		return true
	})
	p := proxytest.Start(t, target.URL(), memoryOf(8<<20))
	half := proxytest.Head("POST", "/scim/v2/Users") + "Content-Type: application/json\r\nContent-Length: 65000\r\n\r\n{"
	p.Dial(half)
	p.Dial(half)
	p.Dial(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n" + half)
	roomtest.Eventually(t, "the bodies to be waited for", func() bool { return p.Budget().Held() > 6_000_000 })
	roomtest.Eventually(t, "room for another body", func() bool {
		return p.Ask(proxytest.WithBody("POST", "/scim/v2/Users", newUser(60<<10))).Code == 201
	})
}

// Of a stranger no more than a little is read, and nothing is reserved for it.
func TestStrangersBody(t *testing.T) {
	p := proxytest.Start(t, proxytest.StartTarget(t, nil).URL())
	for _, text := range []string{
		"POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n",
		"POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1389\r\n",
	} {
		c := p.Dial(text)
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || resp.StatusCode != 401 || !resp.Close {
			t.Errorf("%q: %v %v", text, resp, err)
		}
		c.Close()
	}
	returned(p)
}

// A large answer for which there is no room is not read: the client of a query is told to
// come again.
func TestNoRoomForAnswer(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		io.WriteString(c, proxytest.HTTPAnswer(200, largeUser(3<<20)))
		return true
	})
	p := proxytest.Start(t, target.URL(), memoryOf(8<<20))
	p.Budget().Add(4 << 20)
	isBusy(t, p.Ask(proxytest.Head("GET", "/scim/v2/Users/1")+"\r\n"), "the target has answered")
	p.Budget().Give(4 << 20)
	if got := p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n"); got.Code != 200 {
		t.Errorf("%d %.200s", got.Code, got.Body)
	}
	returned(p)
}

// The answer to a write that was carried out is waited for until its time is over.
func TestAnswerToWriteWaits(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		io.WriteString(c, proxytest.HTTPAnswer(201, largeUser(3<<20)))
		return true
	})
	p := proxytest.Start(t, target.URL(), memoryOf(8<<20))
	p.Budget().Add(4 << 20)
	go func() {
		roomtest.Eventually(t, "the answer to wait", func() bool { return p.Budget().Waiting() > 0 })
		time.Sleep(2 * limit.Patience)
		p.Budget().Give(4 << 20)
	}()
	if got := p.Ask(proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody)); got.Code != 201 {
		t.Errorf("%d %.200s", got.Code, got.Body)
	}
	returned(p)
}

// A client that takes nothing of its reply loses its connection when others need the room
// (A3).
func TestUnsentReply(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		io.WriteString(c, proxytest.HTTPAnswer(200, largeUser(7<<20)))
		return true
	})
	p := proxytest.Start(t, target.URL(), memoryOf(10<<20))
	silent := p.Dial(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n")
	silent.(*net.TCPConn).SetReadBuffer(4096)
	roomtest.Eventually(t, "no more to be held than a reply of 7 MiB", func() bool {
		n := p.Budget().Held()
		return n >= 7<<20 && n <= 7<<20+1000
	})
	roomtest.Eventually(t, "the client to be given up that takes no more", func() bool {
		return p.Ask(proxytest.Head("GET", "/scim/v2/Users/1")+"\r\n").Code == 200
	})
	if _, page := p.Get("/metrics"); !strings.Contains(page, `scimshim_shed_total{cause="unread"} 1`) {
		t.Error("nothing was counted")
	}
	returned(p)
}

// A slow rule works on large bodies until it is told to go on.
type slowRule struct {
	request, response func(*rewrite.Message)
}

func (r slowRule) Request(m *rewrite.Message) error {
	if r.request != nil {
		r.request(m)
	}
	return nil
}

func (r slowRule) Response(m *rewrite.Message) error {
	if r.response != nil {
		r.response(m)
	}
	return nil
}

// Few large bodies are worked on at once. As many wait as can be served; the next one is
// told at once, and small requests pass them all (P5, P6).
func TestLargeInTurn(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	goOn, entered := make(chan bool), make(chan bool, 100)
	p := proxytest.Start(t, target.URL(), func(_ *proxy.Options, r *proxy.Route) {
		r.Chain.Steps = []rewrite.Step{{Name: "slow", Rule: slowRule{request: func(m *rewrite.Message) {
			if len(m.Body) > limit.Large {
				entered <- true
				<-goOn
			}
		}}}}
	})
	p.SetTurns(limit.NewTurns(1))
	p.Turns().Take(false, time.Now())
	p.Turns().Give(time.Now().Add(-longTurn)) // as long as that turns take
	large := proxytest.WithBody("POST", "/scim/v2/Users", newUser(limit.Large))
	var all sync.WaitGroup
	for i := range 1 + mostQueued {
		all.Go(func() {
			if got := p.Ask(large); got.Code != 201 {
				t.Errorf("%d %.200s", got.Code, got.Body)
			}
		})
		roomtest.Eventually(t, "the next one to wait", func() bool { return p.Turns().Waiting() == i && len(entered) == 1 })
	}
	isBusy(t, p.Ask(large), "other large bodies")
	if got := p.Ask(proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody)); got.Code != 201 {
		t.Errorf("a small one: %d %s", got.Code, got.Body)
	}
	if _, page := p.Get("/metrics"); !strings.Contains(page, fmt.Sprintf(`scimshim_waiting{for="turn"} %d`, mostQueued)) {
		t.Error("nobody waits")
	}
	close(goOn)
	all.Wait()
	returned(p)
}

// Where the time ends while the proxy works on a large body, the client is told so, and
// what the target did (P6).
func TestTimeEndsInTheChain(t *testing.T) {
	late := func(m *rewrite.Message) {
		if len(m.Body) > limit.Large {
			time.Sleep(60 * time.Millisecond)
		}
	}
	always := func(m *rewrite.Message) { time.Sleep(60 * time.Millisecond) }
	for _, c := range []struct {
		name, request, want string
		rule                slowRule
		asked               int
		status              int
	}{
		{"forward", proxytest.WithBody("POST", "/scim/v2/Users", newUser(limit.Large)), "the target was not asked",
			slowRule{request: late}, 0, 201},
		{"a small one", proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody), "the target was not asked",
			slowRule{request: always}, 0, 201},
		{"a write", proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody), "the target has carried out the request",
			slowRule{response: late}, 1, 201},
		{"a query", proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n", "ask for less", slowRule{response: late}, 1, 200},
		{"a refusal", proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody), "has refused the request with status 409",
			slowRule{response: late}, 1, 409},
	} {
		body := largeUser(limit.Large)
		if c.status > 399 {
			body = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","detail":"` +
				strings.Repeat("x", limit.Large) + `"}`
		}
		target := proxytest.StartTarget(t, func(conn net.Conn, r *proxytest.Seen) bool {
			io.WriteString(conn, proxytest.HTTPAnswer(c.status, body))
			return true
		})
		p := proxytest.Start(t, target.URL(), func(_ *proxy.Options, r *proxy.Route) {
			r.Target.Timeout = 50 * time.Millisecond
			r.Chain.Steps = []rewrite.Step{{Name: "a", Rule: slowRule{response: c.rule.request}}, {Name: "b", Rule: c.rule},
				{Name: "c", Rule: slowRule{request: c.rule.response}}}
		})
		isBusy(t, p.Ask(c.request), c.want)
		if n := len(target.Took()); n != c.asked {
			t.Errorf("%s: the target was asked %d times", c.name, n)
		}
		returned(p)
	}
}

// A route has no more places than it is given, so that a slow target leaves places to
// others.
func TestPlacesOfRoute(t *testing.T) {
	goOn := make(chan bool)
	slow := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		<-goOn
		return proxytest.AnswerSCIM(c, r)
	})
	p := proxytest.Start(t, slow.URL())
	r, other := proxytest.Route(slow.URL()), proxytest.Route(proxytest.StartTarget(t, nil).URL())
	r.MaxConcurrent = 2
	other.Name, other.Path, other.PublicURL = "other", "/other", ""
	p.Use(proxytest.Set(t, "second", r, other))
	get := proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n"
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			if got := p.Ask(get); got.Code != 200 {
				t.Errorf("%d %s", got.Code, got.Body)
			}
		})
	}
	roomtest.Eventually(t, "both to wait for the target", func() bool { return p.UnderWay() == 2 })
	isBusy(t, p.Ask(get), "max_concurrent")
	if got := p.Ask(proxytest.Head("GET", "/other/Users/1") + "\r\n"); got.Code != 200 {
		t.Errorf("the other route: %d %s", got.Code, got.Body)
	}
	close(goOn)
	all.Wait()
	if got := p.Ask(get); got.Code != 200 {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

// What an index asks for takes room as any other answer does, waits for it as long as it
// may, since no client waits, and returns it.
func TestIndexHoldsBytes(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		io.WriteString(c, proxytest.HTTPAnswer(200, largeUser(3<<20)))
		return true
	})
	x := &proxytest.Index{}
	p := proxytest.Start(t, target.URL(), memoryOf(8<<20), proxytest.WithIndex(x))
	next := x.Keeps(t, 1)
	p.Budget().Add(4 << 20)
	go func() {
		roomtest.Eventually(t, "the answer to wait", func() bool { return p.Budget().Waiting() > 0 })
		time.Sleep(2 * limit.Patience)
		p.Budget().Give(4 << 20)
	}()
	m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "1"}
	if err := next(m); err != nil || len(m.Body) < 3<<20 {
		t.Errorf("%d bytes, %v", len(m.Body), err)
	}
	returned(p)
	p.Turns().Take(true, time.Now()) // the only one, or one of some
	for p.Turns().Take(true, time.Now()) == nil {
	}
	r := proxytest.Route(target.URL())
	r.Target.Timeout = time.Second
	proxytest.WithIndex(x)(nil, &r)
	p.Use(proxytest.Set(t, "second", r))
	if err := x.Keeps(t, 1)(&rewrite.Message{Method: "GET", Resource: "Users", ID: "1"}); !isOf(err, "busy") {
		t.Errorf("without a turn: %v", err)
	}
	p.Turns().Give(time.Now())
	returned(p)
}

// Bodies that are announced and do not come leave room for small answers, however small each of them is.
func TestHalfBodiesLeaveRoom(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		io.WriteString(c, proxytest.HTTPAnswer(200, largeUser(50<<10)))
		return true
	})
	p := proxytest.Start(t, target.URL(), memoryOf(8<<20))
	announce := func(size int) {
		p.Dial(proxytest.Head("POST", "/scim/v2/Users") + fmt.Sprintf("Content-Length: %d\r\n\r\n{", size))
	}
	for range 3 { // they have most of the room before others come, and the smaller ones none of it
		before := p.Budget().Held()
		announce(60_000)
		roomtest.Eventually(t, "the body to be waited for", func() bool { return p.Budget().Held() > before })
	}
	for _, size := range []int{60_000, 20_000, 5_000, 5_000, 5_000} {
		announce(size)
	}
	roomtest.Eventually(t, "the bodies to be waited for", func() bool { return p.Budget().Held() > 5_500_000 })
	for range 3 {
		if got := p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n"); got.Code != 200 {
			t.Errorf("a query was answered with %d %.200s", got.Code, got.Body)
		}
	}
}
