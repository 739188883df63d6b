package proxy

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// Times of the client credentials grant.
const (
	tokenTimeout  = 10 * time.Second // of one request to the token endpoint
	tokenEarly    = 60 * time.Second // a token is renewed so long before it ends
	tokenLife     = 10 * time.Minute // of a token that does not say how long it lives
	tokenRetry    = time.Second      // between a failure and the next request
	tokenDropRest = 30 * time.Second // between two tokens given up after a 401
)

// ClientCredentials returns the Credential of an OAuth 2 client (RFC 6749,
// section 4.4). Its token is kept and renewed before it ends. When the target
// refuses it, the next request gets another, at most once in 30 seconds, so
// that a target that refuses every token does not flood the token endpoint.
func ClientCredentials(tokenURL, id string, secret Secret, scopes ...string) Credential {
	return &grant{
		url: tokenURL, id: id, secret: secret, scopes: scopes,
		now: time.Now, turn: make(chan struct{}, 1),
		client: &http.Client{Timeout: tokenTimeout, CheckRedirect: noRedirect},
	}
}

// noRedirect keeps the client's secret from following a redirect.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// A grant gets and keeps the token of a client credentials grant.
type grant struct {
	url, id string
	secret  Secret
	scopes  []string
	client  *http.Client
	now     func() time.Time

	turn    chan struct{} // held by the goroutine that reads or changes what follows
	token   Secret        // "Bearer ..."; empty for none
	renew   time.Time     // when the token is to be renewed
	ends    time.Time     // when the token ends
	failed  time.Time     // when the token endpoint failed last
	fault   error         // how it failed
	dropped time.Time     // when a token was given up after a 401
}

// A tokenFault says why there is no token.
type tokenFault faultName

func (f *tokenFault) Error() string { return f.name }

// noToken returns what is known of a failure of the token endpoint, and nothing of
// its answer but that.
func noToken(err error) error {
	n := knownFault(err)
	switch {
	case isTimeout(err):
		n.name = "it did not answer in time"
	case n.name == "":
		n.name = "its answer holds no token"
	}
	n.cure = cmp.Or(n.cure, "check the token_url, and that it is up")
	return (*tokenFault)(&n)
}

func (g *grant) Own() bool { return true }

func (g *grant) Authorization(deadline time.Time, _ string) (string, error) {
	ctx, cancel := context.WithDeadline(context.Background(), deadline)
	defer cancel()
	select {
	case g.turn <- struct{}{}:
		defer func() { <-g.turn }()
	case <-ctx.Done():
		return "", noToken(ctx.Err())
	}
	return g.current(ctx)
}

// current returns the token, renewed if it is time. A renewal that fails
// leaves the token in use until it ends.
func (g *grant) current(ctx context.Context) (string, error) {
	token := g.token.Reveal()
	if token != "" && g.now().Before(g.renew) {
		return token, nil
	}
	if g.fault == nil || g.now().Sub(g.failed) >= tokenRetry {
		if g.fault = g.fetch(ctx); g.fault != nil {
			g.failed = g.now()
		}
	}
	if g.fault == nil || token != "" && g.now().Before(g.ends) {
		return g.token.Reveal(), nil
	}
	return "", g.fault
}

// fetch gets a token. Its error carries nothing of the endpoint's answer.
func (g *grant) fetch(ctx context.Context) error {
	c := clientcredentials.Config{
		ClientID: g.id, ClientSecret: g.secret.Reveal(), TokenURL: g.url, Scopes: g.scopes,
	}
	t, err := c.Token(context.WithValue(ctx, oauth2.HTTPClient, g.client))
	switch {
	case err != nil:
		return noToken(err)
	case !printable([]byte(t.AccessToken)):
		return noToken(fault("its token has characters that no header can hold"))
	}
	now := g.now()
	life := tokenLife
	if !t.Expiry.IsZero() {
		life = time.Until(t.Expiry)
	}
	g.token, g.ends = TextSecret(t.Type()+" "+t.AccessToken), now.Add(life)
	g.renew = early(now, g.ends)
	return nil
}

// early returns when a token that ends at the given time is to be renewed: a
// minute before, or at nine tenths of a short life.
func early(now, end time.Time) time.Time {
	return end.Add(-min(tokenEarly, end.Sub(now)/10))
}

// Refused gives up a token that the target answered with 401. While another
// request is getting a token there is none to give up.
func (g *grant) Refused(value string) {
	select {
	case g.turn <- struct{}{}:
		defer func() { <-g.turn }()
	default:
		return
	}
	if value != g.token.Reveal() || g.now().Sub(g.dropped) < tokenDropRest {
		return
	}
	g.token, g.dropped = Secret{}, g.now()
}

// goThrough makes the requests of the grant leave by an Egress.
func (g *grant) goThrough(e *Egress) error {
	u, err := parseHTTP(g.url)
	if err != nil {
		return err
	}
	g.client = e.client(u)
	return nil
}

func (g *grant) check() error {
	if _, err := parseHTTP(g.url); err != nil {
		return err
	}
	if g.id == "" {
		return errors.New("the client id is empty")
	}
	return checkSecret(g.secret)
}
