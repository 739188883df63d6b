package config_test

import (
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"scimshim/config"
	"scimshim/config/tree"
)

// env has the variables of the tests.
func env(name string) (string, bool) {
	value, ok := map[string]string{
		"TOKEN": "0815", "EMPTY": "", "CREDENTIALS_DIRECTORY": "/run/credentials/scimshim",
		"POD_IP": "192.0.2.7", "WAIT": "45s",
	}[name]
	return value, ok
}

func load(t *testing.T, data string) *config.Config {
	t.Helper()
	c, err := config.Load("conf/c.yaml", []byte(data), env)
	if err != nil {
		t.Fatalf("%v\nin:\n%s", err, data)
	}
	return c
}

// place is a position of the file of the tests.
func place(line, column int) tree.Position {
	return tree.Position{File: "conf/c.yaml", Line: line, Column: column}
}

// A route that anybody may use is written by itself or as the only item of the list (T16).
func TestLoadNoClients(t *testing.T) {
	for _, clients := range []string{"{none: true}", "[{none: true}]", "\n      - none: true", "\n      - {none: true}"} {
		c := load(t, "routes:\n  - name: a\n    target: {url: \"https://example.com/scim/\", auth: pass}\n    clients: "+
			clients+"\n    rules: [entra]\n")
		if !c.Routes[0].NoClientAuth || len(c.Routes[0].Clients) > 0 {
			t.Errorf("%s: %+v", clients, c.Routes[0])
		}
	}
}

