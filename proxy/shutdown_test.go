package proxy

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
)

// A keptAlive is a client with one connection, as long as the proxy keeps it.
type keptAlive struct {
	addr string
	c    net.Conn
	br   *bufio.Reader
}

// ask sends a request and returns its answer. An error means that there was
// none; the next request then has a new connection.
func (k *keptAlive) ask(text string) (code int, body string, err error) {
	if k.c == nil {
		if k.c, err = net.Dial("tcp", k.addr); err != nil {
			return 0, "", err
		}
		k.br = bufio.NewReader(k.c)
	}
	k.c.SetDeadline(time.Now().Add(10 * time.Second))
	io.WriteString(k.c, text)
	resp, err := http.ReadResponse(k.br, nil)
	if err != nil {
		k.close()
		return 0, "", err
	}
	b, err := io.ReadAll(resp.Body)
	if resp.Close {
		k.close()
	}
	return resp.StatusCode, string(b), err
}

func (k *keptAlive) close() {
	if k.c != nil {
		k.c.Close()
	}
	k.c = nil
}

// Every write that the target carried out is answered, also those under way
// when the proxy is told to end.
func TestShutdownLosesNothing(t *testing.T) {
	var executed, answered atomic.Int64
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		executed.Add(1)
		time.Sleep(10 * time.Millisecond)
		return answerSCIM(c, r)
	})
	p := startProxy(t, target.url(), func(o *Options, _ *Route) { o.DrainTimeout = 5 * time.Second })
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			k := &keptAlive{addr: p.Addr().String()}
			defer k.close()
			for {
				kept := k.c != nil
				code, body, err := k.ask(withBody("POST", "/scim/v2/Users", userBody))
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
	if code, _ := p.get("/readyz"); code != 200 {
		t.Errorf("/readyz is %d under load", code)
	}
	stopped := make(chan error)
	go func() { stopped <- p.Shutdown(context.Background()) }()
	roomtest.Eventually(t, "not ready", func() bool { code, _ := p.get("/readyz"); return code == 503 })
	if a := p.ask(head("GET", "/scim/v2/Users") + "\r\n"); a.code != 200 || !a.close {
		t.Errorf("while draining the client got %d, %v", a.code, a.header)
	}
	executed.Add(-1)
	if err := <-stopped; err != nil {
		t.Errorf("Shutdown: %v", err)
	}
	wg.Wait()
	if executed.Load() != answered.Load() {
		t.Errorf("the target carried out %d writes, %d were answered", executed.Load(), answered.Load())
	}
	if err := <-p.done; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// A target that never answers does not hold the process beyond its time.
func TestShutdownEndsInTime(t *testing.T) {
	hold := make(chan struct{})
	defer close(hold)
	target := startTarget(t, func(net.Conn, *seen) bool { <-hold; return false })
	p := startProxy(t, target.url(), func(o *Options, _ *Route) { o.DrainTimeout = 300 * time.Millisecond })
	c, err := net.Dial("tcp", p.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprint(c, head("GET", "/scim/v2/Users")+"\r\n")
	roomtest.Eventually(t, "a request under way", func() bool { return len(target.took()) > 0 })
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
	answerAs := func(name string) func(net.Conn, *seen) bool {
		return func(c net.Conn, r *seen) bool {
			time.Sleep(time.Millisecond)
			if got := r.Header.Get("Authorization"); got != "Bearer test-token-of-"+name {
				t.Errorf("target %s was shown another's credential", name)
			}
			io.WriteString(c, httpAnswer(200, fmt.Sprintf(`{"id":"1","externalId":%q}`, name)))
			return true
		}
	}
	one, two := startTarget(t, answerAs("one")), startTarget(t, answerAs("two"))
	set := func(name, url string) *Set {
		r := testRoute(url)
		r.Target.Credential = Bearer(secret.FromText("test-token-of-" + name))
		return mustSet(t, name, r)
	}
	p := startProxy(t, one.url(), func(_ *Options, r *Route) {
		r.Target.Credential = Bearer(secret.FromText("test-token-of-one"))
	})
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			k := &keptAlive{addr: p.Addr().String()}
			defer k.close()
			for {
				select {
				case <-stop:
					return
				default:
				}
				if code, body, err := k.ask(head("GET", "/scim/v2/Users/1") + "\r\n"); code != 200 || err != nil {
					t.Errorf("got %d %s %v", code, body, err)
					return
				}
			}
		})
	}
	for i := range 40 {
		if i%2 == 0 {
			p.Use(set("two", two.url()))
		} else {
			p.Use(set("one", one.url()))
		}
		time.Sleep(5 * time.Millisecond)
	}
	close(stop)
	wg.Wait()
	if _, text := p.get("/metrics"); !strings.Contains(text, `scimshim_ruleset_info{hash="one"} 1`) ||
		strings.Contains(text, `hash="two"`) {
		t.Error("the metrics do not name the set in use, and only that")
	}
}
