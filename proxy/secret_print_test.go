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

	"scimshim/proxy/secret"
)

func TestSecretPrintsNothing(t *testing.T) {
	const canary = "canary-7d1f-0a9b8c"
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(canary), 0o600); err != nil {
		t.Fatal(err)
	}
	fromFile, err := secret.FromFile(file, slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []secret.Secret{secret.FromText(canary), fromFile} {
		if s.Reveal() != canary {
			t.Fatal("the secret does not reveal its text")
		}
		var out bytes.Buffer
		log := slog.New(slog.NewJSONHandler(&out, nil))
		log.Info("x", "secret", s, "client", Client{"name", s}, "pointer", &s)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "secret", s, "credential", Bearer(s), "c", Basic("u", s))
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%p", "%T"} {
			for _, v := range []any{s, &s, Client{"n", s}, []secret.Secret{s}, map[string]secret.Secret{"a": s},
				Bearer(s), Basic("u", s), ClientCredentials("https://x", "id", s), struct{ inner secret.Secret }{s}} {
				fmt.Fprintf(&out, verb, v)
			}
		}
		json.NewEncoder(&out).Encode(Client{"n", s})
		fmt.Fprint(&out, s, Route{Clients: []Client{{"n", s}}, Target: Target{Credential: Bearer(s)}})
		hexed := fmt.Sprintf("%x", canary)
		if strings.Contains(out.String(), canary) || strings.Contains(out.String(), hexed) {
			t.Error("the secret was printed")
		}
		if s.String() != secret.Redacted || s.GoString() != secret.Redacted {
			t.Error("String or GoString")
		}
	}
}
