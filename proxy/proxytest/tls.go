package proxytest

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/file"
	"scimshim/proxy/roomtest"
)

// testCertificate returns a certificate for 127.0.0.1 and the pool that trusts
// it.
func testCertificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return s.TLS.Certificates[0], pool
}

// StartTLSTarget starts a target that speaks TLS, and returns what a route to
// it needs.
func StartTLSTarget(t *testing.T, script func(net.Conn, *Seen) bool) (*Target, func(*proxy.Options, *proxy.Route)) {
	t.Helper()
	cert, pool := testCertificate(t)
	ln, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{cert}, DynamicRecordSizingDisabled: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return StartTargetOn(t, ln, script), func(_ *proxy.Options, r *proxy.Route) {
		r.Target.URL = strings.Replace(r.Target.URL, "http:", "https:", 1)
		r.Target.TLS = &tls.Config{RootCAs: pool}
	}
}

// SelfSigned returns the files of a new certificate.
func SelfSigned(t *testing.T) *file.KeyPair {
	t.Helper()
	dir := t.TempDir()
	files := file.KeyPair{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
	roomtest.WriteKeyPair(t, files, 1)
	return &files
}

// Serial returns the serial number of the certificate that clients are shown,
// after a request over that connection.
func (r *Running) Serial() int64 {
	r.T.Helper()
	c, err := tls.Dial("tcp", r.Addr().String(), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		r.T.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, Head("GET", "/scim/v2/Users")+"\r\n")
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil || resp.StatusCode != 200 {
		r.T.Fatalf("over TLS: %v, %v", resp, err)
	}
	return c.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
}
