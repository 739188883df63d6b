package secret

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scimshim/proxy/roomtest"
)

func TestFileSecret(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "token")
	var logs roomtest.Log
	log := slog.New(slog.NewJSONHandler(&logs, nil))
	write := func(text string) {
		t.Helper()
		next := filepath.Join(dir, "next")
		if err := os.WriteFile(next, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(next, file); err != nil {
			t.Fatal(err)
		}
	}
	for _, bad := range []string{"", "\n", "two-lines-of-sixteen\nlines\n", "caf\xe9-is-no-ASCII-text", "fifteen-letters\n",
		strings.Repeat("a", maxSecret+1)} {
		write(bad)
		if _, err := fileSecret(file, log, time.Now, noPause); err == nil {
			t.Errorf("a file with %.10q is taken", bad)
		}
	}
	if _, err := fileSecret(filepath.Join(dir, "missing"), log, time.Now, noPause); err == nil {
		t.Error("a missing file is taken")
	}
	const first, other, third = "first-secret-4b1d", "other-secret-8c2e-long", "third-secret-0d3f"
	write(first + "\r\n")
	now := time.Now()
	s, err := fileSecret(file, log, func() time.Time { return now }, noPause)
	if err != nil {
		t.Fatal(err)
	}
	f := func(text string, want ...string) {
		t.Helper()
		if text == "no file" {
			os.Remove(file)
		} else {
			write(text)
		}
		for i, w := range want {
			if got := s.Reveal(); got != w {
				t.Errorf("%q, look %d: %q, want %q", text, i, got, w)
			}
			now = now.Add(time.Second)
		}
	}
	f(other, first, first, other, other) // the first of them comes within a second, and is no look
	f("no file", other, other, other)
	if n := strings.Count(logs.String(), "previous secret stays in force"); n != 1 {
		t.Errorf("logged %d times", n)
	}
	f("", other, other)
	f("fifteen-letters", other, other, other)
	f(other[:17], other, other, other)
	if !s.Withheld() {
		t.Error("a file that was cut is not withheld")
	}
	f(third[:16], other)
	f(third, other, third, third)
	if s.Withheld() {
		t.Error("a new text is withheld")
	}
	for _, want := range []string{"no such file", "the secret is empty", "at least 16", "as if the file had been " +
		"truncated",
		"the new secret is in force"} {
		if !strings.Contains(logs.String(), want) {
			t.Errorf("the log does not say %s: %s", want, logs.String())
		}
	}
	for _, secret := range []string{first, other[:17], third[:16]} {
		if strings.Contains(logs.String(), secret) {
			t.Error("the log holds a secret")
		}
	}
}

// A file that is written while the process starts is given a moment.
func TestFileSecretAtStart(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "token")
	for _, begun := range []string{"", "half-writt"} {
		write := func(text string) {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write(begun)
		pauses := 0
		s, err := fileSecret(file, slog.New(slog.DiscardHandler), time.Now, func(time.Duration) {
			if pauses++; pauses == 3 {
				write("half-written-secret\n")
			}
		})
		if err != nil || s.Reveal() != "half-written-secret" {
			t.Errorf("%q, %v", s.Reveal(), err)
		}
	}
}

func noPause(time.Duration) {}

// A secret that is emptied is told by its fault.
func TestEmptiedSecret(t *testing.T) {
	dir, logs := t.TempDir(), &roomtest.Log{}
	log := slog.New(slog.NewJSONHandler(logs, nil))
	file := filepath.Join(dir, "secret")
	if err := os.WriteFile(file, []byte("s3cret-of-a-client"), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	s, err := fileSecret(file, log, func() time.Time { now = now.Add(2 * time.Second); return now }, noPause)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if s.Reveal() != "s3cret-of-a-client" || !strings.Contains(logs.String(), `"fault":"the secret is empty"`) {
		t.Errorf("the log of an emptied secret: %s", logs)
	}
}
