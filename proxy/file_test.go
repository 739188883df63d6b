package proxy

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A secret that is emptied, and files of TLS that do not serve, are told by their
// fault and their name.
func TestFileFaults(t *testing.T) {
	dir, logs := t.TempDir(), &lockedBuffer{}
	log := slog.New(slog.NewJSONHandler(logs, nil))
	file := filepath.Join(dir, "secret")
	write := func(file, text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(file, "s3cret-of-a-client")
	now := time.Now()
	s, err := fileSecret(file, log, func() time.Time { now = now.Add(2 * time.Second); return now }, noPause)
	if err != nil {
		t.Fatal(err)
	}
	write(file, "")
	if s.Reveal() != "s3cret-of-a-client" || !strings.Contains(logs.String(), `"fault":"the secret is empty"`) {
		t.Errorf("the log of an emptied secret: %s", logs)
	}

	one, two := TLSFiles{filepath.Join(dir, "1.crt"), filepath.Join(dir, "1.key")},
		TLSFiles{filepath.Join(dir, "2.crt"), filepath.Join(dir, "2.key")}
	writeCertificate(t, one, 1)
	writeCertificate(t, two, 2)
	noPEM, broken, brokenKey := filepath.Join(dir, "no"), filepath.Join(dir, "broken"), filepath.Join(dir, "broken.key")
	write(noPEM, "canary")
	writePEM(t, broken, "CERTIFICATE", []byte("canary"))
	writePEM(t, brokenKey, "PRIVATE KEY", []byte("canary"))
	f := func(files TLSFiles, want string) {
		t.Helper()
		_, err := readKeyPair(files)
		if got := faultOf(err); got != want {
			t.Errorf("%v is called %q, want %q", err, got, want)
		}
	}
	f(TLSFiles{one.Cert, two.Key}, "the private key is that of another certificate")
	f(TLSFiles{one.Key, one.Key}, "there is no certificate in PEM in the file")
	f(TLSFiles{noPEM, one.Key}, "there is no certificate in PEM in the file")
	f(TLSFiles{broken, one.Key}, "the certificate in the file is broken")
	f(TLSFiles{one.Cert, one.Cert}, "there is no private key in PEM in the file")
	f(TLSFiles{one.Cert, brokenKey}, "the private key is broken, or encrypted")
	f(TLSFiles{one.Cert, file + "x"}, "no such file")
}
