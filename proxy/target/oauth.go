package target

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"scimshim/proxy/fault"
	"scimshim/proxy/secret"
)

// Times of the client credentials grant.
const (
	tokenTimeout   = 10 * time.Second // of one request to the token endpoint
	tokenEarly     = 60 * time.Second // a token is renewed so long before it ends
	tokenLife      = 10 * time.Minute // of a token that does not say how long it lives
	tokenLongest   = 24 * time.Hour   // of a token, whatever it says
	tokenRetry     = time.Second      // between a failure and the next request
	tokenRetryMost = 30 * time.Second // the same, where the endpoint has refused the client several times
	tokenDropRest  = 30 * time.Second // between two tokens given up after a 401
	tokenFormer    = 10 * time.Minute // for which a token that was replaced is still struck out
)

// ClientCredentials returns the Credential of an OAuth 2 client (RFC 6749,
// section 4.4). Its token is kept, and renewed in the background before it ends: no
// request waits for that as long as there is a good token. When the target refuses it,
// there is another, at most once in 30 seconds, so that a target that refuses every token
// does not flood the token endpoint.
func ClientCredentials(tokenURL, id string, secret secret.Secret, scopes ...string) Credential {
	g := &grant{
		url: tokenURL, id: id, secret: secret, scopes: scopes, now: time.Now,
		client: &http.Client{Timeout: tokenTimeout, CheckRedirect: noRedirect},
	}
	g.ctx, g.abort = context.WithCancel(context.Background())
	return g
}

// noRedirect keeps the client's secret from following a redirect.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// A grant gets and keeps the token of a client credentials grant.
type grant struct {
	url, id string
	scopes  []string
	now     func() time.Time
	ctx     context.Context // of all requests to the token endpoint
	abort   context.CancelFunc

	mu      sync.Mutex // held while what follows is read or changed
	client  *http.Client
	egress  EgressSettings // of client
	secret  secret.Secret
	token   accessToken
	former  accessToken // the one before; its end is when it is forgotten
	renewal *renewal    // under way; nil for none
	failure failure
	dropped time.Time        // when a token was given up after a 401
	style   oauth2.AuthStyle // where the endpoint wants the secret; 0 if that is not known
	timer   *time.Timer      // of the next renewal
	retired bool             // whether no Set in use has the grant
}

// An accessToken is a token as it was given; the zero value is none.
type accessToken struct {
	field       secret.Secret // "Bearer ..."
	renew, ends time.Time     // when it is to be renewed, and when it ends
}

// at returns the value of the Authorization field at a time; empty for none.
func (t accessToken) at(now time.Time) string {
	if !now.Before(t.ends) {
		return ""
	}
	return t.field.Reveal()
}

// A failure is the last one of the token endpoint; the zero value is none.
type failure struct {
	fault  error
	pause  time.Duration     // before it is asked again
	again  time.Time         // when that is
	secret [sha256.Size]byte // digest of the secret that it was shown; with another it may be asked at once
}

// A renewal is a request for a token, which many may wait for.
type renewal struct {
	done  chan struct{} // closed when the others are set
	field secret.Secret
	fault error
}

// noToken returns what is known of a failure of the token endpoint, and nothing of
// its answer but that.
func noToken(err error) error {
	n := fault.Known(err)
	switch {
	case fault.IsTimeout(err):
		n.Text = "it did not answer in time"
	case n.Text == "":
		n.Text = "its answer contains no token"
	}
	n.Cure = cmp.Or(n.Cure, "check the token_url and that the server is running")
	return n
}

func (g *grant) Own() bool { return true }

// Authorization returns the token. If it is time, a renewal begins; only where there is
// no good token, the caller waits for it.
func (g *grant) Authorization(deadline time.Time, _ string) (string, error) {
	field, r, fault := g.current()
	switch {
	case field != "":
		return field, nil
	case r == nil:
		return "", fault
	}
	t := time.NewTimer(time.Until(deadline))
	defer t.Stop()
	select {
	case <-r.done:
		return r.field.Reveal(), r.fault
	case <-t.C:
		return "", noToken(context.DeadlineExceeded)
	}
}

// current returns the token if it is good, and the renewal that is under way, if any. If
// there is neither, it returns why.
func (g *grant) current() (string, *renewal, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	field := g.token.at(now)
	if field != "" && now.Before(g.token.renew) {
		return field, nil, nil
	}
	return field, g.begin(now), g.failure.fault
}

