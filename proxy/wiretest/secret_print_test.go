package wiretest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/proxy"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
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
		log.Info("x", "secret", s, "client", proxy.Client{Name: "name", Token: s}, "pointer", &s)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "secret", s, "credential", target.Bearer(s), "c", target.Basic("u", s))
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%p", "%T"} {
			for _, v := range []any{s, &s, proxy.Client{Name: "n", Token: s}, []secret.Secret{s}, map[string]secret.Secret{"a": s},
				target.Bearer(s), target.Basic("u", s), target.ClientCredentials("https://x", "id", s), struct{ inner secret.Secret }{s}} {
				fmt.Fprintf(&out, verb, v)
			}
		}
		json.NewEncoder(&out).Encode(proxy.Client{Name: "n", Token: s})
		fmt.Fprint(&out, s, proxy.Route{Clients: []proxy.Client{{Name: "n", Token: s}}, Target: proxy.Target{Credential: target.Bearer(s)}})
		hexed := fmt.Sprintf("%x", canary)
		if strings.Contains(out.String(), canary) || strings.Contains(out.String(), hexed) {
			t.Error("the secret was printed")
		}
		if s.String() != secret.Redacted || s.GoString() != secret.Redacted {
			t.Error("String or GoString")
		}
	}
}
