package proxy

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/proxy/limit"
	"scimshim/proxy/roomtest"
	"scimshim/rewrite"
)

// What package limit lets wait for a turn.
const (
	mostQueued = 8
	longTurn   = 5 * time.Second
)

// memoryOf gives a proxy so many bytes for bodies.
func memoryOf(n int64) func(*Options, *Route) {
	return func(o *Options, _ *Route) { o.Memory = 2 * n }
}

// newUser is a user of a little more than n bytes, to be created.
func newUser(n int) string {
	return strings.TrimSuffix(userBody, "}") + `,"title":"` + strings.Repeat("x", n) + `"}`
}

// largeUser is the same, as a target shows it.
func largeUser(n int) string { return `{"id":"1",` + newUser(n)[1:] }

// returned waits until nothing is held any more.
func (r *running) returned() {
	r.t.Helper()
	roomtest.Eventually(r.t, "all bytes and turns to be returned", func() bool {
		return r.budget.Held() == 0 && r.turns.Take(true, time.Now()) == nil
	})
	r.turns.Give(time.Now())
}

// dial opens a connection to the proxy and sends a text on it.
func (r *running) dial(text string) net.Conn {
	r.t.Helper()
	c, err := net.Dial("tcp", r.Addr().String())
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c, text); err != nil {
		r.t.Fatal(err)
	}
	return c
}

// isBusy fails the test unless the answer says that the proxy is busy.
func (a answer) isBusy(t *testing.T, with string) {
	t.Helper()
	a.isError(t, 503)
	if a.header.Get("Retry-After") == "" || !strings.Contains(a.body, with) {
		t.Errorf("%v %s, want Retry-After and %q", a.header, a.body, with)
	}
}

