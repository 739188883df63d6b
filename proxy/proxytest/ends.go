package proxytest

import (
	"log/slog"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/roomtest"
	"scimshim/proxy/target"
)

// tokenEnd is when the token of an endingCredential ends.
var tokenEnd = time.Unix(2_000_000_000, 0)

// An endingCredential is one with a token that ends.
type endingCredential struct{ target.Credential }

func (endingCredential) Expires() time.Time { return tokenEnd }

// ShowsWhatEnds gives a route a certificate and a token.
func ShowsWhatEnds(t *testing.T, r *proxy.Route) {
	t.Helper()
	files := roomtest.KeyPair(t, 7)
	egress, err := target.NewEgress(target.EgressSettings{Cert: files}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	r.Target.Egress, r.Target.Credential = egress, endingCredential{r.Target.Credential}
}
