package lifetest

import (
	"context"
	"fmt"
	"io"
	"net"
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
)

// Every write that the target carried out is answered, also those under way
// when the proxy is told to end.
func TestShutdownLosesNothing(t *testing.T) {
	var executed, answered atomic.Int64
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		executed.Add(1)
		time.Sleep(10 * time.Millisecond)
		return proxytest.AnswerSCIM(c, r)
	})
	p := proxytest.Start(t, target.URL(), func(o *proxy.Options, _ *proxy.Route) { o.DrainTimeout = 5 * time.Second })
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			k := &proxytest.KeptAlive{Addr: p.Addr().String()}
			defer k.Close()
			for {
				kept := k.Conn != nil
				code, body, err := k.Ask(proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody))
				if err != nil {
					if kept {
						t.Error("a request on a connection that was not to be closed was lost")
					}
					return
				}
				if code != 201 {
					t.Errorf("got %d %s", code, body)
				}
				answered.Add(1)
			}
		})
	}
	roomtest.Eventually(t, "load", func() bool { return answered.Load() > 100 })
	if code, _ := p.Get("/readyz"); code != 200 {
		t.Errorf("/readyz is %d under load", code)
	}
	stopped := make(chan error)
	go func() { stopped <- p.Shutdown(context.Background()) }()
	roomtest.Eventually(t, "not ready", func() bool { code, _ := p.Get("/readyz"); return code == 503 })
	if a := p.Ask(proxytest.Head("GET", "/scim/v2/Users") + "\r\n"); a.Code != 200 || !a.Closes {
		t.Errorf("while draining the client got %d, %v", a.Code, a.Header)
	}
	executed.Add(-1)
	if err := <-stopped; err != nil {
		t.Errorf("Shutdown: %v", err)
	}
	wg.Wait()
	if executed.Load() != answered.Load() {
		t.Errorf("the target carried out %d writes, %d were answered", executed.Load(), answered.Load())
	}
	if err := <-p.Done; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// A target that never answers does not hold the process beyond its time.
func TestShutdownEndsInTime(t *testing.T) {
	hold := make(chan struct{})
	defer close(hold)
	target := proxytest.StartTarget(t, func(net.Conn, *proxytest.Seen) bool { <-hold; return false })
	p := proxytest.Start(t, target.URL(), func(o *proxy.Options, _ *proxy.Route) { o.DrainTimeout = 300 * time.Millisecond })
	c, err := net.Dial("tcp", p.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprint(c, proxytest.Head("GET", "/scim/v2/Users")+"\r\n")
	roomtest.Eventually(t, "a request under way", func() bool { return len(target.Took()) > 0 })
	start := time.Now()
	if err := p.Shutdown(context.Background()); err == nil {
		t.Error("Shutdown lost a request and returned no error")
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("Shutdown took %v", took)
	}
}

// One Set serves a request from beginning to end, also while another is put
// in use.
func TestUseUnderLoad(t *testing.T) {
	answerAs := func(name string) func(net.Conn, *proxytest.Seen) bool {
		return func(c net.Conn, r *proxytest.Seen) bool {
			time.Sleep(time.Millisecond)
			if got := r.Header.Get("Authorization"); got != "Bearer test-token-of-"+name {
				t.Errorf("target %s was shown another's credential", name)
			}
			io.WriteString(c, proxytest.HTTPAnswer(200, fmt.Sprintf(`{"id":"1","externalId":%q}`, name)))
			return true
		}
	}
	one, two := proxytest.StartTarget(t, answerAs("one")), proxytest.StartTarget(t, answerAs("two"))
	set := func(name, url string) *proxy.Set {
		r := proxytest.Route(url)
		r.Target.Credential = target.Bearer(secret.FromText("test-token-of-" + name))
		return proxytest.Set(t, name, r)
	}
	p := proxytest.Start(t, one.URL(), func(_ *proxy.Options, r *proxy.Route) {
		r.Target.Credential = target.Bearer(secret.FromText("test-token-of-one"))
	})
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			k := &proxytest.KeptAlive{Addr: p.Addr().String()}
			defer k.Close()
			for {
				select {
				case <-stop:
					return
				default:
				}
				if code, body, err := k.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n"); code != 200 || err != nil {
					t.Errorf("got %d %s %v", code, body, err)
					return
				}
			}
		})
	}
	for i := range 40 {
		if i%2 == 0 {
			p.Use(set("two", two.URL()))
		} else {
			p.Use(set("one", one.URL()))
		}
		time.Sleep(5 * time.Millisecond)
	}
	close(stop)
	wg.Wait()
	if _, text := p.Get("/metrics"); !strings.Contains(text, `scimshim_ruleset_info{hash="one"} 1`) ||
		strings.Contains(text, `hash="two"`) {
		t.Error("the metrics do not name the set in use, and only that")
	}
}
