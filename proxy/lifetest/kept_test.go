package lifetest

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

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
	"scimshim/rewrite"
)

// A reload keeps the token and the connections of a target that is as it was.
func TestReloadKeepsTokenAndConnections(t *testing.T) {
	e := roomtest.StartTokenEndpoint(t, 1800)
	to := proxytest.StartTarget(t, nil)
	route := func(change func(*proxy.Route)) proxy.Route {
		r := proxytest.Route(to.URL())
		r.Target.Reuse = target.ReuseAlways
		r.Target.Credential = target.ClientCredentials(e.URL, "id", secret.FromText(roomtest.ClientSecret), "scim")
		change(&r)
		return r
	}
	p := proxytest.Start(t, to.URL(), func(_ *proxy.Options, r *proxy.Route) { *r = route(func(*proxy.Route) {}) })
	tokens, conn := int64(1), 0
	ask := func(name string, newToken, newConn bool) {
		t.Helper()
		if newToken {
			tokens++
		}
		if a := p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n"); a.Code != 200 {
			t.Fatalf("%s: got %d %s", name, a.Code, a.Body)
		}
		if n := e.Given.Load(); n != tokens {
			t.Errorf("%s: %d tokens, want %d", name, n, tokens)
		}
		got := to.Took()[0].Conn
		if (got != conn) != newConn {
			t.Errorf("%s: connection %d after %d", name, got, conn)
		}
		conn = got
	}
	ask("the first request", false, false)
	use := func(name string, newToken, newConn bool, change func(*proxy.Route)) {
		t.Helper()
		p.Use(proxytest.Set(t, name, route(change)))
		ask(name, newToken, newConn)
	}
	for range 3 {
		use("the same", false, false, func(r *proxy.Route) { r.Target.Timeout += time.Second })
	}
	if _, text := p.Get("/metrics"); !strings.Contains(text, `scimshim_token_expiry_timestamp_seconds{route="test"}`) {
		t.Error("the metrics do not tell when the token ends")
	}
	use("another limit", false, true, func(r *proxy.Route) { r.Target.MaxConnections = 3 })
	use("another scope", true, true, func(r *proxy.Route) {
		r.Target.Credential = target.ClientCredentials(e.URL, "id", secret.FromText("s3cret-of-a-client"), "another")
	})
	use("another egress", true, true, func(r *proxy.Route) {
		r.Target.Egress, _ = target.NewEgress(target.EgressSettings{Proxy: target.ProxyNone}, nil)
	})
}

// A renewedCredential counts how often its renewals in the background are ended.
type renewedCredential struct {
	target.Credential
	retired, aborted atomic.Int64
}

func (c *renewedCredential) Retire() { c.retired.Add(1) }
func (c *renewedCredential) Abort()  { c.aborted.Add(1) }

// A credential is renewed in the background as long as a Set in use has it.
func TestCredentialOutOfUseIsRetired(t *testing.T) {
	to := proxytest.StartTarget(t, nil)
	one, two := &renewedCredential{Credential: target.Pass()}, &renewedCredential{Credential: target.Pass()}
	p := proxytest.Start(t, to.URL())
	f := func(name string, c *renewedCredential, retired1, retired2 int64) {
		t.Helper()
		r := proxytest.Route(to.URL())
		r.Target.Credential = c
		p.Use(proxytest.Set(t, name, r))
		if a, b := one.retired.Load(), two.retired.Load(); a != retired1 || b != retired2 {
			t.Errorf("%s: retired %d and %d times, want %d and %d", name, a, b, retired1, retired2)
		}
	}
	f("second", one, 0, 0)
	f("third", one, 0, 0)
	f("fourth", two, 1, 0)
	if err := p.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
	if two.retired.Load() != 1 || two.aborted.Load() != 1 || one.aborted.Load() != 0 {
		t.Error("the end of the process does not end the renewals")
	}
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
	to := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, to.URL(), func(o *proxy.Options, r *proxy.Route) {
		r.Target.Credential = target.ClientCredentials(e.URL, "id", secret.FromText("s3cret-of-a-client"))
		r.Target.Timeout, o.DrainTimeout = 50*time.Millisecond, time.Second
	})
	p.Ask(proxytest.Head("GET", "/scim/v2/Users")+"\r\n").IsError(t, 503)
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
	to := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		io.WriteString(c, proxytest.HTTPAnswer(200, fmt.Sprintf(`{"id":"1","externalId":%q}`, r.Header.Get("X-Set"))))
		return true
	})
	set := func(name string) *proxy.Set {
		r := proxytest.Route(to.URL())
		r.Target.Reuse, r.Target.MaxConnections = target.ReuseAlways, 8
		r.Chain = &rewrite.Chain{Steps: []rewrite.Step{{Name: "t/tagging", Rule: tagging(name)}}}
		return proxytest.Set(t, name, r)
	}
	p := proxytest.Start(t, to.URL())
	p.Use(set("one"))
	var asked atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			k := &proxytest.KeptAlive{Addr: p.Addr().String()}
			defer k.Close()
			for asked.Add(1) < 1000 {
				if code, body, err := k.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n"); code != 200 || err != nil {
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
	most := 0
	for _, s := range to.Took() {
		most = max(most, s.Conn+1)
	}
	if most > 8 { // more, if they were not kept
		t.Errorf("%d connections, want 8 at most", most)
	}
}
