package service

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/cmd/scimshim/setup"
	"scimshim/config"
	"scimshim/proxy"
	"scimshim/proxy/log"
	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
)

const (
	lossConfig = `listen: 127.0.0.1:0
admin: 127.0.0.1:0
routes:
  - name: one
    path: /one
    target: {url: "http://127.0.0.1:1/scim", auth: {bearer_file: target.token}}
    clients:
      - {name: entra, bearer_file: client.token}
      - {name: okta, bearer_file: client.token}
    rules: [./local.yaml]
    guard: {deletes: {count: 5}, disables: {count: 9}}
  - name: two
    path: /two
    target: {url: "http://127.0.0.1:1/scim", auth: {bearer_file: target.token}}
    clients: [{name: entra, bearer_file: client.token}]
    rules: []
`
	lossRules = `name: local
for: target
users:
  rename: {from: nickName, to: title}
  drop: [{name: second, attributes: [photos]}, {name: third, attributes: [ims]}]
  queries: {filters: ['userName eq {value}', 'externalId eq {value}']}
`
)

// A reloadable is a server whose files a test changes.
type reloadable struct {
	t *testing.T
	*Server
	dir string
	log *roomtest.Log
}

func startReloadable(t *testing.T) *reloadable {
	t.Helper()
	r := &reloadable{t: t, dir: t.TempDir(), log: &roomtest.Log{}}
	r.write("scimshim.yaml", lossConfig)
	r.write("local.yaml", lossRules)
	r.write("client.token", "client-token-5b1c33\n")
	r.write("target.token", "target-token-9f2e71\n")
	file := filepath.Join(r.dir, "scimshim.yaml")
	var err error
	if r.Server, err = New(Options{
		Read: func() (*config.Config, error) { return setup.Read(file) },
		Log:  slog.New(slog.NewJSONHandler(r.log, nil)), Level: new(slog.LevelVar),
		Requests: log.NewRequests(r.log, slog.LevelInfo),
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.close)
	return r
}

// write puts a file in the place of another one in one step.
func (r *reloadable) write(name, text string) {
	r.t.Helper()
	write(r.t, filepath.Join(r.dir, "next"), text)
	rename(r.t, filepath.Join(r.dir, "next"), filepath.Join(r.dir, name))
}

// refuses reloads, and expects a loss and what is in force to stay.
func (r *reloadable) refuses(by asking, want string) {
	r.t.Helper()
	was := r.inForce
	err := r.reload(by)
	var loss *proxy.LossError
	if !errors.As(err, &loss) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "?force=true") {
		r.t.Errorf("%v, want the loss of %s", err, want)
	}
	if r.inForce != was {
		r.t.Error("it is in force")
	}
}

func (r *reloadable) loads(by asking) {
	r.t.Helper()
	was := r.inForce
	if err := r.reload(by); err != nil || r.inForce == was {
		r.t.Errorf("not loaded: %v", err)
	}
}