func TestLoadDefaults(t *testing.T) {
	got := load(t, `
routes:
  - name: a
    target: {url: "https://example.com/scim/", auth: pass}
    clients: {none: true}
    rules: [entra]
`)
	want := &config.Config{
		State:  config.State{Entries: config.DefaultStateEntries, Bytes: config.DefaultStateBytes},
		File:   "conf/c.yaml",
		Listen: "127.0.0.1:8080",
		Admin:  "127.0.0.1:9464",
		Drain:  35 * time.Second, LogRequests: config.LogAll,
		ListenPos: place(2, 1), AdminPos: place(2, 1),
		Routes: []config.Route{{
			Name: "a",
			Path: "/scim/v2",
			Target: config.Target{
				URL: "https://example.com/scim", Auth: config.Auth{Kind: config.Pass},
				Timeout: 30 * time.Second, MaxConnections: 64, Reuse: config.ReuseAuto, Egress: usualEgress(place(4, 13)),
			},
			NoClientAuth: true,
			Rules:        []config.RuleSource{{Name: "entra", Pos: place(6, 13)}},
			Pos:          place(3, 5),
		}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestLoadEverything(t *testing.T) {
	got := load(t, `
listen: ":8443"
tls: {cert_file: tls.crt, key_file: "${CREDENTIALS_DIRECTORY}/tls.key"}
admin: "${POD_IP}:0"
drain: 1m
routes:
  - name: servicenow
    path: /scim/now
    public_url: https://scim.example.com/now/
    target:
      url: https://example.service-now.com/api/now/scim
      auth:
        client_credentials:
          token_url: https://example.service-now.com/oauth_token.do
          client_id: proxy
          client_secret_file: ../secret
          scopes: [scim, useraccount]
      timeout: ${WAIT}
      max_connections: 8
      reuse: false
    clients:
      - {name: entra, bearer_file: entra.token}
      - {name: entra-next, bearer: "${TOKEN}"}
    rules:
      - entra
      - pack: servicenow
        with: {unknown_attributes: refuse, page: 50}
      - ./local.yaml
      - {pack: /etc/more.yml}
`)
	want := &config.Config{
		State:  config.State{Entries: config.DefaultStateEntries, Bytes: config.DefaultStateBytes},
		File:   "conf/c.yaml",
		Listen: ":8443",
		TLS: &config.TLS{CertFile: "conf/tls.crt", KeyFile: "/run/credentials/scimshim/tls.key",
			CertPos: place(3, 18), KeyPos: place(3, 37)},
		ListenPos: place(2, 9), AdminPos: place(4, 8),
		Admin: "192.0.2.7:0",
		Drain: time.Minute, LogRequests: config.LogAll,
		Routes: []config.Route{{
			Name: "servicenow", Path: "/scim/now", PublicURL: "https://scim.example.com/now",
			Target: config.Target{
				URL: "https://example.service-now.com/api/now/scim",
				Auth: config.Auth{
					Kind: config.ClientCredentials, Secret: config.Secret{File: "secret", Pos: place(16, 31)},
					TokenURL: "https://example.service-now.com/oauth_token.do",
					ClientID: "proxy", Scopes: []string{"scim", "useraccount"},
				},
				Timeout: 45 * time.Second, MaxConnections: 8, Reuse: config.ReuseNever, Egress: usualEgress(place(11, 7)),
			},
			Clients: []config.Client{
				{Name: "entra", Bearer: config.Secret{File: "conf/entra.token", Pos: place(22, 36)}},
				{Name: "entra-next", Bearer: config.Secret{Text: "0815", Pos: place(23, 36)}},
			},
			Rules: []config.RuleSource{
				{Name: "entra", Pos: place(25, 9)},
				{Name: "servicenow", Pos: place(26, 9), With: []config.Param{
					{Name: "unknown_attributes", Value: "refuse", Pos: place(27, 36)},
					{Name: "page", Value: "50", Pos: place(27, 50)},
				}},
				{Name: "conf/local.yaml", IsFile: true, Pos: place(28, 9)},
				{Name: "/etc/more.yml", IsFile: true, Pos: place(29, 9)},
			},
			Pos: place(7, 5),
		}},
		Doubts: got.Doubts, // see TestLoadDoubts
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	files := config.Files(got)
	if want := []string{"conf/c.yaml", "conf/local.yaml", "/etc/more.yml"}; !reflect.DeepEqual(files, want) {
		t.Errorf("files %q, want %q", files, want)
	}
}

// A route serves as many requests at once as it is told.
func TestLoadMaxConcurrent(t *testing.T) {
	const route = "routes:\n- {name: a, target: {url: 'https://example.com', auth: pass}, clients: {none: true}, rules: []"
	if c := load(t, route+", max_concurrent: 64}\n"); c.Routes[0].MaxConcurrent != 64 {
		t.Errorf("%+v", c.Routes[0])
	}
	if c := load(t, route+"}\n"); c.Routes[0].MaxConcurrent != 0 {
		t.Errorf("%+v", c.Routes[0])
	}
	faulty(t, route+", max_concurrent: 0}\n", "2:113: expected a whole number from 1 to 10000")
}

func TestLoadAuth(t *testing.T) {
	f := func(auth string, want config.Auth) {
		t.Helper()
		c := load(t, "routes:\n- {name: a, target: {url: 'https://example.com', auth: "+auth+
			"}, clients: {none: true}, rules: []}\n")
		got := c.Routes[0].Target.Auth
		if got.Secret.Pos.Line != 2 && got.Kind != config.Pass {
			t.Errorf("%s: no place", auth)
		}
		if got.Secret.Pos = (tree.Position{}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", auth, got, want)
		}
	}
	text := config.Secret{Text: "0815"}
	f(`pass`, config.Auth{Kind: config.Pass})
	f(`{pass: true}`, config.Auth{Kind: config.Pass})
	f(`{bearer_file: t}`, config.Auth{Kind: config.Bearer, Secret: config.Secret{File: "conf/t"}})
	f(`{bearer: "${TOKEN}"}`, config.Auth{Kind: config.Bearer, Secret: text})
	f(`{basic: {user: scim, password_file: /p}}`,
		config.Auth{Kind: config.Basic, User: "scim", Secret: config.Secret{File: "/p"}})
	f(`{basic: {user: scim, password: "${TOKEN}"}}`,
		config.Auth{Kind: config.Basic, User: "scim", Secret: text})
	f(`{client_credentials: {token_url: 'http://localhost:1/t', client_id: 1, client_secret: "${TOKEN}"}}`,
		config.Auth{Kind: config.ClientCredentials, TokenURL: "http://localhost:1/t", ClientID: "1", Secret: text})
}

func TestLoadWithoutEnvironment(t *testing.T) {
	c, err := config.Load("c.yaml", []byte("routes:\n- {name: a, target: {url: 'https://example.com', "+
		"auth: {bearer: '${TOKEN}'}}, clients: {none: true}, rules: []}\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Routes[0].Target.Auth.Secret.Text; got != "${TOKEN}" {
		t.Errorf("the token is %q", got)
	}
}

const (
	openAdmin = "anybody who can reach the admin address can read the metrics and trigger a reload; use " +
		"127.0.0.1 or an address of a trusted network, or require a token with admin.bearer_file"
	clearText   = "over http the credential and all data are sent in plain text; use https"
	passesToken = "with auth: pass, the token that authenticates the client to the proxy is also passed on to " +
		"the target; give the target its own credential, or remove the clients' tokens"
)

// inClear is what is said of a secret that a file has as the value of a key.
func inClear(key string) string {
	return "a secret in plain text; put it in a file and give its name as " + key + "_file, or put it in the " +
		"environment: ${NAME}"
}

func TestLoadDoubts(t *testing.T) {
	c := load(t, `
listen: 127.0.0.1:0
admin: ":9464"
drain: 5s
routes:
  - name: a
    clients:
      - {name: x, bearer: letmein}
      - {name: y, bearer: "${TOKEN}"}
    target: {url: "http://example.com", auth: {basic: {user: a, password: "letme$$in"}}}
    rules: [entra]
  - name: b
    path: /b
    clients: [{name: x, bearer_file: x}]
    target: {url: "http://127.0.0.1:8081", auth: pass}
    rules: [entra]
  - name: c
    path: /c
    clients: {none: true}
    target:
      url: https://example.com
      auth: {client_credentials: {token_url: "http://example.com", client_id: a, client_secret: hi}}
    rules: []
`)
	got := strings.ReplaceAll(c.Doubts.Error(), "conf/c.yaml:", "")
	want := strings.Join([]string{
		"3:8: " + openAdmin,
		"4:8: shorter than the timeout of a target, 30s; a shutdown may abort requests that were accepted",
		"8:27: " + inClear("bearer"),
		"10:19: " + clearText,
		"10:75: " + inClear("password"),
		"15:50: " + passesToken,
		"22:46: " + clearText,
		"22:97: " + inClear("client_secret"),
		"23:12: without rules everything is passed on unchanged, even filters that the target does not understand",
	}, "\n")
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// The level of the log and the id in errors have their defaults, and are as they are
// written.
func TestLoadLogging(t *testing.T) {
	const route = "routes:\n- {name: a, clients: {none: true}, rules: [], " +
		"target: {url: 'https://example.com', auth: pass}"
	f := func(head, tail string, level slog.Level, hide bool) {
		t.Helper()
		c := load(t, head+route+tail+"}\n")
		if c.LogLevel != level || c.Routes[0].HideRequestID != hide {
			t.Errorf("%s%s: level %s, hidden %v", head, tail, c.LogLevel, c.Routes[0].HideRequestID)
		}
	}
	f("", "", slog.LevelInfo, false)
	f("log_level: debug\n", ", request_id_in_errors: true", slog.LevelDebug, false)
	f("log_level: info\n", ", request_id_in_errors: false", slog.LevelInfo, true)
	f("log_level: warn\n", "", slog.LevelWarn, false)
	f("log_level: error\n", "", slog.LevelError, false)
	faulty(t, "log_level: warning\n"+route+", request_id_in_errors: no}\n",
		`1:12: expected one of: debug, info, warn, error`, "3:119: expected true or false")
}

// All requests have a line unless the configuration says otherwise.
func TestLoadLogRequests(t *testing.T) {
	const route = "routes:\n- {name: a, clients: {none: true}, rules: [], " +
		"target: {url: 'https://example.com', auth: pass}}\n"
	for head, want := range map[string]config.LogRequests{
		"":                       config.LogAll,
		"log_requests: all\n":    config.LogAll,
		"log_requests: errors\n": config.LogErrors,
		"log_requests: none\n":   config.LogNone,
	} {
		if got := load(t, head+route).LogRequests; got != want {
			t.Errorf("%s: %s", head, got)
		}
	}
	faulty(t, "log_requests: some\n"+route, "1:15: expected one of: all, errors, none")
}

// A bound that is not given is the proxy's, and 0 is none.
func TestLoadConnectionsPerSource(t *testing.T) {
	f := func(line string, want int) {
		t.Helper()
		c := load(t, line+"routes:\n- {name: a, clients: {none: true}, rules: [entra], "+
			"target: {url: 'https://example.com', auth: pass}}\n")
		if c.PerSource != want {
			t.Errorf("%q: %d, want %d", line, c.PerSource, want)
		}
	}
	f("", 0)
	f("connections_per_source: 100\n", 100)
	f("connections_per_source: 0\n", config.AnyNumber)
}

// The admin address may have a token, a certificate and names of its own.
func TestLoadAdmin(t *testing.T) {
	const route = "routes:\n- {name: a, clients: {none: true}, rules: [entra], " +
		"target: {url: 'https://example.com', auth: pass}}\n"
	c := load(t, `admin:
  listen: ":9464"
  bearer_file: admin.token
  tls: {cert_file: a.crt, key_file: a.key}
  hosts: [scimshim.internal, scimshim]
`+route)
	want := config.Access{
		Bearer: config.Secret{File: "conf/admin.token", Pos: place(3, 16)},
		TLS:    &config.TLS{CertFile: "conf/a.crt", KeyFile: "conf/a.key", CertPos: place(4, 20), KeyPos: place(4, 37)},
		Hosts:  []string{"scimshim.internal", "scimshim"},
	}
	if c.Admin != ":9464" || c.AdminPos != place(2, 11) || !reflect.DeepEqual(c.Access, want) || len(c.Doubts) > 0 {
		t.Errorf("got %q at %v, %+v, doubts %v", c.Admin, c.AdminPos, c.Access, c.Doubts)
	}
	c = load(t, "admin: {}\n"+route)
	if c.Admin != config.DefaultAdmin || !c.Access.Same(&config.Access{}) {
		t.Errorf("an empty mapping is %q, %+v", c.Admin, c.Access)
	}
	for _, other := range []config.Access{{}, {Bearer: want.Bearer}, {TLS: want.TLS}, {Hosts: want.Hosts}} {
		if other.Same(&want) || !other.Same(&other) {
			t.Errorf("%+v is taken for another", other)
		}
	}
}

// An address of its own is a decision, and so is a public URL by https.
func TestLoadWithoutDoubts(t *testing.T) {
	c := load(t, `
listen: "192.0.2.7:8080"
admin: "192.0.2.7:9464"
routes:
  - name: a
    public_url: https://scim.example.com/scim/v2
    clients: [{name: x, bearer_file: x}]
    target: {url: "https://example.com", auth: {bearer_file: y}}
    rules: [entra]
`)
	if len(c.Doubts) > 0 {
		t.Errorf("got:\n%v", c.Doubts)
	}
}
