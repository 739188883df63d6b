package setup

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/config"
)

// What is wrong with the way to a target is said at the key that asks for it.
func TestEgressFaults(t *testing.T) {
	dir := t.TempDir()
	servicetest.Certificate(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "broken.pem"), []byte("canary"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := func(keys string, want ...string) {
		t.Helper()
		c, err := config.Load(filepath.Join(dir, "c.yaml"), []byte("routes:\n- {name: a, clients: {none: true}, rules: [], "+
			"target: {url: 'https://example.com', auth: pass,\n"+keys+"}}"), nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, fault := range egressFaults(c) {
			got = append(got, strings.ReplaceAll(fault.Error(), dir+string(os.PathSeparator), ""))
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: got %q, want %q", keys, got, want)
		}
	}
	f(" ca_file: cert.pem, client_cert_file: cert.pem, client_key_file: key.pem, proxy: none")
	f(" ca_file: none.pem", "c.yaml:3:11: none.pem: no such file or directory")
	f(" ca_file: broken.pem", "c.yaml:3:11: broken.pem: the file contains no PEM certificate")
	f(" client_cert_file: none.pem, client_key_file: key.pem", "c.yaml:3:20: none.pem: no such file or directory")
	f(" client_cert_file: cert.pem, client_key_file: broken.pem",
		"c.yaml:3:47: broken.pem: the file contains no PEM private key")
	t.Setenv("HTTPS_PROXY", "socks5://user:s3cret@proxy.example.com")
	f(" timeout: 1s", "c.yaml:2:55: the forward proxy of HTTPS_PROXY: its URL must begin with http:// or https://")
	f(" proxy: none")
}
