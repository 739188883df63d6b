package proxy

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

	"scimshim/proxy/file"
	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
)

// egress sets the way out of the route.
func egress(t *testing.T, s EgressSettings) func(*Options, *Route) {
	return func(o *Options, r *Route) {
		e, err := NewEgress(s, o.Log)
		if err != nil {
			t.Fatal(err)
		}
		r.Target.Egress = e
	}
}

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
	return strings.Replace(startTargetOn(t, ln, nil).url(), "http:", "https:", 1)
}

const getUsers = "/scim/v2/Users"

// The authorities of ca_file are trusted, also those that it has since it was changed, and
// the last sound ones while it is broken.
func TestAuthorityFile(t *testing.T) {
	one, two := roomtest.NewCertifier(t), roomtest.NewCertifier(t)
	file := authorityFile(t, filepath.Join(t.TempDir(), "ca.pem"), one)
	same := func(*x509.Certificate) {}
	server := one.Server(t, same)
	p := startProxy(t, startSecure(t, server), reuse(ReuseNever), egress(t, EgressSettings{CAFile: file}))
	ask := func(code int) {
		t.Helper()
		a := p.ask(head("GET", getUsers) + "\r\n")
		if a.code != code || code != 200 && !strings.Contains(a.body, "name the authority's certificate by ca_file of the target") {
			t.Errorf("got %d %s, want %d", a.code, a.body, code)
		}
	}
	ask(200)
	if err := os.WriteFile(file, []byte("canary"), 0o600); err != nil {
		t.Fatal(err)
	}
	roomtest.Eventually(t, "the broken file to be logged", func() bool {
		return strings.Contains(p.logs.String(), `"fault":"there is no certificate in PEM in the file"`)
	})
	ask(200)
	authorityFile(t, file, two)
	roomtest.Eventually(t, "the other authority to be trusted", func() bool {
		return p.ask(head("GET", getUsers)+"\r\n").code == 502
	})
	ask(502)
	shown, err := x509.ParseCertificate(server.Certificates[0].Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	end := fmt.Sprintf(`expiry_timestamp_seconds{route="test",shown_to="proxy"} %v`, float64(shown.NotAfter.Unix()))
	if _, text := p.get("/metrics"); !strings.Contains(text, end) {
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
	p := startProxy(t, url, egress(t, EgressSettings{CAFile: ca, Cert: files}))
	if a := p.ask(head("GET", getUsers) + "\r\n"); a.code != 200 {
		t.Errorf("got %d %s", a.code, a.body)
	}
	own, err := tls.LoadX509KeyPair(files.Cert, files.Key)
	if err != nil {
		t.Fatal(err)
	}
	if got := shown.Load(); got == nil || !got.Equal(own.Leaf) {
		t.Error("the target was shown another certificate")
	}
	p = startProxy(t, url, egress(t, EgressSettings{CAFile: ca}))
	a := p.ask(head("GET", getUsers) + "\r\n")
	if !strings.Contains(a.body, "wants a certificate of its client, and the proxy has none; give the proxy one by client_cert_file") {
		t.Errorf("got %s", a.body)
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
			target, trust := startTarget(t, nil), func(*Options, *Route) {}
			if tlsTarget {
				target, trust = startTLSTarget(t, nil)
			}
			use := egress(t, EgressSettings{Proxy: via.address("s3cret@1"), CAFile: ca})
			before := via.tunnels.Load()
			p := startProxy(t, target.url(), reuse(ReuseAlways), trust, use)
			for i := range 3 {
				if a := p.ask(head("GET", fmt.Sprintf("/scim/v2/Users/%d", i)) + "\r\n"); a.code != 200 {
					t.Errorf("%s to a target of TLS: %v: got %d %s", via.URL, tlsTarget, a.code, a.body)
				}
			}
			if n := via.tunnels.Load() - before; n != 1 {
				t.Errorf("%s to a target of TLS: %v: %d tunnels for 3 requests", via.URL, tlsTarget, n)
			}
			if strings.Contains(p.logs.String(), "s3cret") {
				t.Error("the password is in the log")
			}
		}
	}
}

// What a forward proxy refuses has a name, and the request was not sent.
func TestForwardProxyFaults(t *testing.T) {
	target := startTarget(t, nil)
	f := func(proxy, want string) {
		t.Helper()
		p := startProxy(t, target.url(), egress(t, EgressSettings{Proxy: proxy}))
		a := p.ask(withBody("POST", "/scim/v2/Users", userBody))
		a.isError(t, 502)
		if want = "no connection to the target: the forward proxy on the way: " + want; !strings.Contains(a.body, want) ||
			!strings.Contains(a.body, nothingSent) || strings.Contains(a.body+p.logs.String(), "s3cret") {
			t.Errorf("got %s\nwant %s", a.body, want)
		}
	}
	via := startForwardProxy(t, false)
	f(via.address("s3cret"), "it answered CONNECT with 407; check the user and the password in its URL")
	via.status = 403
	f(via.address("s3cret"), "it answered CONNECT with 403; have it let connections to the target's host and port pass")
	via.status = 503
	f(via.URL, "it answered CONNECT with 503; check that it reaches the target")
	secure := startForwardProxy(t, true)
	f(secure.address("s3cret"), "its certificate is of an authority that this host does not trust; name the authority's")
	f(strings.Replace(via.address("s3cret"), "http:", "https:", 1), "the port does not speak TLS")
	speaks := func(text string) string {
		return strings.TrimSuffix(startTarget(t, func(c net.Conn, _ *seen) bool {
			io.WriteString(c, text)
			return false
		}).url(), "/api/now/scim")
	}
	f(speaks(""), "connection closed")
	f(speaks("canary\r\n\r\n"), "its answer to CONNECT is malformed HTTP")
	f(speaks("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"), "it sent more than an answer to CONNECT")
	closed := startTarget(t, nil)
	closed.ln.Close()
	f("http://"+closed.ln.Addr().String(), "connection refused")
	if n := len(target.took()); n != 0 {
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
	target := startTarget(t, nil)
	oauth := func(_ *Options, r *Route) {
		r.Target.Credential = ClientCredentials(endpoint.URL, "id", secret.FromText("s3cret-of-sixteen"))
	}
	p := startProxy(t, target.url(), oauth, egress(t, EgressSettings{Proxy: via.address("s3cret@1"), CAFile: ca}))
	if a := p.ask(head("GET", getUsers) + "\r\n"); a.code != 200 {
		t.Errorf("got %d %s", a.code, a.body)
	}
	if n := via.tunnels.Load(); n != 2 {
		t.Errorf("%d tunnels, want one to the token endpoint and one to the target", n)
	}
	p = startProxy(t, target.url(), oauth, egress(t, EgressSettings{Proxy: via.address("s3cret@2")}))
	a := p.ask(head("GET", getUsers) + "\r\n")
	const want = "from the token endpoint: the forward proxy on the way: it answered CONNECT with 407"
	if a.isError(t, 503); !strings.Contains(a.body, want) {
		t.Errorf("got %s", a.body)
	}
}
