package target_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/file"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
)

// authorityFile writes the certificate of an authority.
func authorityFile(t *testing.T, file string, c *roomtest.Certifier) string {
	t.Helper()
	roomtest.WritePEM(t, file, "CERTIFICATE", c.Root.Raw)
	return file
}

// startSecure starts a target that speaks TLS by its own settings.
func startSecure(t *testing.T, c *tls.Config) string {
	t.Helper()
	ln, err := tls.Listen("tcp", "127.0.0.1:0", c)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(proxytest.StartTargetOn(t, ln, nil).URL(), "http:", "https:", 1)
}

const getUsers = "/scim/v2/Users"

// The authorities of ca_file are trusted, also those that it has since it was changed, and
// the last sound ones while it is broken.
func TestAuthorityFile(t *testing.T) {
	one, two := roomtest.NewCertifier(t), roomtest.NewCertifier(t)
	file := authorityFile(t, filepath.Join(t.TempDir(), "ca.pem"), one)
	same := func(*x509.Certificate) {}
	server := one.Server(t, same)
	p := proxytest.Start(t, startSecure(t, server), proxytest.Reuse(target.ReuseNever), proxytest.Egress(t, target.EgressSettings{CAFile: file}))
	ask := func(code int) {
		t.Helper()
		a := p.Ask(proxytest.Head("GET", getUsers) + "\r\n")
		if a.Code != code || code != 200 && !strings.Contains(a.Body, "give the authority's certificate as ca_file of the target") {
			t.Errorf("got %d %s, want %d", a.Code, a.Body, code)
		}
	}
	ask(200)
	if err := os.WriteFile(file, []byte("canary"), 0o600); err != nil {
		t.Fatal(err)
	}
	roomtest.Eventually(t, "the broken file to be logged", func() bool {
		return strings.Contains(p.Logs.String(), `"fault":"the file contains no PEM certificate"`)
	})
	ask(200)
	authorityFile(t, file, two)
	roomtest.Eventually(t, "the other authority to be trusted", func() bool {
		return p.Ask(proxytest.Head("GET", getUsers)+"\r\n").Code == 502
	})
	ask(502)
	shown, err := x509.ParseCertificate(server.Certificates[0].Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	end := fmt.Sprintf(`expiry_timestamp_seconds{route="test",shown_to="proxy"} %v`, float64(shown.NotAfter.Unix()))
	if _, text := p.Get("/metrics"); !strings.Contains(text, end) {
		t.Error("the metrics do not say when the target's certificate ends")
	}
}

// A target that wants a certificate is shown the one of the files.
func TestClientCertificate(t *testing.T) {
	authority := roomtest.NewCertifier(t)
	dir := t.TempDir()
	files := file.KeyPair{Cert: filepath.Join(dir, "c.crt"), Key: filepath.Join(dir, "c.key")}
	roomtest.WriteKeyPair(t, files, 1)
	var shown atomic.Pointer[x509.Certificate]
	server := authority.Server(t, func(*x509.Certificate) {})
	server.ClientAuth = tls.RequireAnyClientCert
	server.VerifyConnection = func(s tls.ConnectionState) error {
		shown.Store(s.PeerCertificates[0])
		return nil
	}
	url := startSecure(t, server)
	ca := authorityFile(t, filepath.Join(dir, "ca.pem"), authority)
	p := proxytest.Start(t, url, proxytest.Egress(t, target.EgressSettings{CAFile: ca, Cert: files}))
	if a := p.Ask(proxytest.Head("GET", getUsers) + "\r\n"); a.Code != 200 {
		t.Errorf("got %d %s", a.Code, a.Body)
	}
	own, err := tls.LoadX509KeyPair(files.Cert, files.Key)
	if err != nil {
		t.Fatal(err)
	}
	if got := shown.Load(); got == nil || !got.Equal(own.Leaf) {
		t.Error("the target was shown another certificate")
	}
	p = proxytest.Start(t, url, proxytest.Egress(t, target.EgressSettings{CAFile: ca}))
	a := p.Ask(proxytest.Head("GET", getUsers) + "\r\n")
	if !strings.Contains(a.Body, "requires a client certificate, and the proxy has none; give the proxy one with client_cert_file") {
		t.Errorf("got %s", a.Body)
	}
}

// A forwardProxy leads connections on, for whom shows its user and password.
type forwardProxy struct {
	*httptest.Server
	tunnels atomic.Int64
	status  int // with which it refuses, if not 0
}

func startForwardProxy(t *testing.T, secure bool) *forwardProxy {
	f := &forwardProxy{}
	f.Server = httptest.NewUnstartedServer(f)
	if f.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0); secure {
		f.StartTLS()
	} else {
		f.Start()
	}
	t.Cleanup(f.Close)
	return f
}

func (f *forwardProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Header["Authorization"] = r.Header["Proxy-Authorization"]
	if user, password, _ := r.BasicAuth(); f.status == 0 && (user != "scim" || password != "s3cret@1") {
		w.WriteHeader(http.StatusProxyAuthRequired)
		return
	}
	if f.status != 0 || r.Method != http.MethodConnect {
		w.WriteHeader(max(f.status, 400))
		return
	}
	f.tunnels.Add(1)
	to, err := net.Dial("tcp", r.Host)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer to.Close()
	from, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer from.Close()
	io.WriteString(from, "HTTP/1.1 200 Connected\r\n\r\n")
	go func() {
		io.Copy(to, from)
		to.(*net.TCPConn).CloseWrite()
	}()
	io.Copy(from, to)
}

