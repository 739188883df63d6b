package proxy

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// writeCertificate writes a new self-signed certificate and its key.
func writeCertificate(t *testing.T, files TLSFiles, serial int64) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "scim.example.com"},
		NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"scim.example.com"},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	writePEM(t, files.Cert, "CERTIFICATE", der)
	writePEM(t, files.Key, "PRIVATE KEY", keyDER)
}

func writePEM(t *testing.T, file, kind string, der []byte) {
	t.Helper()
	b := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// serial returns the serial number of the certificate that clients are shown,
// after a request over that connection.
func (r *running) serial() int64 {
	r.t.Helper()
	c, err := tls.Dial("tcp", r.Addr().String(), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		r.t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, head("GET", "/scim/v2/Users")+"\r\n")
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil || resp.StatusCode != 200 {
		r.t.Fatalf("over TLS: %v, %v", resp, err)
	}
	return c.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
}

// The certificate for clients is read again when its files change, and the
// last one is used while they do not fit together.
func TestServerTLS(t *testing.T) {
	dir := t.TempDir()
	files := TLSFiles{filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")}
	if _, err := serverTLS(files, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("missing files are taken")
	}
	writeCertificate(t, files, 1)
	target := startTarget(t, nil)
	p := startProxy(t, target.url(), func(o *Options, _ *Route) { o.TLS = &files })
	if got := p.serial(); got != 1 {
		t.Errorf("serial %d", got)
	}
	writeCertificate(t, files, 2)
	eventually(t, "the new certificate", func() bool { return p.serial() == 2 })
	writePEM(t, files.Key, "PRIVATE KEY", []byte("nonsense"))
	time.Sleep(1100 * time.Millisecond)
	if got := p.serial(); got != 2 {
		t.Errorf("serial %d", got)
	}
	if _, err := tls.Dial("tcp", p.Addr().String(), &tls.Config{
		InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10,
	}); err == nil {
		t.Error("TLS 1.1 is taken")
	}
}
