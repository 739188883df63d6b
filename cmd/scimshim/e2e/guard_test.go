package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"scimshim/config"
)

const guardRules = `name: local
for: target
users:
  deletes: {action: deactivate}
  patch: {split: {first: [active], last: [userName]}}
groups:
  patch: {members: {per_request: 2}}
`

// What counts is what the target is sent: a DELETE that becomes a PATCH is a disable, and a PATCH
// that is sent as several counts once.
func TestGuardCountsAfterRules(t *testing.T) {
	t.Parallel()
	var patches atomic.Int64
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/scim+json")
		id := filepath.Base(r.URL.Path)
		switch {
		case r.Method != http.MethodPatch:
			t.Errorf("the target was sent %s %s", r.Method, r.URL)
		case strings.Contains(r.URL.Path, "/Groups/"):
			patches.Add(1)
			w.WriteHeader(http.StatusNoContent)
		default:
			patches.Add(1)
			fmt.Fprintf(w, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":%q,"userName":"new%s","active":false}`, id, id)
		}
	}))
	defer target.Close()
	file := filepath.Join(t.TempDir(), "local.yaml")
	if err := os.WriteFile(file, []byte(guardRules), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.ForTarget(config.ServeFlags{Target: target.URL, Rules: []string{"scim", file},
		Listen: "127.0.0.1:0", Admin: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	c.Drain = time.Second
	c.Routes[0].Guard = &config.Guard{Window: time.Hour, Deletes: &config.Bound{Count: 1},
		Disables: &config.Bound{Count: 3}, Removals: &config.Bound{Count: 5}}
	f := serveConfig(t, c)
	expect := func(status int, method, path, body string) {
		t.Helper()
		if got, text := f.do(ask{method: method, path: path, body: body}); got != status {
			t.Errorf("%s %s: %d %s", method, path, got, text)
		}
	}
	leave := func(id string) string {
		return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` +
			`{"op":"replace","path":"userName","value":"new` + id + `"},{"op":"replace","path":"active","value":false}]}`
	}
	expect(204, "DELETE", "/Users/1", "")
	expect(204, "DELETE", "/Users/2", "")
	expect(200, "PATCH", "/Users/3", leave("3")) // two requests
	expect(200, "PATCH", "/Users/3", leave("3")) // and the same again
	if n := patches.Load(); n != 6 {
		t.Errorf("the target was sent %d", n)
	}
	expect(429, "PATCH", "/Users/4", leave("4"))
	expect(429, "DELETE", "/Users/5", "")
	f.counted(`scimshim_guard_changes_total{route="default",sort="disables"} 3`)
	f.counted(`scimshim_guard_held{route="default",sort="deletes"} 0`)

	patches.Store(0)
	remove := func(ids ...string) string {
		return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove",` +
			`"path":"members","value":[{"value":"` + strings.Join(ids, `"},{"value":"`) + `"}]}]}`
	}
	expect(204, "PATCH", "/Groups/g", remove("1", "2", "3", "4"))
	expect(204, "PATCH", "/Groups/g", remove("5"))
	expect(429, "PATCH", "/Groups/g", remove("6"))
	if n := patches.Load(); n != 3 {
		t.Errorf("the target was sent %d", n)
	}
	f.counted(`scimshim_guard_changes_total{route="default",sort="removals"} 5`)
}