// address returns the URL of the proxy with a password.
func (f *forwardProxy) address(password string) string {
	return strings.Replace(f.URL, "://", "://scim:"+url.QueryEscape(password)+"@", 1)
}

// Connections go through the forward proxy, whatever it and the target speak. Its password
// is nowhere to be seen.
func TestForwardProxy(t *testing.T) {
	plain, secure := startForwardProxy(t, false), startForwardProxy(t, true)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	roomtest.WritePEM(t, ca, "CERTIFICATE", secure.Certificate().Raw)
	for _, via := range []*forwardProxy{plain, secure} {
		for _, tlsTarget := range []bool{false, true} {
			to, trust := proxytest.StartTarget(t, nil), func(*proxy.Options, *proxy.Route) {}
			if tlsTarget {
				to, trust = proxytest.StartTLSTarget(t, nil)
			}
			use := proxytest.Egress(t, target.EgressSettings{Proxy: via.address("s3cret@1"), CAFile: ca})
			before := via.tunnels.Load()
			p := proxytest.Start(t, to.URL(), proxytest.Reuse(target.ReuseAlways), trust, use)
			for i := range 3 {
				if a := p.Ask(proxytest.Head("GET", fmt.Sprintf("/scim/v2/Users/%d", i)) + "\r\n"); a.Code != 200 {
					t.Errorf("%s to a target of TLS: %v: got %d %s", via.URL, tlsTarget, a.Code, a.Body)
				}
			}
			if n := via.tunnels.Load() - before; n != 1 {
				t.Errorf("%s to a target of TLS: %v: %d tunnels for 3 requests", via.URL, tlsTarget, n)
			}
			if strings.Contains(p.Logs.String(), "s3cret") {
				t.Error("the password is in the log")
			}
		}
	}
}

// What a forward proxy refuses has a name, and the request was not sent.
func TestForwardProxyFaults(t *testing.T) {
	to := proxytest.StartTarget(t, nil)
	f := func(proxy, want string) {
		t.Helper()
		p := proxytest.Start(t, to.URL(), proxytest.Egress(t, target.EgressSettings{Proxy: proxy}))
		a := p.Ask(proxytest.WithBody("POST", "/scim/v2/Users", proxytest.UserBody))
		a.IsError(t, 502)
		if want = "no connection to the target: the forward proxy on the way: " + want; !strings.Contains(a.Body, want) ||
			!strings.Contains(a.Body, nothingSent) || strings.Contains(a.Body+p.Logs.String(), "s3cret") {
			t.Errorf("got %s\nwant %s", a.Body, want)
		}
	}
	via := startForwardProxy(t, false)
	f(via.address("s3cret"), "it answered CONNECT with 407; check the user and the password in its URL")
	via.status = 403
	f(via.address("s3cret"), "it answered CONNECT with 403; allow connections to the target's host and port there")
	via.status = 503
	f(via.URL, "it answered CONNECT with 503; check that it can reach the target")
	secure := startForwardProxy(t, true)
	f(secure.address("s3cret"), "its certificate is from an authority that this host does not trust; give the "+
		"authority's")
	f(strings.Replace(via.address("s3cret"), "http:", "https:", 1), "the port does not speak TLS")
	speaks := func(text string) string {
		return strings.TrimSuffix(proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool {
			io.WriteString(c, text)
			return false
		}).URL(), "/api/now/scim")
	}
	f(speaks(""), "connection closed")
	f(speaks("canary\r\n\r\n"), "its answer to CONNECT is malformed HTTP")
	f(speaks("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"), "it sent more than an answer to CONNECT")
	closed := proxytest.StartTarget(t, nil)
	closed.Listener.Close()
	f("http://"+closed.Listener.Addr().String(), "connection refused")
	if n := len(to.Took()); n != 0 {
		t.Errorf("%d requests reached the target", n)
	}
}

// The token endpoint is reached through the same forward proxy, and trusted by the same
// authorities.
func TestEgressOfTokenEndpoint(t *testing.T) {
	via := startForwardProxy(t, false)
	endpoint := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"access_token":"token-1","token_type":"bearer","expires_in":1800}`)
	}))
	defer endpoint.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	roomtest.WritePEM(t, ca, "CERTIFICATE", endpoint.Certificate().Raw)
	to := proxytest.StartTarget(t, nil)
	oauth := func(_ *proxy.Options, r *proxy.Route) {
		r.Target.Credential = target.ClientCredentials(endpoint.URL, "id", secret.FromText("s3cret-of-sixteen"))
	}
	p := proxytest.Start(t, to.URL(), oauth, proxytest.Egress(t, target.EgressSettings{Proxy: via.address("s3cret@1"), CAFile: ca}))
	if a := p.Ask(proxytest.Head("GET", getUsers) + "\r\n"); a.Code != 200 {
		t.Errorf("got %d %s", a.Code, a.Body)
	}
	if n := via.tunnels.Load(); n != 2 {
		t.Errorf("%d tunnels, want one to the token endpoint and one to the target", n)
	}
	p = proxytest.Start(t, to.URL(), oauth, proxytest.Egress(t, target.EgressSettings{Proxy: via.address("s3cret@2")}))
	a := p.Ask(proxytest.Head("GET", getUsers) + "\r\n")
	const want = "from the token endpoint: the forward proxy on the way: it answered CONNECT with 407"
	if a.IsError(t, 503); !strings.Contains(a.Body, want) {
		t.Errorf("got %s", a.Body)
	}
}
