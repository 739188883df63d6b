package target

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
)

func grantOf(e *roomtest.TokenEndpoint, now func() time.Time) *grant {
	g := ClientCredentials(e.URL, "id", secret.FromText("s3cret-of-a-client"), "scim").(*grant)
	g.now = now
	return g
}

func soon() time.Time { return time.Now().Add(5 * time.Second) }

// A FakeClock goes forward when it is told to.
type FakeClock struct{ passed atomic.Int64 }

var clockStart = time.Now()

func (c *FakeClock) Now() time.Time { return clockStart.Add(time.Duration(c.passed.Load())) }

func (c *FakeClock) Forward(d time.Duration) { c.passed.Add(int64(d)) }

// settle waits for the renewal that is under way.
func (g *grant) settle(t *testing.T) {
	t.Helper()
	roomtest.Eventually(t, "the renewal to end", func() bool {
		g.mu.Lock()
		defer g.mu.Unlock()
		return g.renewal == nil
	})
}

func TestClientCredentials(t *testing.T) {
	e := roomtest.StartTokenEndpoint(t, 1800)
	clock := &FakeClock{}
	g := grantOf(e, clock.Now)
	defer g.Retire()
	f := func(want string) {
		t.Helper()
		got, err := g.Authorization(soon(), "Bearer client")
		if got != want || err != nil {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
		g.settle(t)
	}
	f("Bearer token-1")
	if got := g.Expires(); !got.Equal(clock.Now().Add(30 * time.Minute)) {
		t.Errorf("the token ends at %v", got)
	}
	clock.Forward(28 * time.Minute)
	f("Bearer token-1")
	clock.Forward(90 * time.Second) // 30 seconds before its end
	f("Bearer token-1")             // and in the background there comes another
	f("Bearer token-2")

	g.Refused("Bearer another")
	f("Bearer token-2")
	g.Refused("Bearer token-2")
	f("Bearer token-3")
	g.Refused("Bearer token-3") // not twice in 30 seconds
	f("Bearer token-3")
	clock.Forward(31 * time.Second)
	g.Refused("Bearer token-3")
	f("Bearer token-4")

	e.Failing.Store(true)
	clock.Forward(29*time.Minute + 30*time.Second)
	f("Bearer token-4") // it cannot be renewed, but has not ended
	clock.Forward(time.Minute)
	got, err := g.Authorization(soon(), "")
	if got != "" || err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("%q, %v", got, err)
	}
	e.Failing.Store(false)
	if _, err := g.Authorization(soon(), ""); err == nil {
		t.Error("the token endpoint was asked again within a second of its failure")
	}
	clock.Forward(tokenRetryMost)
	f("Bearer token-5")
}

// A token endpoint that does not answer holds nobody up as long as the token is good.
func TestHangingRenewal(t *testing.T) {
	hold := make(chan struct{})
	var asked atomic.Int64
	e := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := asked.Add(1)
		if n > 1 {
			<-hold
		}
		giveToken(w, fmt.Sprintf(`{"access_token":"token-%d","token_type":"bearer","expires_in":1800}`, n))
	}))
	defer e.Close()
	clock := &FakeClock{}
	g := ClientCredentials(e.URL, "id", secret.FromText("s3cret-of-a-client")).(*grant)
	g.now = clock.Now
	defer g.Retire()
	for _, forward := range []time.Duration{29*time.Minute + 5*time.Second, 5 * time.Second, 5 * time.Second} {
		start := time.Now()
		for range 100 {
			if got, err := g.Authorization(soon(), ""); got != "Bearer token-1" || err != nil {
				t.Fatalf("%q, %v", got, err)
			}
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("100 requests waited %v", took)
		}
		clock.Forward(forward)
	}
	close(hold)
	g.settle(t)
	if got, err := g.Authorization(soon(), ""); got != "Bearer token-2" || err != nil || asked.Load() != 2 {
		t.Errorf("%q, %v after %d requests to the endpoint", got, err, asked.Load())
	}
}

func giveToken(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "application/json")
	io.WriteString(w, body)
}

// A token is renewed before it ends though nobody asks for it, and no more when its grant
// is out of use.
func TestRenewalByTime(t *testing.T) {
	e := roomtest.StartTokenEndpoint(t, 1)
	g := grantOf(e, time.Now)
	if got, err := g.Authorization(soon(), ""); got != "Bearer token-1" || err != nil {
		t.Fatalf("%q, %v", got, err)
	}
	roomtest.Eventually(t, "a second token", func() bool { return e.Given.Load() > 1 })
	g.Retire()
	g.settle(t)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.arm(g.now()); g.timer.Stop() {
		t.Error("a renewal is due after the end of the grant")
	}
}

// Each renewal is one request, also where the endpoint wants the secret in the body.
func TestOneRequestForARenewal(t *testing.T) {
	var asked, given atomic.Int64
	e := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.FormValue("client_id") != "id" || r.FormValue("client_secret") != "s3cret-of-a-client" {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(400)
			io.WriteString(w, `{"error":"invalid_request"}`)
			return
		}
		giveToken(w, fmt.Sprintf(`{"access_token":"token-%d","token_type":"bearer","expires_in":1800}`, given.Add(1)))
	}))
	defer e.Close()
	clock := &FakeClock{}
	g := ClientCredentials(e.URL, "id", secret.FromText("s3cret-of-a-client")).(*grant)
	g.now = clock.Now
	defer g.Retire()
	for n := range int64(4) {
		got, err := g.Authorization(soon(), "")
		if want := fmt.Sprintf("Bearer token-%d", n+1); got != want || err != nil {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
		if want := n + 2; asked.Load() != want { // the first token costs a second one, to find out
			t.Errorf("%d requests for %d tokens, want %d", asked.Load(), n+1, want)
		}
		clock.Forward(time.Hour)
	}
}

