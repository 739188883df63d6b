package listen_test

import (
	"crypto/tls"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/file"
	"scimshim/proxy/listen"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
)

// The certificate for clients is read again when its files change, and the
// last one is used while they do not fit together.
func TestServerTLS(t *testing.T) {
	dir := t.TempDir()
	files := file.KeyPair{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
	if _, err := listen.TLS(files, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("missing files are taken")
	}
	roomtest.WriteKeyPair(t, files, 1)
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL(), func(o *proxy.Options, _ *proxy.Route) { o.TLS = &files })
	if got := p.Serial(); got != 1 {
		t.Errorf("serial %d", got)
	}
	roomtest.WriteKeyPair(t, files, 2)
	roomtest.Eventually(t, "the new certificate", func() bool { return p.Serial() == 2 })
	roomtest.WritePEM(t, files.Key, "PRIVATE KEY", []byte("nonsense"))
	time.Sleep(1100 * time.Millisecond)
	if got := p.Serial(); got != 2 {
		t.Errorf("serial %d", got)
	}
	if _, err := tls.Dial("tcp", p.Addr().String(), &tls.Config{
		InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10,
	}); err == nil {
		t.Error("TLS 1.1 is taken")
	}
}
