package proxy

import (
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
)

// A tokenEndpoint gives out token-1, token-2 and so on.
type tokenEndpoint struct {
	*httptest.Server
	given   atomic.Int64
	failing atomic.Bool
}

func startTokenEndpoint(t *testing.T, seconds int) *tokenEndpoint {
	e := &tokenEndpoint{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, pass, _ := r.BasicAuth()
		if e.failing.Load() || user != "id" || pass != "s3cret-of-a-client" || r.FormValue("grant_type") != "client_credentials" {
			http.Error(w, `{"error":"invalid_client","error_description":"canary s3cret-of-a-client"}`, 401)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"access_token":"token-%d","token_type":"bearer","expires_in":%d}`, e.given.Add(1), seconds)
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *tokenEndpoint) credential(now func() time.Time) *grant {
	g := ClientCredentials(e.URL, "id", TextSecret("s3cret-of-a-client"), "scim").(*grant)
	g.now = now
	return g
}

func soon() time.Time { return time.Now().Add(5 * time.Second) }

func TestClientCredentials(t *testing.T) {
	e := startTokenEndpoint(t, 1800)
	now := time.Now()
	g := e.credential(func() time.Time { return now })
	f := func(want string) {
		t.Helper()
		got, err := g.Authorization(soon(), "Bearer client")
		if got != want || err != nil {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
	f("Bearer token-1")
	now = now.Add(28 * time.Minute)
	f("Bearer token-1")
	now = now.Add(90 * time.Second) // 30 seconds before its end
	f("Bearer token-2")

	g.Refused("Bearer another")
	f("Bearer token-2")
	g.Refused("Bearer token-2")
	f("Bearer token-3")
	g.Refused("Bearer token-3") // not twice in 30 seconds
	f("Bearer token-3")
	now = now.Add(31 * time.Second)
	g.Refused("Bearer token-3")
	f("Bearer token-4")

	e.failing.Store(true)
	now = now.Add(29*time.Minute + 30*time.Second)
	f("Bearer token-4") // it cannot be renewed, but has not ended
	now = now.Add(time.Minute)
	got, err := g.Authorization(soon(), "")
	if got != "" || err == nil || strings.Contains(err.Error(), "s3cret-of-a-client") {
		t.Errorf("%q, %v", got, err)
	}
	e.failing.Store(false)
	if _, err := g.Authorization(soon(), ""); err == nil {
		t.Error("the token endpoint was asked again within a second of its failure")
	}
	now = now.Add(2 * time.Second)
	f("Bearer token-5")
}

func TestOneTokenForManyRequests(t *testing.T) {
	e := startTokenEndpoint(t, 1800)
	g := e.credential(time.Now)
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			if got, err := g.Authorization(soon(), ""); got != "Bearer token-1" || err != nil {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	wg.Wait()
}

// A write that the target refuses with 401 is not sent again: the next request
// has the new token.
func TestRefusedToken(t *testing.T) {
	e := startTokenEndpoint(t, 1800)
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		if r.Header.Get("Authorization") == "Bearer token-1" {
			io.WriteString(c, httpAnswer(401, ""))
			return true
		}
		return answerSCIM(c, r)
	})
	p := startProxy(t, target.url(), func(_ *Options, r *Route) { r.Target.Credential = e.credential(time.Now) })
	p.ask(withBody("POST", "/scim/v2/Users", userBody)).isError(t, 503)
	if n := len(target.took()); n != 1 {
		t.Errorf("the write was sent %d times", n)
	}
	if a := p.ask(withBody("POST", "/scim/v2/Users", userBody)); a.code != 201 {
		t.Errorf("with the next token the client got %d", a.code)
	}
	e.failing.Store(true)
}

// Without a token nothing is sent, and the client is told that the fault is
// not its own.
func TestNoToken(t *testing.T) {
	e := startTokenEndpoint(t, 1800)
	e.failing.Store(true)
	target := startTarget(t, nil)
	p := startProxy(t, target.url(), func(_ *Options, r *Route) { r.Target.Credential = e.credential(time.Now) })
	a := p.ask(withBody("POST", "/scim/v2/Users", userBody))
	a.isError(t, 503)
	if len(target.took()) != 0 || strings.Contains(a.body+p.logs.String(), "canary") {
		t.Errorf("got %s", a.body)
	}
}

// The client's secret does not follow a redirect of the token endpoint.
func TestTokenEndpointRedirect(t *testing.T) {
	var stolen atomic.Bool
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { stolen.Store(true) }))
	defer thief.Close()
	e := httptest.NewServer(http.RedirectHandler(thief.URL, http.StatusTemporaryRedirect))
	defer e.Close()
	g := ClientCredentials(e.URL, "id", TextSecret("s3cret-of-a-client"))
	if _, err := g.Authorization(soon(), ""); err == nil || stolen.Load() {
		t.Errorf("%v, followed: %v", err, stolen.Load())
	}
}

func TestSlowTokenEndpoint(t *testing.T) {
	hold := make(chan struct{})
	e := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hold }))
	defer e.Close()
	defer close(hold)
	g := ClientCredentials(e.URL, "id", TextSecret("s3cret-of-a-client"))
	start := time.Now()
	_, err := g.Authorization(start.Add(100*time.Millisecond), "")
	if took := time.Since(start); err == nil || took > time.Second {
		t.Errorf("%v after %v", err, took)
	}
}
