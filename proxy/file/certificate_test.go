package file_test

import (
	"os"
	"path/filepath"
	"testing"

	"scimshim/proxy/fault"
	"scimshim/proxy/file"
	"scimshim/proxy/roomtest"
)

// Files of TLS that do not serve are told by their fault and their name.
func TestFileFaults(t *testing.T) {
	dir := t.TempDir()
	write := func(file, text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	one, two := file.KeyPair{Cert: filepath.Join(dir, "1.crt"), Key: filepath.Join(dir, "1.key")},
		file.KeyPair{Cert: filepath.Join(dir, "2.crt"), Key: filepath.Join(dir, "2.key")}
	roomtest.WriteKeyPair(t, one, 1)
	roomtest.WriteKeyPair(t, two, 2)
	noPEM, broken, brokenKey := filepath.Join(dir, "no"), filepath.Join(dir, "broken"), filepath.Join(dir, "broken.key")
	write(noPEM, "canary")
	roomtest.WritePEM(t, broken, "CERTIFICATE", []byte("canary"))
	roomtest.WritePEM(t, brokenKey, "PRIVATE KEY", []byte("canary"))
	f := func(files file.KeyPair, want string) {
		t.Helper()
		err := file.CheckKeyPair(files)
		if got := fault.Of(err); got != want {
			t.Errorf("%v is called %q, want %q", err, got, want)
		}
	}
	f(file.KeyPair{Cert: one.Cert, Key: two.Key}, "the private key belongs to another certificate")
	f(file.KeyPair{Cert: one.Key, Key: one.Key}, "the file contains no PEM certificate")
	f(file.KeyPair{Cert: noPEM, Key: one.Key}, "the file contains no PEM certificate")
	f(file.KeyPair{Cert: broken, Key: one.Key}, "the certificate in the file is invalid")
	f(file.KeyPair{Cert: one.Cert, Key: one.Cert}, "the file contains no PEM private key")
	f(file.KeyPair{Cert: one.Cert, Key: brokenKey}, "the private key is invalid or encrypted")
	f(file.KeyPair{Cert: one.Cert, Key: filepath.Join(dir, "missing")}, "no such file")
}
