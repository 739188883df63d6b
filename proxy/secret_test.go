package proxy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSecretPrintsNothing(t *testing.T) {
	const canary = "canary-7d1f-0a9b8c"
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(canary), 0o600); err != nil {
		t.Fatal(err)
	}
	fromFile, err := FileSecret(file, slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []Secret{TextSecret(canary), fromFile} {
		if s.Reveal() != canary {
			t.Fatal("the secret does not reveal its text")
		}
		var out bytes.Buffer
		log := slog.New(slog.NewJSONHandler(&out, nil))
		log.Info("x", "secret", s, "client", Client{"name", s}, "pointer", &s)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "secret", s, "credential", Bearer(s), "c", Basic("u", s))
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%p", "%T"} {
			for _, v := range []any{s, &s, Client{"n", s}, []Secret{s}, map[string]Secret{"a": s},
				Bearer(s), Basic("u", s), ClientCredentials("https://x", "id", s), struct{ inner Secret }{s}} {
				fmt.Fprintf(&out, verb, v)
			}
		}
		json.NewEncoder(&out).Encode(Client{"n", s})
		fmt.Fprint(&out, s, Route{Clients: []Client{{"n", s}}, Target: Target{Credential: Bearer(s)}})
		hexed := fmt.Sprintf("%x", canary)
		if strings.Contains(out.String(), canary) || strings.Contains(out.String(), hexed) {
			t.Error("the secret was printed")
		}
		if s.String() != redacted || s.GoString() != redacted {
			t.Error("String or GoString")
		}
	}
}

func TestFileSecret(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "token")
	var logs lockedBuffer
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
	if n := strings.Count(logs.String(), "last text stays in force"); n != 1 {
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
	for _, want := range []string{"no such file", "the secret is empty", "at least 16", "as if the file had been cut",
		"its new text is in force"} {
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
