package target_test

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

	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
	"scimshim/proxy/target"
)

// strayTarget answers each query with a list that names it, and a share of the queries
// with another list behind it, up to 3 ms later.
func strayTarget(t *testing.T, share float64) *proxytest.Target {
	return proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		list := func(of string) string {
			return proxytest.HTTPAnswer(200, fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],`+
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
func hammer(r *proxytest.Running, clients int, until func(n int64) bool) (asked, wrong int64) {
	var n, bad atomic.Int64
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			c, err := net.Dial("tcp", r.Addr().String())
			if err != nil {
				r.T.Error(err)
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
				io.WriteString(c, proxytest.Head("GET", "/scim/v2/Users?filter="+strings.ReplaceAll(filter, " ", "+"))+"\r\n")
				k, err := c.Read(buf)
				if err != nil {
					r.T.Error(err)
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
	p := proxytest.Start(t, target.URL())
	asked, wrong := hammer(p, 8, func(n int64) bool { return n > 2000 })
	if wrong > 0 {
		t.Errorf("%d wrong answers to %d queries", wrong, asked)
	}
	showsReuse(p, "0")
	p.Use(proxytest.Set(t, "second", proxytest.Route(target.URL())))
	target.Took()
	if _, wrong := hammer(p, 2, func(n int64) bool { return n > 100 }); wrong > 0 {
		t.Errorf("%d wrong answers after a reload", wrong)
	}
	for _, s := range target.Took() {
		if s.Nth != 1 || !s.Close {
			t.Fatalf("request %d of a connection, which is to close: %v", s.Nth, s.Close)
		}
	}
	showsReuse(p, "0")
	const said = "sent bytes that were not an answer to a request: until the process starts anew"
	if n := strings.Count(p.Logs.String(), said); n != 1 {
		t.Errorf("said %d times", n)
	}
	if _, text := p.Get("/metrics"); !strings.Contains(text, `scimshim_stray_connections_total{route="test"} `) ||
		strings.Contains(text, `scimshim_stray_connections_total{route="test"} 0`) {
		t.Error("the stray answers were not counted")
	}
}

// showsReuse holds the metric that tells whether connections are used again.
func showsReuse(r *proxytest.Running, want string) {
	r.T.Helper()
	if _, text := r.Get("/metrics"); !strings.Contains(text, `scimshim_connection_reuse{route="test"} `+want+"\n") {
		r.T.Errorf("scimshim_connection_reuse is not %s", want)
	}
}

// An answer of another request, on a connection that had served before, is taken for one
// that nobody asked for.
func TestContradictionEndsReuse(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		if strings.HasSuffix(r.URL.Path, "/wrong") {
			io.WriteString(c, proxytest.HTTPAnswer(200, `{"id":"another"}`))
			return true
		}
		return proxytest.AnswerSCIM(c, r)
	})
	p := proxytest.Start(t, target.URL())
	p.Ask(proxytest.Head("GET", "/scim/v2/Users/wrong")+"\r\n").IsError(t, 502)
	showsReuse(p, "1")
	p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n")
	time.Sleep(100 * time.Millisecond) // for the connection to have its rest
	p.Ask(proxytest.Head("GET", "/scim/v2/Users/wrong")+"\r\n").IsError(t, 502)
	showsReuse(p, "0")
}

// Over TLS the notice that the target closes a connection is told from bytes that nobody
// asked for.
func TestLookOverTLS(t *testing.T) {
	f := func(name string, after func(net.Conn) bool, stale, stray string) {
		t.Run(name, func(t *testing.T) {
			told := make(chan bool)
			to, secure := proxytest.StartTLSTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
				proxytest.AnswerSCIM(c, r)
				defer func() {
					if r.Total == 1 {
						told <- true
					}
				}()
				return after(c)
			})
			p := proxytest.Start(t, to.URL(), secure, proxytest.Reuse(target.ReuseAlways))
			p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n")
			<-told
			roomtest.Eventually(t, "it is counted", func() bool {
				p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n")
				_, text := p.Get("/metrics")
				return strings.Contains(text, `scimshim_stale_connections_total{route="test"} `+stale) &&
					strings.Contains(text, `scimshim_stray_connections_total{route="test"} `+stray)
			})
		})
	}
	f("closed", func(net.Conn) bool { return false }, "", "0")
	f("stray", func(c net.Conn) bool { io.WriteString(c, "H"); return true }, "0", "")
}
