package proxy

import (
	"bufio"
	"crypto/tls"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"scimshim/proxy/file"
	"scimshim/proxy/roomtest"
)

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
	files := file.KeyPair{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
	if _, err := serverTLS(files, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("missing files are taken")
	}
	roomtest.WriteKeyPair(t, files, 1)
	target := startTarget(t, nil)
	p := startProxy(t, target.url(), func(o *Options, _ *Route) { o.TLS = &files })
	if got := p.serial(); got != 1 {
		t.Errorf("serial %d", got)
	}
	roomtest.WriteKeyPair(t, files, 2)
	roomtest.Eventually(t, "the new certificate", func() bool { return p.serial() == 2 })
	roomtest.WritePEM(t, files.Key, "PRIVATE KEY", []byte("nonsense"))
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
