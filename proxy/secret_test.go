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
	const canary = "canary-7d1f"
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
	for _, bad := range []string{"", "\n", "two\nlines\n", "caf\xe9", strings.Repeat("a", maxSecret+1)} {
		write(bad)
		if _, err := FileSecret(file, log); err == nil {
			t.Errorf("a file with %.10q is taken", bad)
		}
	}
	if _, err := FileSecret(filepath.Join(dir, "missing"), log); err == nil {
		t.Error("a missing file is taken")
	}
	write("first\r\n")
	now := time.Now()
	s, err := fileSecret(file, log, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	f := func(want string) {
		t.Helper()
		if got := s.Reveal(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	f("first")
	write("other")
	f("first") // within a second it is not looked at
	now = now.Add(time.Second)
	f("other")
	os.Remove(file)
	now = now.Add(time.Second)
	f("other")
	now = now.Add(time.Second)
	f("other")
	if n := strings.Count(logs.String(), "last text stays in force"); n != 1 {
		t.Errorf("logged %d times", n)
	}
	write("")
	now = now.Add(time.Second)
	f("other")
	write("third\n")
	now = now.Add(time.Second)
	f("third")
	if strings.Contains(logs.String(), "other") || strings.Contains(logs.String(), "third") {
		t.Error("the log holds a secret")
	}
}
