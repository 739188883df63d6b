package proxy

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"scimshim/proxy/roomtest"
)

// strayTarget answers each query with a list that names it, and a share of the queries
// with another list behind it, up to 3 ms later.
func strayTarget(t *testing.T, share float64) *scriptedTarget {
	return startTarget(t, func(c net.Conn, r *seen) bool {
		list := func(of string) string {
			return httpAnswer(200, fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],`+
				`"totalResults":0,"of":%q,"Resources":[]}`, of))
		}
		io.WriteString(c, list(r.URL.Query().Get("filter")))
		if rand.Float64() < share {
			time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond)
			io.WriteString(c, list("nobody"))
		}
		return true
	})
}

// hammer sends queries from several clients at once, until there were enough or a client
// got another answer than that to its query; it returns the numbers of both.
func (r *running) hammer(clients int, until func(n int64) bool) (asked, wrong int64) {
	var n, bad atomic.Int64
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			c, err := net.Dial("tcp", r.Addr().String())
			if err != nil {
				r.t.Error(err)
				return
			}
			defer c.Close()
			buf := make([]byte, 4096)
			for {
				i := n.Add(1)
				if until(i) {
					return
				}
				filter := fmt.Sprintf("userName eq %d", i)
				io.WriteString(c, head("GET", "/scim/v2/Users?filter="+strings.ReplaceAll(filter, " ", "+"))+"\r\n")
				k, err := c.Read(buf)
				if err != nil {
					r.t.Error(err)
					return
				}
				if !strings.Contains(string(buf[:k]), fmt.Sprintf(`"of":%q`, filter)) {
					bad.Add(1)
				}
			}
		})
	}
	wg.Wait()
	return n.Load(), bad.Load()
}

// A target with a few late answers that nobody asked for is found out before a connection
// to it is used at once. Afterwards no connection serves two requests, also with other
// rules, which is said once.
func TestStrayAnswersEndReuse(t *testing.T) {
	target := strayTarget(t, 0.02)
	p := startProxy(t, target.url())
	asked, wrong := p.hammer(8, func(n int64) bool { return n > 2000 })
	if wrong > 0 {
		t.Errorf("%d wrong answers to %d queries", wrong, asked)
	}
	p.showsReuse("0")
	p.Use(mustSet(t, "second", testRoute(target.url())))
	target.took()
	if _, wrong := p.hammer(2, func(n int64) bool { return n > 100 }); wrong > 0 {
		t.Errorf("%d wrong answers after a reload", wrong)
	}
	for _, s := range target.took() {
		if s.nth != 1 || !s.Close {
			t.Fatalf("request %d of a connection, which is to close: %v", s.nth, s.Close)
		}
	}
	p.showsReuse("0")
	const said = "sent bytes that nobody had asked for: until the process starts anew"
	if n := strings.Count(p.logs.String(), said); n != 1 {
		t.Errorf("said %d times", n)
	}
	if _, text := p.get("/metrics"); !strings.Contains(text, `scimshim_stray_connections_total{route="test"} `) ||
		strings.Contains(text, `scimshim_stray_connections_total{route="test"} 0`) {
		t.Error("the stray answers were not counted")
	}
}

// showsReuse holds the metric that tells whether connections are used again.
func (r *running) showsReuse(want string) {
	r.t.Helper()
	if _, text := r.get("/metrics"); !strings.Contains(text, `scimshim_connection_reuse{route="test"} `+want+"\n") {
		r.t.Errorf("scimshim_connection_reuse is not %s", want)
	}
}

// An answer of another request, on a connection that had served before, is taken for one
// that nobody asked for.
func TestContradictionEndsReuse(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		if strings.HasSuffix(r.URL.Path, "/wrong") {
			io.WriteString(c, httpAnswer(200, `{"id":"another"}`))
			return true
		}
		return answerSCIM(c, r)
	})
	p := startProxy(t, target.url())
	p.passTrial()
	p.ask(head("GET", "/scim/v2/Users/wrong")+"\r\n").isError(t, 502)
	p.showsReuse("1")
	p.ask(head("GET", "/scim/v2/Users/1") + "\r\n")
	p.ask(head("GET", "/scim/v2/Users/wrong")+"\r\n").isError(t, 502)
	p.showsReuse("0")
}

// Over TLS the notice that the target closes a connection is told from bytes that nobody
// asked for.
func TestLookOverTLS(t *testing.T) {
	f := func(name string, after func(net.Conn) bool, stale, stray string) {
		t.Run(name, func(t *testing.T) {
			told := make(chan bool)
			target, secure := startTLSTarget(t, func(c net.Conn, r *seen) bool {
				answerSCIM(c, r)
				defer func() {
					if r.total == 1 {
						told <- true
					}
				}()
				return after(c)
			})
			p := startProxy(t, target.url(), secure, reuse(ReuseAlways))
			p.ask(head("GET", "/scim/v2/Users/1") + "\r\n")
			<-told
			roomtest.Eventually(t, "it is counted", func() bool {
				p.ask(head("GET", "/scim/v2/Users/1") + "\r\n")
				_, text := p.get("/metrics")
				return strings.Contains(text, `scimshim_stale_connections_total{route="test"} `+stale) &&
					strings.Contains(text, `scimshim_stray_connections_total{route="test"} `+stray)
			})
		})
	}
	f("closed", func(net.Conn) bool { return false }, "", "0")
	f("stray", func(c net.Conn) bool { io.WriteString(c, "H"); return true }, "0", "")
}