// A6: what would lose something that may not be meant is not put in force, until it is asked for
// twice.
func TestReloadRefusesLosses(t *testing.T) {
	t.Parallel()
	r := startReloadable(t)
	f := func(name, text, want string) {
		t.Helper()
		good, err := os.ReadFile(filepath.Join(r.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		r.write(name, text)
		r.refuses(byRequest, want)
		r.refuses(byRequest, want)
		r.write(name, string(good))
		r.loads(byRequest)
	}
	in := func(text, from, to string) string {
		t.Helper()
		if !strings.Contains(text, from) {
			t.Fatalf("there is no %s", from)
		}
		return strings.Replace(text, from, to, 1)
	}
	route := strings.Index(lossConfig, "  - name: two")
	f("scimshim.yaml", lossConfig[:route], "the route two at /two")
	f("scimshim.yaml", "# new\n"+lossConfig[:route], "the route two at /two")
	f("scimshim.yaml", in(lossConfig, "path: /two", "path: /three"), "the route two at /two")
	f("scimshim.yaml", in(lossConfig, "      - {name: okta, bearer_file: client.token}\n", ""), "the client okta of the route one")
	f("scimshim.yaml", in(lossConfig, "    guard: {deletes: {count: 5}, disables: {count: 9}}\n", ""), "the guard of the route one")
	f("scimshim.yaml", in(lossConfig, "{deletes: {count: 5}, disables", "{disables"), "the bound of deletes of the route one")
	list := strings.Index(lossRules, "  queries:")
	f("local.yaml", "# new\n"+lossRules[:list], "the accept list for Users of the route one")
	f("local.yaml", lossRules[:list], "the end of "+filepath.Join(r.dir, "local.yaml")+", of which only the "+
		"first ")
	f("local.yaml", lossRules+"overrides: [{step: local/users.queries.filters, mode: shadow}]\n", "the accept list for Users of the route one")
	f("local.yaml", in(lossRules, ", 'externalId eq {value}'", ""), "1 of the 2 forms of the accept list for Users of the route one")
	f("local.yaml", strings.NewReplacer("rename: {from: nickName", "rename: {from: displayName", "name: second", "name: b", "name: third", "name: c").
		Replace(lossRules), "3 of the 5 steps of the route one")

	r.write("local.yaml", strings.NewReplacer("rename: {from: nickName", "rename: {from: displayName", "name: second", "name: b").Replace(lossRules))
	r.loads(byChange) // half of the rules, and no more
	r.write("scimshim.yaml", in(lossConfig, "name: two", "name: second"))
	r.loads(byChange) // the path is served
}

// To be asked twice is a request by force, or a second signal for the same files.
func TestReloadAskedTwice(t *testing.T) {
	t.Parallel()
	r := startReloadable(t)
	route := strings.Index(lossConfig, "  - name: two")
	r.write("scimshim.yaml", lossConfig[:route])
	r.refuses(byChange, "the route two")
	r.refuses(bySignal, "the route two")
	r.refuses(byRequest, "the route two")
	r.write("local.yaml", "# new\n"+lossRules)
	r.refuses(bySignal, "the route two") // other files
	r.loads(bySignal)
	if !strings.Contains(r.log.String(), `"lost":"the route two at /two; the end of `) {
		t.Errorf("the log does not say what was lost: %s", r.log)
	}
	r.write("scimshim.yaml", lossConfig)
	r.loads(byChange)
	r.write("scimshim.yaml", lossConfig[:route])
	r.refuses(byRequest, "the route two")
	r.loads(byForce)
}

// A secret that was cut stays as it was, also over a reload, until that is asked for by force.
func TestReloadKeepsSecrets(t *testing.T) {
	t.Parallel()
	r := startReloadable(t)
	file := filepath.Join(r.dir, "target.token")
	held := func() secret.Secret {
		s, err := r.secrets.Open(config.Secret{File: file})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	token := func() string { return held().Reveal() }
	r.write("target.token", "")
	r.write("local.yaml", "# new\n"+lossRules)
	r.loads(byRequest)
	if token() != "target-token-9f2e71" {
		t.Errorf("an emptied file: %q", token())
	}
	r.write("target.token", "target-token-9f2")
	servicetest.WaitFor(t, "the file to be seen cut", func() bool { return held().Withheld() })
	r.refuses(byRequest, "the end of the secret in "+file)
	r.loads(byForce)
	if token() != "target-token-9f2" {
		t.Errorf("a reload by force: %q", token())
	}
}

// What changes while it is read is not put in force.
func TestReloadWaitsForWriters(t *testing.T) {
	t.Parallel()
	r := startReloadable(t)
	half := strings.Index(lossRules, "  queries:")
	r.write("local.yaml", "# new\n"+lossRules[:half])
	looks := 0
	r.files.pause = func(time.Duration) {
		if looks++; looks == 2 {
			r.write("local.yaml", "# new\n"+lossRules)
		}
		if looks == 1 {
			r.write("local.yaml", "# new\n"+lossRules[:half+12])
		}
	}
	r.loads(byRequest)
	if looks < 3 {
		t.Errorf("%d looks", looks)
	}
	r.files.pause = func(time.Duration) {
		looks++
		r.write("local.yaml", lossRules+strings.Repeat("# more\n", looks))
	}
	for _, by := range []asking{byRequest, byChange} {
		r.write("local.yaml", lossRules)
		if err := r.reload(by); err == nil || !strings.Contains(err.Error(), "still being written; try again") {
			t.Errorf("files that are written without end: %v", err)
		}
	}
}
