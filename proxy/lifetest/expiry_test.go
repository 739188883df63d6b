package lifetest

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
)

// When certificates and tokens end is a metric.
func TestExpiryMetrics(t *testing.T) {
	public := roomtest.KeyPair(t, 1)
	p := proxytest.Start(t, proxytest.StartTarget(t, nil).URL(), func(o *proxy.Options, r *proxy.Route) {
		o.TLS = &public
		proxytest.ShowsWhatEnds(t, r)
	})
	_, text := p.Get("/metrics")
	shown, err := tls.LoadX509KeyPair(public.Cert, public.Key)
	if err != nil {
		t.Fatal(err)
	}
	end := float64(shown.Leaf.NotAfter.Unix())
	for _, want := range []string{
		fmt.Sprintf("scimshim_certificate_expiry_timestamp_seconds{route=\"none\",shown_to=\"public\"} %v\n", end),
		`scimshim_certificate_expiry_timestamp_seconds{route="test",shown_to="target"} `,
		"scimshim_token_expiry_timestamp_seconds{route=\"test\"} 2e+09\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics have no %s", want)
		}
	}
	if strings.Contains(text, `shown_to="admin"`) {
		t.Error("a listener without TLS has a certificate")
	}
}

// What changes while nobody asks is in force when the first request comes.
func TestFilesAreLookedAtInSilence(t *testing.T) {
	t.Parallel()
	token := filepath.Join(t.TempDir(), "token")
	put := func(text string) {
		t.Helper()
		if err := os.WriteFile(token, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("another-token-of-the-client")
	files := roomtest.KeyPair(t, 1)
	p := proxytest.Start(t, proxytest.StartTarget(t, nil).URL(), func(o *proxy.Options, r *proxy.Route) {
		o.TLS = &files
		s, err := secret.FromFile(token, o.Log)
		if err != nil {
			t.Fatal(err)
		}
		r.Clients[0].Token = s
	})
	put(proxytest.ClientToken)
	roomtest.WriteKeyPair(t, files, 2)
	roomtest.Eventually(t, "the log to say that both are read again", func() bool {
		log := p.Logs.String()
		return strings.Contains(log, "secret file reloaded") && strings.Contains(log, "certificate reloaded")
	})
	if p.Serial() != 2 {
		t.Error("the old certificate is shown")
	}
}

// A token that a reload keeps still has its end.
func TestExpiryOfKeptToken(t *testing.T) {
	tokens := roomtest.StartTokenEndpoint(t, 3600)
	to := proxytest.StartTarget(t, nil)
	route := func() proxy.Route {
		r := proxytest.Route(to.URL())
		r.Target.Credential = target.ClientCredentials(tokens.URL, "id", secret.FromText(roomtest.ClientSecret), "scim")
		return r
	}
	p := proxytest.Start(t, to.URL(), func(_ *proxy.Options, r *proxy.Route) { *r = route() })
	p.Ask(proxytest.Head("GET", "/scim/v2/Users") + "\r\n")
	p.Use(proxytest.Set(t, "second", route()))
	if _, text := p.Get("/metrics"); !strings.Contains(text, `scimshim_token_expiry_timestamp_seconds{route="test"} `) {
		t.Error("the metrics do not say when the token ends")
	}
}