// begin begins a renewal unless there is one, or one has just failed. The lock is held.
func (g *grant) begin(now time.Time) *renewal {
	f := &g.failure
	if g.renewal != nil || f.fault != nil && now.Before(f.again) && f.secret == g.secret.Digest() {
		return g.renewal
	}
	g.renewal = &renewal{done: make(chan struct{})}
	go g.run(g.renewal)
	return g.renewal
}

// run carries a renewal out. A failure leaves the token in use until it ends.
func (g *grant) run(r *renewal) {
	g.mu.Lock()
	a := tokenAsk{Config: g.config(), client: g.client, start: g.now()}
	digest := g.secret.Digest()
	g.mu.Unlock()
	token, style, err := a.fetch(g.ctx)
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	g.renewal, g.style = nil, style
	if err != nil {
		g.failure = g.failure.next(err, now, digest)
	} else {
		g.replace(token, now)
		g.failure = failure{}
	}
	r.field, r.fault = token.field, g.failure.fault
	g.arm(now)
	close(r.done)
}

// next returns the failure after another one. Who is refused several times waits longer:
// some endpoints lock a client out that keeps showing a wrong secret.
func (f failure) next(err error, now time.Time, secret [sha256.Size]byte) failure {
	pause := tokenRetry
	if refusedClient(err) {
		pause = min(max(2*f.pause, tokenRetry), tokenRetryMost)
	}
	return failure{noToken(err), pause, now.Add(pause), secret}
}

// arm sets the time of the next renewal in the background. After the end of a token there
// is none: the next request begins it. The lock is held.
func (g *grant) arm(now time.Time) {
	if g.timer != nil {
		g.timer.Stop()
	}
	if g.retired || !now.Before(g.token.ends) {
		return
	}
	at := g.token.renew
	if g.failure.fault != nil {
		at = g.failure.again
	}
	g.timer = time.AfterFunc(max(at.Sub(now), tokenRetry), g.renewInTime)
}

// renewInTime is what the timer does.
func (g *grant) renewInTime() {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	switch {
	case g.retired:
	case now.Before(g.token.renew):
		g.arm(now) // the token was renewed meanwhile
	default:
		g.begin(now)
	}
}

// Refused gives up a token that the target answered with 401, and begins to get another.
func (g *grant) Refused(field string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if field != g.token.at(now) || now.Sub(g.dropped) < tokenDropRest {
		return
	}
	g.replace(accessToken{}, now)
	g.dropped = now
	g.begin(now)
}

// replace puts another token, or none, in the place of the one that there is. The lock is
// held.
func (g *grant) replace(t accessToken, now time.Time) {
	if !g.token.ends.IsZero() {
		g.former = g.token
		g.former.ends = now.Add(tokenFormer)
	}
	g.token = t
	secret.Changed()
}

// Another returns a token other than one that the target has refused, if there is one by
// the deadline.
func (g *grant) Another(deadline time.Time, refused string) (string, bool) {
	g.Refused(refused)
	field, err := g.Authorization(deadline, "")
	return field, err == nil && field != refused
}

// Expires returns when the token ends; the zero time if there is none.
func (g *grant) Expires() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.token.ends
}

// Secrets returns what is secret of the grant: also the token that was just replaced,
// which a slow target may still quote.
func (g *grant) Secrets() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	text := g.secret.Reveal()
	pair := url.QueryEscape(g.id) + ":" + url.QueryEscape(text)
	all := []string{text, base64.StdEncoding.EncodeToString([]byte(pair))}
	for _, t := range [...]accessToken{g.token, g.former} {
		if field := t.at(g.now()); field != "" {
			all = append(all, secret.InField(field)...)
		}
	}
	return all
}

// GoThrough makes the requests of the grant leave by an Egress.
func (g *grant) GoThrough(e *Egress) error {
	u, err := ParseURL(g.url)
	if err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.client, g.egress = e.client(u), e.settings
	return nil
}

// Retire ends the renewals in the background. Requests that still have the grant get
// their token nevertheless.
func (g *grant) Retire() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.retired = true
	if g.timer != nil {
		g.timer.Stop()
	}
}

// Abort ends the request to the token endpoint that is under way.
func (g *grant) Abort() { g.abort() }

// Check says what is wrong with the client.
func (g *grant) Check() error {
	if _, err := ParseURL(g.url); err != nil {
		return err
	}
	if g.id == "" {
		return errors.New("the client id is empty")
	}
	return secret.Check(g.secret)
}