// An endpoint that refuses the client is asked less and less, and at once with another
// secret.
func TestRefusedClient(t *testing.T) {
	e := roomtest.StartTokenEndpoint(t, 1800)
	clock := &FakeClock{}
	g := ClientCredentials(e.URL, "id", secret.FromText("the-wrong-s3cret")).(*grant)
	g.now = clock.Now
	pauses := []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second,
		30 * time.Second, 30 * time.Second}
	for _, want := range pauses {
		if _, err := g.Authorization(soon(), ""); err == nil {
			t.Fatal("no error")
		}
		if g.failure.pause != want {
			t.Errorf("a pause of %v, want %v", g.failure.pause, want)
		}
		clock.Forward(want)
	}
	g.Authorization(soon(), "")
	g.mu.Lock()
	g.secret = secret.FromText("s3cret-of-a-client")
	g.mu.Unlock()
	if got, err := g.Authorization(soon(), ""); got != "Bearer token-1" || err != nil {
		t.Errorf("with the right secret: %q, %v", got, err)
	}
	g.Retire()
}

// What an endpoint says of its token is judged.
func TestTokenAnswers(t *testing.T) {
	f := func(answer string, life time.Duration, fault string) {
		t.Helper()
		e := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { giveToken(w, answer) }))
		defer e.Close()
		clock := &FakeClock{}
		g := ClientCredentials(e.URL, "id", secret.FromText("s3cret-of-a-client")).(*grant)
		g.now = clock.Now
		defer g.Retire()
		got, err := g.Authorization(soon(), "")
		switch {
		case fault != "":
			if got != "" || err == nil || err.Error() != fault {
				t.Errorf("%.80s: %q, %v, want %q", answer, got, err, fault)
			}
		case err != nil || got != "Bearer a":
			t.Errorf("%s: %q, %v", answer, got, err)
		case !g.Expires().Equal(clock.Now().Add(life)):
			t.Errorf("%s: it lives %v, want %v", answer, g.Expires().Sub(clock.Now()), life)
		}
	}
	of := func(fields string) string { return `{"access_token":"a"` + fields + `}` }
	f(of(`,"token_type":"BEARER","expires_in":60`), time.Minute, "")
	f(of(`,"token_type":"bearer","expires_in":"60"`), time.Minute, "")
	f(of(``), tokenLife, "")
	f(of(`,"expires_in":0`), tokenLife, "")
	f(of(`,"expires_in":2000000000`), tokenLongest, "")
	f(of(`,"expires_in":9000000000000000000`), tokenLongest, "")
	f(of(`,"expires_in":-1`), 0, "its token has already expired")
	f(of(`,"expires_in":"-1"`), 0, "its token has already expired")
	f(of(`,"expires_in":-4294967200`), 0, "its token has already expired")
	f(of(`,"token_type":"mac"`), 0, "its token is not of type Bearer")
	f(of(`,"token_type":"DPoP"`), 0, "its token is not of type Bearer")
	f(`{"access_token":"`+strings.Repeat("a", maxToken+1)+`"}`, 0, "its token is too long for a header")
	f(`{"access_token":"`+strings.Repeat("a", 2<<20)+`"}`, 0, "its answer contains no token")
	f(`{"access_token":1}`, 0, "its answer contains no token")
	f(`[]`, 0, "its answer contains no token")
}

// The secrets in use are told, the token that was replaced among them.
func TestSecretsOfGrant(t *testing.T) {
	e := roomtest.StartTokenEndpoint(t, 1800)
	clock := &FakeClock{}
	g := grantOf(e, clock.Now)
	defer g.Retire()
	g.Authorization(soon(), "")
	clock.Forward(time.Hour)
	g.Authorization(soon(), "")
	const pair = "aWQ6czNjcmV0LW9mLWEtY2xpZW50"
	if got, want := g.Secrets(), []string{"s3cret-of-a-client", pair, "token-2", "token-1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	clock.Forward(tokenFormer)
	if got, want := g.Secrets(), []string{"s3cret-of-a-client", pair, "token-2"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOneTokenForManyRequests(t *testing.T) {
	e := roomtest.StartTokenEndpoint(t, 1800)
	g := grantOf(e, time.Now)
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

// The client's secret does not follow a redirect of the token endpoint.
func TestTokenEndpointRedirect(t *testing.T) {
	var stolen atomic.Bool
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { stolen.Store(true) }))
	defer thief.Close()
	e := httptest.NewServer(http.RedirectHandler(thief.URL, http.StatusTemporaryRedirect))
	defer e.Close()
	g := ClientCredentials(e.URL, "id", secret.FromText("s3cret-of-a-client"))
	if _, err := g.Authorization(soon(), ""); err == nil || stolen.Load() {
		t.Errorf("%v, followed: %v", err, stolen.Load())
	}
}

func TestSlowTokenEndpoint(t *testing.T) {
	hold := make(chan struct{})
	e := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hold }))
	defer e.Close()
	defer close(hold)
	g := ClientCredentials(e.URL, "id", secret.FromText("s3cret-of-a-client"))
	start := time.Now()
	_, err := g.Authorization(start.Add(100*time.Millisecond), "")
	if took := time.Since(start); err == nil || took > time.Second {
		t.Errorf("%v after %v", err, took)
	}
}