// However a request ends, what it held is returned.
func TestBytesAreReturned(t *testing.T) {
	answer := func(body string) string { return httpAnswer(200, body) }
	target := startTarget(t, func(c net.Conn, r *seen) bool {
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
			return answerSCIM(c, r)
		}
		return true
	})
	p := startProxy(t, target.url(), memoryOf(64<<20))
	for _, c := range []struct {
		name, request string
		code          int
	}{
		{"a small one", withBody("POST", "/scim/v2/Users", userBody), 201},
		{"a large one", withBody("PATCH", "/scim/v2/Users/1", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],`+
			`"Operations":[{"op":"add","path":"title","value":"`+strings.Repeat("x", 500<<10)+`"}]}`), 200},
		{"a chunked one", chunkedRequest("POST", "/scim/v2/Users", userBody+strings.Repeat(" ", 100<<10)), 201},
		{"a chunked one of nothing", head("POST", "/scim/v2/Users") + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		{"one that is too large", withBody("POST", "/scim/v2/Users", strings.Repeat(" ", 1<<20)+userBody), 413},
		{"one that is chunked and too large", chunkedRequest("POST", "/scim/v2/Users", strings.Repeat(" ", 1<<20)+userBody), 413},
		{"one that is no JSON", withBody("POST", "/scim/v2/Users", strings.Repeat("x", 100<<10)), 400},
		{"a large answer", head("GET", "/scim/v2/Users/large") + "\r\n", 200},
		{"a chunked answer", head("GET", "/scim/v2/Users/chunked") + "\r\n", 200},
		{"an answer up to the end", head("GET", "/scim/v2/Users/closed") + "\r\n", 200},
		{"an answer that ends too soon", head("GET", "/scim/v2/Users/cut") + "\r\n", 502},
		{"a chunk that ends too soon", head("GET", "/scim/v2/Users/cutchunk") + "\r\n", 502},
		{"an answer that is too large", head("GET", "/scim/v2/Users/toolarge") + "\r\n", 502},
		{"an answer that grows too large", head("GET", "/scim/v2/Users/grows") + "\r\n", 502},
	} {
		if got := p.ask(c.request); got.code != c.code {
			t.Errorf("%s: %d %.300s, want %d", c.name, got.code, got.body, c.code)
		}
		p.returned()
	}
	// bodies that end too soon, and nobody is told of
	for _, text := range []string{
		head("POST", "/scim/v2/Users") + "Content-Length: 900000\r\n\r\n{",
		head("POST", "/scim/v2/Users") + "Transfer-Encoding: chunked\r\n\r\n",
		head("POST", "/scim/v2/Users") + "Transfer-Encoding: chunked\r\n\r\nffff\r\n{",
	} {
		c := p.dial(text)
		roomtest.Eventually(t, "the body to be waited for", func() bool { return p.budget.Held() > 0 })
		c.Close()
		roomtest.Eventually(t, "the request to be given up", func() bool {
			p.incoming.mu.Lock()
			p.incoming.within = 0 // as after the time to send a request
			p.incoming.mu.Unlock()
			p.incoming.clean()
			return p.budget.Held() == 0
		})
		p.incoming.mu.Lock()
		p.incoming.within = time.Hour
		p.incoming.mu.Unlock()
	}
	p.returned()
}

// chunkedRequest returns a sound request with a chunked body.
func chunkedRequest(method, path, body string) string {
	return head(method, path) + fmt.Sprintf("Content-Type: application/scim+json\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n",
		len(body), body)
}

// What was noted of a body that had no bytes in the end is not told of the next one.
func TestEmptyChunkedBody(t *testing.T) {
	p := startProxy(t, startTarget(t, answerSCIM).url())
	empty := "POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
	large := head("POST", "/scim/v2/Users") + "Content-Length: 5242880\r\n\r\n"
	all := p.raw(empty + large)
	if len(all) != 2 || all[0].code != 401 || all[1].code != 413 {
		t.Errorf("got %v, want 401 and 413", all)
	}
	p.returned()
}

// A body for which there is no room is not read, nor is the target asked, and the client
// is told at once to come again. A small request is served meanwhile (A3).
func TestNoRoomForBody(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		io.WriteString(c, httpAnswer(201, largeUser(0)))
		return true
	})
	p := startProxy(t, target.url(), memoryOf(8<<20))
	held := p.dial(head("POST", "/scim/v2/Users") + "Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n")
	p.dial(head("POST", "/scim/v2/Users") + "Content-Length: 1000000\r\n\r\n")
	p.dial(head("POST", "/scim/v2/Users") + "Transfer-Encoding: chunked\r\n\r\n")
	roomtest.Eventually(t, "the bodies to be waited for", func() bool { return p.budget.Held() > 6_000_000 })
	p.ask(head("POST", "/scim/v2/Users")+"Content-Length: 1000000\r\n\r\n").isBusy(t, "as its memory allows")
	p.ask(chunkedRequest("POST", "/scim/v2/Users", newUser(200<<10))).isBusy(t, "as its memory allows")
	if got := p.ask(withBody("POST", "/scim/v2/Users", userBody)); got.code != 201 {
		t.Errorf("a small one: %d %s", got.code, got.body)
	}
	io.WriteString(held, newUser(1_000_000-len(newUser(0))))
	resp, err := http.ReadResponse(bufio.NewReader(held), nil)
	if err != nil || resp.StatusCode != 201 {
		t.Errorf("the one that was let in: %v %v", resp, err)
	}
	if _, page := p.get("/metrics"); !strings.Contains(page, `scimshim_shed_total{cause="memory"} 2`) ||
		!strings.Contains(page, "scimshim_body_bytes_limit 8.388608e+06") {
		t.Error("what was refused is not counted")
	}
}

// Those who announce a body and do not send it keep the room for it no longer than
// nobody else needs it, be they new or known.
func TestSlowBodiesGiveRoom(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		if r.Method == "GET" {
			return answerSCIM(c, r)
		}
		io.WriteString(c, httpAnswer(201, largeUser(0)))
		return true
	})
	p := startProxy(t, target.url(), memoryOf(8<<20))
	half := head("POST", "/scim/v2/Users") + "Content-Type: application/json\r\nContent-Length: 65000\r\n\r\n{"
	p.dial(half)
	p.dial(half)
	p.dial(head("GET", "/scim/v2/Users/1") + "\r\n" + half)
	roomtest.Eventually(t, "the bodies to be waited for", func() bool { return p.budget.Held() > 6_000_000 })
	roomtest.Eventually(t, "room for another body", func() bool {
		return p.ask(withBody("POST", "/scim/v2/Users", newUser(60<<10))).code == 201
	})
}

// Of a stranger no more than a little is read, and nothing is reserved for it.
func TestStrangersBody(t *testing.T) {
	p := startProxy(t, startTarget(t, nil).url())
	for _, text := range []string{
		"POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n",
		"POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1389\r\n",
	} {
		c := p.dial(text)
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || resp.StatusCode != 401 || !resp.Close {
			t.Errorf("%q: %v %v", text, resp, err)
		}
		c.Close()
	}
	p.returned()
}

// A large answer for which there is no room is not read: the client of a query is told to
// come again.
func TestNoRoomForAnswer(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		io.WriteString(c, httpAnswer(200, largeUser(3<<20)))
		return true
	})
	p := startProxy(t, target.url(), memoryOf(8<<20))
	p.budget.Add(4 << 20)
	p.ask(head("GET", "/scim/v2/Users/1")+"\r\n").isBusy(t, "the target has answered")
	p.budget.Give(4 << 20)
	if got := p.ask(head("GET", "/scim/v2/Users/1") + "\r\n"); got.code != 200 {
		t.Errorf("%d %.200s", got.code, got.body)
	}
	p.returned()
}

// The answer to a write that was carried out is waited for until its time is over.
func TestAnswerToWriteWaits(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		io.WriteString(c, httpAnswer(201, largeUser(3<<20)))
		return true
	})
	p := startProxy(t, target.url(), memoryOf(8<<20))
	p.budget.Add(4 << 20)
	go func() {
		roomtest.Eventually(t, "the answer to wait", func() bool { return p.budget.Waiting() > 0 })
		time.Sleep(2 * limit.Patience)
		p.budget.Give(4 << 20)
	}()
	if got := p.ask(withBody("POST", "/scim/v2/Users", userBody)); got.code != 201 {
		t.Errorf("%d %.200s", got.code, got.body)
	}
	p.returned()
}

// A client that takes nothing of its reply loses its connection when others need the room
// (A3).
func TestUnsentReply(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		io.WriteString(c, httpAnswer(200, largeUser(7<<20)))
		return true
	})
	p := startProxy(t, target.url(), memoryOf(10<<20))
	silent := p.dial(head("GET", "/scim/v2/Users/1") + "\r\n")
	silent.(*net.TCPConn).SetReadBuffer(4096)
	roomtest.Eventually(t, "the reply to be written", func() bool {
		p.unsent.mu.Lock()
		defer p.unsent.mu.Unlock()
		return len(p.unsent.all) == 1
	})
	if n := p.budget.Held(); n < 7<<20 || n > 7<<20+1000 {
		t.Errorf("%d bytes are held for a reply of 7 MiB", n)
	}
	roomtest.Eventually(t, "the client to take no more", func() bool {
		since := time.Now().Add(-restsUnread).UnixNano()
		p.unsent.mu.Lock()
		defer p.unsent.mu.Unlock()
		for r := range p.unsent.all {
			return r.client.progress.Load() < since
		}
		return false
	})
	if got := p.ask(head("GET", "/scim/v2/Users/1") + "\r\n"); got.code != 200 {
		t.Errorf("%d %.200s", got.code, got.body)
	}
	if _, page := p.get("/metrics"); !strings.Contains(page, `scimshim_shed_total{cause="unread"} 1`) {
		t.Error("nothing was counted")
	}
	p.returned()
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
	target := startTarget(t, nil)
	goOn, entered := make(chan bool), make(chan bool, 100)
	p := startProxy(t, target.url(), func(_ *Options, r *Route) {
		r.Chain.Steps = []rewrite.Step{{Name: "slow", Rule: slowRule{request: func(m *rewrite.Message) {
			if len(m.Body) > limit.Large {
				entered <- true
				<-goOn
			}
		}}}}
	})
	p.turns = limit.NewTurns(1)
	p.turns.Take(false, time.Now())
	p.turns.Give(time.Now().Add(-longTurn)) // as long as that turns take
	large := withBody("POST", "/scim/v2/Users", newUser(limit.Large))
	var all sync.WaitGroup
	for i := range 1 + mostQueued {
		all.Go(func() {
			if got := p.ask(large); got.code != 201 {
				t.Errorf("%d %.200s", got.code, got.body)
			}
		})
		roomtest.Eventually(t, "the next one to wait", func() bool { return p.turns.Waiting() == i && len(entered) == 1 })
	}
	p.ask(large).isBusy(t, "other large bodies")
	if got := p.ask(withBody("POST", "/scim/v2/Users", userBody)); got.code != 201 {
		t.Errorf("a small one: %d %s", got.code, got.body)
	}
	if _, page := p.get("/metrics"); !strings.Contains(page, fmt.Sprintf(`scimshim_waiting{for="turn"} %d`, mostQueued)) {
		t.Error("nobody waits")
	}
	close(goOn)
	all.Wait()
	p.returned()
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
		{"forward", withBody("POST", "/scim/v2/Users", newUser(limit.Large)), "the target was not asked",
			slowRule{request: late}, 0, 201},
		{"a small one", withBody("POST", "/scim/v2/Users", userBody), "the target was not asked",
			slowRule{request: always}, 0, 201},
		{"a write", withBody("POST", "/scim/v2/Users", userBody), "the target has carried out the request",
			slowRule{response: late}, 1, 201},
		{"a query", head("GET", "/scim/v2/Users/1") + "\r\n", "ask for less", slowRule{response: late}, 1, 200},
		{"a refusal", withBody("POST", "/scim/v2/Users", userBody), "has refused the request with status 409",
			slowRule{response: late}, 1, 409},
	} {
		body := largeUser(limit.Large)
		if c.status > 399 {
			body = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","detail":"` +
				strings.Repeat("x", limit.Large) + `"}`
		}
		target := startTarget(t, func(conn net.Conn, r *seen) bool {
			io.WriteString(conn, httpAnswer(c.status, body))
			return true
		})
		p := startProxy(t, target.url(), func(_ *Options, r *Route) {
			r.Target.Timeout = 50 * time.Millisecond
			r.Chain.Steps = []rewrite.Step{{Name: "a", Rule: slowRule{response: c.rule.request}}, {Name: "b", Rule: c.rule},
				{Name: "c", Rule: slowRule{request: c.rule.response}}}
		})
		p.ask(c.request).isBusy(t, c.want)
		if n := len(target.took()); n != c.asked {
			t.Errorf("%s: the target was asked %d times", c.name, n)
		}
		p.returned()
	}
}

