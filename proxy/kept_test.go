package proxy

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"scimshim/proxy/secret"
	"scimshim/rewrite"
)

// A reload keeps the token and the connections of a target that is as it was.
func TestReloadKeepsTokenAndConnections(t *testing.T) {
	e := startTokenEndpoint(t, 1800)
	target := startTarget(t, nil)
	route := func(change func(*Route)) Route {
		r := testRoute(target.url())
		r.Target.Credential, r.Target.Reuse = e.credential(time.Now), ReuseAlways
		change(&r)
		return r
	}
	p := startProxy(t, target.url(), func(_ *Options, r *Route) { *r = route(func(*Route) {}) })
	tokens, conn := int64(1), 0
	ask := func(name string, newToken, newConn bool) {
		t.Helper()
		if newToken {
			tokens++
		}
		if a := p.ask(head("GET", "/scim/v2/Users/1") + "\r\n"); a.code != 200 {
			t.Fatalf("%s: got %d %s", name, a.code, a.body)
		}
		if n := e.given.Load(); n != tokens {
			t.Errorf("%s: %d tokens, want %d", name, n, tokens)
		}
		got := target.took()[0].conn
		if (got != conn) != newConn {
			t.Errorf("%s: connection %d after %d", name, got, conn)
		}
		conn = got
	}
	ask("the first request", false, false)
	use := func(name string, newToken, newConn bool, change func(*Route)) {
		t.Helper()
		old := p.serving.Load()
		p.Use(mustSet(t, name, route(change)))
		ask(name, newToken, newConn)
		g := old.lanes[0].credential.(*grant)
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.retired != newToken {
			t.Errorf("%s: the grant before is retired: %v", name, g.retired)
		}
	}
	for range 3 {
		use("the same", false, false, func(r *Route) { r.Target.Timeout += time.Second })
	}
	if _, text := p.get("/metrics"); !strings.Contains(text, `scimshim_token_expiry_timestamp_seconds{route="test"}`) {
		t.Error("the metrics do not tell when the token ends")
	}
	use("another limit", false, true, func(r *Route) { r.Target.MaxConnections = 3 })
	use("another scope", true, true, func(r *Route) {
		r.Target.Credential = ClientCredentials(e.URL, "id", secret.FromText("s3cret-of-a-client"), "another")
	})
	use("another egress", true, true, func(r *Route) {
		r.Target.Egress, _ = NewEgress(EgressSettings{Proxy: ProxyNone}, nil)
	})
}

// The end of the process ends a renewal that hangs.
func TestShutdownEndsRenewals(t *testing.T) {
	asked, left := make(chan bool), make(chan bool)
	e := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		r.ParseForm() // so that the end of the connection is seen
		close(asked)
		<-r.Context().Done()
		close(left)
	}))
	defer e.Close()
	target := startTarget(t, nil)
	p := startProxy(t, target.url(), func(o *Options, r *Route) {
		r.Target.Credential = ClientCredentials(e.URL, "id", secret.FromText("s3cret-of-a-client"))
		r.Target.Timeout, o.DrainTimeout = 50*time.Millisecond, time.Second
	})
	p.ask(head("GET", "/scim/v2/Users")+"\r\n").isError(t, 503)
	<-asked
	if err := p.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
	select {
	case <-left:
	case <-time.After(5 * time.Second):
		t.Error("the renewal goes on")
	}
}

// tagging is a rule that marks a request, and says of its response whether it is to one
// that it has marked.
type tagging string

func (r tagging) Request(m *rewrite.Message) error {
	m.SetHeader("X-Set", string(r))
	return nil
}

func (r tagging) Response(m *rewrite.Message) error {
	if !strings.Contains(m.Body, `"externalId":"`+string(r)+`"`) {
		return rewrite.BadAnswer(rewrite.AnswerContradicts, "the response is of another set")
	}
	return nil
}

// On connections that are kept each request has one Set for its way there and back.
func TestKeptConnectionsMixNoSets(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		io.WriteString(c, httpAnswer(200, fmt.Sprintf(`{"id":"1","externalId":%q}`, r.Header.Get("X-Set"))))
		return true
	})
	set := func(name string) *Set {
		r := testRoute(target.url())
		r.Target.Reuse, r.Target.MaxConnections = ReuseAlways, 8
		r.Chain = &rewrite.Chain{Steps: []rewrite.Step{{Name: "t/tagging", Rule: tagging(name)}}}
		return mustSet(t, name, r)
	}
	p := startProxy(t, target.url())
	p.Use(set("one"))
	pool := p.serving.Load().lanes[0].pool
	var asked atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			k := &keptAlive{addr: p.Addr().String()}
			defer k.close()
			for asked.Add(1) < 1000 {
				if code, body, err := k.ask(head("GET", "/scim/v2/Users/1") + "\r\n"); code != 200 || err != nil {
					t.Errorf("got %d %s %v", code, body, err)
					return
				}
			}
		})
	}
	for i := 0; asked.Load() < 1000 && !t.Failed(); i++ {
		p.Use(set([]string{"one", "two"}[i%2]))
		time.Sleep(time.Millisecond)
	}
	wg.Wait()
	if p.serving.Load().lanes[0].pool != pool {
		t.Error("the connections were not kept")
	}
	most := 0
	for _, s := range target.took() {
		most = max(most, s.conn+1)
	}
	if most > 8 {
		t.Errorf("%d connections, want 8 at most", most)
	}
}
