package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"scimshim/config"
)

const laterRules = `name: late
for: target
normalize: [{paths: values}, schemas]
users:
  deletes: {action: deactivate, gone: true}
  queries: {filters: ['userName eq {value}']}
groups:
  patch: {members: {on_failure: isolate, missing: {status: 404, detail: '^no user'}, on_missing: defer}}
`

const laterConfig = `drain: 31s
state: {file: %s/state.db, key: 0123456789abcdef0123456789abcdef}
routes:
  - name: default
    target: {url: "%s/scim", auth: pass}
    clients: {none: true}
    rules: [entra, late.yaml]
`

// A laterTarget has a group, and the users that it is sent. It takes no group with a member whom it has
// not, and disables users.
type laterTarget struct {
	mu      sync.Mutex
	users   map[string]bool // whether each is active
	members []string
	patches int
}

func (s *laterTarget) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/scim+json")
	id := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	const user = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"%s","userName":"%[1]s","active":%v}`
	switch {
	case r.Method == http.MethodPost:
		s.users["late"] = true
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, user, "late", true)
	case r.Method == http.MethodPatch && id == "g":
		s.patches++
		for _, name := range []string{"ann", "late"} {
			if _, there := s.users[name]; strings.Contains(string(body), `"`+name+`"`) && !there {
				w.WriteHeader(http.StatusNotFound)
				fmt.Fprint(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"no user"}`)
				return
			}
		}
		for _, name := range []string{"ann", "late"} {
			if strings.Contains(string(body), `"`+name+`"`) {
				s.members = append(s.members, name)
			}
		}
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodPatch:
		s.users[id] = false
		w.WriteHeader(http.StatusNoContent)
	case id == "g":
		fmt.Fprint(w, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g","displayName":"x"}`)
	case id == "Users":
		fmt.Fprintf(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[`+user+`]}`,
			"ann", s.users["ann"])
	default:
		fmt.Fprintf(w, user, id, s.users[id])
	}
}

// serveLater serves the configuration, until the test ends or stop is called.
func serveLater(t *testing.T, dir, target string) *front {
	t.Helper()
	text := fmt.Sprintf(laterConfig, dir, target)
	c, err := config.Load(filepath.Join(dir, "scimshim.yaml"), []byte(text), os.LookupEnv)
	if err != nil {
		t.Fatal(err)
	}
	c.Listen, c.Admin = "127.0.0.1:0", "127.0.0.1:0"
	c.Drain = 0
	return serveConfig(t, c)
}

// What is kept outlives the process: a member who was put off is added when the user is created, and who
// was deleted stays gone.
func TestKeptOverRestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "late.yaml"), []byte(laterRules), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &laterTarget{users: map[string]bool{"ann": true}}
	target := httptest.NewServer(s)
	t.Cleanup(target.Close)
	f := serveLater(t, dir, target.URL)
	expect := func(a ask, status int) {
		t.Helper()
		if got, body := f.do(a); got != status {
			t.Errorf("%s %s: %d %s, want %d", a.method, a.path, got, body, status)
		}
	}
	expect(ask{method: "PATCH", path: "/Groups/g", body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],` +
		`"Operations":[{"op":"Add","path":"members","value":[{"value":"ann"},{"value":"late"}]}]}`}, 204)
	expect(ask{method: "DELETE", path: "/Users/ann"}, 204)
	f.counted(`scimshim_state_entries{room="references",route="default"} 1`)
	f.stop()
	f.ended <- <-f.ended
	f = serveLater(t, dir, target.URL)
	expect(ask{path: "/Users/ann"}, 404)
	if _, body := f.do(ask{path: `/Users?filter=userName+eq+%22ann%22`}); !strings.Contains(body, `"totalResults":0`) {
		t.Errorf("found: %s", body)
	}
	expect(ask{method: "POST", path: "/Users", body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"late"}`}, 201)
	if got := fmt.Sprint(s.members, s.users); got != "[ann late] map[ann:false late:true]" || s.patches != 4 {
		t.Errorf("the target has %s, after %d changes of the group", got, s.patches)
	}
	f.counted(`scimshim_state_entries{room="gone",route="default"} 1`)
}