// A route has no more places than it is given, so that a slow target leaves places to
// others.
func TestPlacesOfRoute(t *testing.T) {
	goOn := make(chan bool)
	slow := startTarget(t, func(c net.Conn, r *seen) bool {
		<-goOn
		return answerSCIM(c, r)
	})
	p := startProxy(t, slow.url())
	r, other := testRoute(slow.url()), testRoute(startTarget(t, nil).url())
	r.MaxConcurrent = 2
	other.Name, other.Path, other.PublicURL = "other", "/other", ""
	p.Use(mustSet(t, "second", r, other))
	get := head("GET", "/scim/v2/Users/1") + "\r\n"
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			if got := p.ask(get); got.code != 200 {
				t.Errorf("%d %s", got.code, got.body)
			}
		})
	}
	roomtest.Eventually(t, "both to wait for the target", func() bool { return p.serving.Load().lanes[0].inUse.Load() == 2 })
	p.ask(get).isBusy(t, "max_concurrent")
	if got := p.ask(head("GET", "/other/Users/1") + "\r\n"); got.code != 200 {
		t.Errorf("the other route: %d %s", got.code, got.body)
	}
	close(goOn)
	all.Wait()
	if got := p.ask(get); got.code != 200 {
		t.Errorf("%d %s", got.code, got.body)
	}
}

