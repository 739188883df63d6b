package target_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
)

// Each way in which TLS to a target can fail is told, at status, reason and sentence,
// in the answer and in the log.
func TestTargetTLS(t *testing.T) {
	authority := roomtest.NewCertifier(t)
	roots := x509.NewCertPool()
	roots.AddCert(authority.Root)
	f := func(name string, server *tls.Config, trusted bool, want string) {
		t.Run(name, func(t *testing.T) {
			ln, err := tls.Listen("tcp", "127.0.0.1:0", server)
			if err != nil {
				t.Fatal(err)
			}
			target := proxytest.StartTargetOn(t, ln, nil)
			p := proxytest.Start(t, strings.Replace(target.URL(), "http:", "https:", 1), func(_ *proxy.Options, r *proxy.Route) {
				r.Target.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
				if trusted {
					r.Target.TLS.RootCAs = roots
				}
			})
			a := p.Ask(proxytest.Head("GET", "/scim/v2/Users") + "\r\n")
			if want == "" {
				if a.Code != 200 {
					t.Errorf("got %d %s", a.Code, a.Body)
				}
				return
			}
			a.IsError(t, 502)
			p.Tells(a, "target_tls", "no TLS connection to the target: "+want)
		})
	}
	same := func(*x509.Certificate) {}
	with := func(change func(*tls.Config)) *tls.Config {
		c := authority.Server(t, same)
		change(c)
		return c
	}
	f("sound", authority.Server(t, same), true, "")
	f("authority", authority.Server(t, same), false, "its certificate is from an authority that this host does "+
		"not trust")
	f("expired", authority.Server(t, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) }), true,
		"its certificate has expired")
	f("not yet", authority.Server(t, func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Hour / 2) }), true,
		"its certificate is not valid yet")
	f("other name", authority.Server(t, func(c *x509.Certificate) { c.IPAddresses[0] = net.IPv4(127, 0, 0, 2) }), true,
		"its certificate is not for the host name in the URL")
	f("for clients", authority.Server(t, func(c *x509.Certificate) {
		c.ExtKeyUsage[0] = x509.ExtKeyUsageClientAuth
	}), true, "its certificate is not for servers")
	f("old version", with(func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }), true,
		`the other side ended TLS with "protocol version not supported"; have TLS 1.2 or later enabled there`)
	f("no certificate of its own", with(func(c *tls.Config) {
		c.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return nil, errors.New("x") }
	}), true, `the other side ended TLS with "internal error"`)
	f("another protocol", with(func(c *tls.Config) { c.NextProtos = []string{"spdy"} }), true,
		`the other side ended TLS with "no application protocol"; have HTTP/1.1 enabled there`)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		f("client certificate, "+tls.VersionName(version), with(func(c *tls.Config) {
			c.ClientAuth, c.MinVersion, c.MaxVersion = tls.RequireAnyClientCert, version, version
		}), true, "it requires a client certificate, and the proxy has none")
	}
}

// What is below TLS is told apart, too.
func TestTargetConnection(t *testing.T) {
	f := func(name, url string, code int, reason, want string) {
		t.Run(name, func(t *testing.T) {
			p := proxytest.Start(t, url)
			a := p.Ask(proxytest.Head("GET", "/scim/v2/Users") + "\r\n")
			a.IsError(t, code)
			p.Tells(a, reason, want)
		})
	}
	closed := proxytest.StartTarget(t, nil)
	closed.Listener.Close()
	f("refused", closed.URL(), 502, "target_unreachable", "no connection to the target: connection refused; "+
		"check that it is up, and the port in its URL")
	f("name", "http://nobody.invalid/scim", 502, "target_dns", "no connection to the target: ")
	speaks := func(script func(net.Conn)) *proxytest.Target {
		return proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool { script(c); return false })
	}
	f("reset", speaks(func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) }).URL(), 502, "target_broken",
		"broke before its answer was complete (connection reset)")
	f("closed", speaks(func(net.Conn) {}).URL(), 502, "target_broken",
		"broke before its answer was complete (connection closed)")
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	f("plain port", strings.Replace(plain.URL, "http:", "https:", 1), 502, "target_tls",
		"no TLS connection to the target: the port does not speak TLS; check the port, or write http://")
	f("closed in the handshake", strings.Replace(proxytest.StartTarget(t, nil).URL(), "http:", "https:", 1), 502, "target_tls",
		"no TLS connection to the target: connection closed during the TLS handshake; check that its port speaks TLS")
	alert := speaks(func(c net.Conn) { io.WriteString(c, "\x15\x03\x01\x00\x02\x02\x46") })
	f("port of TLS", alert.URL(), 502, "target_tls",
		"no TLS connection to the target: its port speaks TLS; write https:// in its URL")
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	p := proxytest.Start(t, "https://"+silent.Addr().String(), func(_ *proxy.Options, r *proxy.Route) {
		r.Target.Timeout = 100 * time.Millisecond
	})
	a := p.Ask(proxytest.Head("GET", "/scim/v2/Users") + "\r\n")
	a.IsError(t, 504)
	p.Tells(a, "target_tls", "it did not finish the handshake in time")
}

// What a token endpoint says is told apart, without its words.
func TestTokenEndpointFaults(t *testing.T) {
	f := func(name string, answer http.HandlerFunc, want string) {
		t.Run(name, func(t *testing.T) {
			endpoint := httptest.NewServer(answer)
			defer endpoint.Close()
			p := proxytest.Start(t, "http://127.0.0.1:1/scim", func(_ *proxy.Options, r *proxy.Route) {
				r.Target.Credential = target.ClientCredentials(endpoint.URL, "id", secret.FromText("s3cret-of-a-client"))
			})
			for range 2 { // the second is answered without asking again
				a := p.Ask(proxytest.Head("GET", "/scim/v2/Users") + "\r\n")
				a.IsError(t, 503)
				if !strings.Contains(a.Body, want) || strings.Contains(a.Body, "canary") {
					t.Errorf("got %s\nwant %s", a.Body, want)
				}
			}
		})
	}
	says := func(code int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(code)
			io.WriteString(w, body)
		}
	}
	const begin = "could not get its credential for the target from the token endpoint: "
	f("client", says(401, `{"error":"invalid_client","error_description":"canary"}`),
		begin+"the token endpoint answered 401 invalid_client; check the client's id and secret")
	f("scope", says(400, `{"error":"invalid_scope"}`), "answered 400 invalid_scope; check the scopes")
	f("page", says(404, `<html>canary`), "answered 404 without a token; check the token_url")
	f("no token", says(200, `{"canary":1}`), begin+"its answer contains no token; check the token_url")
	f("no JSON", says(200, `canary`), begin+"its answer contains no token")
	f("odd token", says(200, `{"access_token":"a\nb"}`), begin+"its token has characters that are not allowed "+
		"in a header")
	f("closed", func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, begin+"connection closed")
}