// What an index asks for takes room as any other answer does, waits for it as long as it
// may, since no client waits, and returns it.
func TestIndexHoldsBytes(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		io.WriteString(c, httpAnswer(200, largeUser(3<<20)))
		return true
	})
	x := &testIndex{}
	p := startProxy(t, target.url(), memoryOf(8<<20), withIndex(x))
	next := x.keeps(t, 1)
	p.budget.Add(4 << 20)
	go func() {
		roomtest.Eventually(t, "the answer to wait", func() bool { return p.budget.Waiting() > 0 })
		time.Sleep(2 * limit.Patience)
		p.budget.Give(4 << 20)
	}()
	m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "1"}
	if err := next(m); err != nil || len(m.Body) < 3<<20 {
		t.Errorf("%d bytes, %v", len(m.Body), err)
	}
	p.returned()
	p.turns.Take(true, time.Now()) // the only one, or one of some
	for p.turns.Take(true, time.Now()) == nil {
	}
	r := testRoute(target.url())
	r.Target.Timeout = time.Second
	withIndex(x)(nil, &r)
	p.Use(mustSet(t, "second", r))
	if err := x.keeps(t, 1)(&rewrite.Message{Method: "GET", Resource: "Users", ID: "1"}); reasonOf(err) != reasonBusy {
		t.Errorf("without a turn: %v", err)
	}
	p.turns.Give(time.Now())
	p.returned()
}

// Bodies that are announced and do not come leave room for small answers, however small each of them is.
func TestHalfBodiesLeaveRoom(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		io.WriteString(c, httpAnswer(200, largeUser(50<<10)))
		return true
	})
	p := startProxy(t, target.url(), memoryOf(8<<20))
	for _, size := range []int{60_000, 60_000, 60_000, 60_000, 20_000, 5_000, 5_000, 5_000} {
		p.dial(head("POST", "/scim/v2/Users") + fmt.Sprintf("Content-Length: %d\r\n\r\n{", size))
	}
	roomtest.Eventually(t, "the bodies to be waited for", func() bool { return p.budget.Held() > 5_500_000 })
	for range 3 {
		if got := p.ask(head("GET", "/scim/v2/Users/1") + "\r\n"); got.code != 200 {
			t.Errorf("a query was answered with %d %.200s", got.code, got.body)
		}
	}
}
