package config_test

import (
	"errors"
	"strings"
	"testing"

	"scimshim/config"
	"scimshim/config/tree"
)

// faulty checks that data has exactly these faults, given without the file.
func faulty(t *testing.T, data string, want ...string) {
	t.Helper()
	_, err := config.Load("c.yaml", []byte(data), env)
	var faults tree.Errors
	if !errors.As(err, &faults) {
		t.Errorf("no faults, want %q\nin:\n%s", want, data)
		return
	}
	got := strings.ReplaceAll(faults.Error(), "c.yaml:", "")
	if got != strings.Join(want, "\n") {
		t.Errorf("got:\n%s\nwant:\n%s\nin:\n%s", got, strings.Join(want, "\n"), data)
	}
}

const (
	addressForm = "expected host:port, such as 127.0.0.1:8080, or :8443 for every address of this host"
	nameForm    = "expected a name: a lower-case letter, then lower-case letters, digits and hyphens, at most 63"
	hostForm    = "expected a host name without port, such as scimshim.internal"
	pathForm    = "expected a path such as /scim/v2: segments of letters, digits and -._~ " +
		"that do not start with a dot, and no slash at the end"
	urlForm = "expected an absolute URL that starts with https:// or http://"
	urlHost = "expected a URL with a host name or address, and a port from 1 to 65535 if any"
	urlPath = "expected a URL whose path is segments of letters, digits and -._~ " +
		"that do not start with a dot"
	urlTail     = "expected a URL without query and fragment"
	urlUser     = "expected a URL without user and password; put them under auth"
	sourceForm  = "expected the name of a pack, such as entra, or a file, such as ./local.yaml"
	authKeys    = "expected exactly one of: pass, bearer_file, bearer, basic, client_credentials"
	clientsNeed = "without clients the proxy must listen on a loopback address, such as 127.0.0.1:8080; " +
		"otherwise name a client with its bearer_file"
)

// sound is a configuration of one route whose first lines are free.
const sound = `
routes:
- {name: a, clients: {none: true}, rules: [], target: {url: 'https://example.com', auth: pass}}
`

func TestLoadFaultsOfTheProcess(t *testing.T) {
	f := func(lines string, want ...string) {
		t.Helper()
		faulty(t, lines+sound, want...)
	}
	f("listen: 8080", "1:9: "+addressForm)
	f("listen: localhost", "1:9: "+addressForm)
	f("listen: '127.0.0.1:65536'", "1:9: "+addressForm)
	f("listen: '127.0.0.1:http'", "1:9: "+addressForm)
	f("listen: '[::1'", "1:9: "+addressForm)
	f("listen: 'a b:80'", "1:9: "+addressForm)
	f("listen:", "1:8: expected a string, found nothing")
	f("admin: [1]", "1:8: expected a string, found a list")
	f("admin: {listen: a, bearer: b, bearer_file: c, tls: {}, host: d}", "1:17: "+addressForm,
		"1:28: expected exactly one of: bearer_file, bearer", `1:52: missing "cert_file"`, `1:52: missing "key_file"`,
		`1:56: unknown key "host"; did you mean "hosts"?`)
	f("admin: {listen: 0.0.0.0:8080}", "1:8: listen and admin have the same address; give each its own")
	f("admin: {hosts: ['a:1', 'b c', 'https://d', '']}", "1:17: "+hostForm, "1:24: "+hostForm, "1:31: "+hostForm,
		"1:44: "+hostForm)
	f("listen: 127.0.0.1:9464", "1:9: listen and admin have the same address; give each its own")
	f("admin: 0.0.0.0:8080", "1:8: listen and admin have the same address; give each its own")
	f("listen: 0.0.0.0:80", "3:22: "+clientsNeed)
	f("listen: ':80'", "3:22: "+clientsNeed)
	f("listen: 'proxy.example.com:80'", "3:22: "+clientsNeed)
	f("listen: '${NOBODY}:80'", "1:10: ${NOBODY} has no value")
	f("tls: {cert_file: a}", `1:6: missing "key_file"`)
	f("tls: {key_file: a, ca: b}", `1:6: missing "cert_file"`,
		`1:20: unknown key "ca"; expected one of: cert_file, key_file`)
	f("tls:", `1:5: missing "cert_file"`, `1:5: missing "key_file"`)
	f("drain: 30", "1:8: expected a duration with its unit: write 30s")
	f("drain: 2h", "1:8: expected a duration from 1s to 1h")
	f("drain: 0s", "1:8: expected a duration from 1s to 1h")
	f("drain: [1s]", "1:8: expected a duration such as 30s or 5m, found a list")
	f("index: {max_age: 5m}",
		`1:1: unknown key "index"; expected one of: admin, connections_per_source, drain, listen, log_level, `+
			`log_requests, routes, state, tls`)
	f("connections_per_source: -1", "1:25: expected a whole number from 0 to 1000000")
	f("connections_per_source: many", "1:25: expected a whole number from 0 to 1000000, found a string")
	f("adminn: 127.0.0.1:1",
		`1:1: unknown key "adminn"; did you mean "admin"?`)
}

func TestLoadFaultsOfRoutes(t *testing.T) {
	faulty(t, "admin: 127.0.0.1:1", `1:1: missing "routes"`)
	faulty(t, "routes:", "1:8: expected at least one route")
	faulty(t, "routes: []", "1:9: expected at least one route")
	faulty(t, "routes: {name: a}", "1:9: expected a list, found a mapping")
	faulty(t, "routes: [{}]", `1:10: missing "name"`, `1:10: missing "target"`,
		`1:10: missing "rules"`, `1:10: missing "clients"`)
	f := func(route string, want ...string) {
		t.Helper()
		faulty(t, "routes:\n- {clients: {none: true}, target: {url: 'https://example.com', auth: pass},\n"+
			route+"}", want...)
	}
	f("name: Entra, rules: []", "3:7: "+nameForm)
	f("name: a_b, rules: []", "3:7: "+nameForm)
	f("name: none, rules: []",
		`3:7: metrics use "none" for requests outside all routes; choose another name`)
	f("name: "+strings.Repeat("a", 64)+", rules: []", "3:7: "+nameForm)
	for _, path := range strings.Fields("'' / scim /scim/ //scim /scim/../x /scim/. /a%2fb /a;b") {
		f("name: a, rules: [], path: "+path, "3:27: "+pathForm)
	}
	f("name: a, rules: [], public_url: scim.example.com", "3:33: "+urlForm)
	f("name: a, rules: entra", "3:17: expected a list, found a string")
	f("name: a, rules: [Entra, 'a b', {with: {a: b}}, [entra], '']", "3:18: "+sourceForm, "3:25: "+sourceForm,
		`3:32: missing "pack"`, "3:48: expected a string, found a list", "3:57: "+sourceForm)
	f("name: a, rules: [entra, {pack: entra}]", "3:25: listed twice; the first is at line 3")
	f("name: a, rules: [./a.yaml, ../conf/../a.yaml, a.yaml]", "3:47: listed twice; the first is at line 3")
	f("name: a, rules: [{pack: entra, with: {a: [b]}, wiht: {}}]", "3:42: expected a string, found a list",
		`3:48: unknown key "wiht"; did you mean "with"?`)
	f("name: a, rules: [], rate_limit: 5, capture: true",
		`3:21: unknown key "rate_limit"; expected one of: clients, guard, max_concurrent, name, path, public_url, request_id_in_errors, resources, rules, target`,
		`3:36: unknown key "capture"; expected one of: clients, guard, max_concurrent, name, path, public_url, request_id_in_errors, resources, rules, target`)
}

func TestLoadFaultsOfResources(t *testing.T) {
	f := func(resources string, want ...string) {
		t.Helper()
		faulty(t, "routes:\n- {name: a, clients: {none: true}, target: {url: 'https://example.com', auth: pass}, rules: [],\n"+
			"  resources: "+resources+"}", want...)
	}
	const form = "expected the name of an endpoint, such as Users, without a slash"
	f("[]", "3:14: expected at least one endpoint, such as Users")
	f("Users", "3:14: expected a list, found a string")
	f("[/Users, '', 'a b']", "3:15: "+form, "3:23: "+form, "3:27: "+form)
	f("[users, Groups, groups]", "3:15: the endpoint is named Users", "3:30: the endpoint is named Groups")
	f("[Users, Users]", "3:22: listed twice")
	f("[Users, Me, bulk]", "3:22: "+past, "3:26: "+past)
	f("[Users, other]", `3:22: metrics use "other" for requests to all other endpoints`)
	f("[Schemas]", "3:14: expected at least one endpoint, such as Users")
}

const past = "this endpoint would bypass the rules of the resources, and is not served"

func TestLoadResources(t *testing.T) {
	f := func(resources, want string) {
		t.Helper()
		c := load(t, "routes:\n- {name: a, clients: {none: true}, target: {url: 'https://example.com', auth: pass}, rules: [entra]"+
			resources+"}")
		if got := strings.Join(c.Routes[0].Endpoints(), " "); got != want {
			t.Errorf("%s\n got %s\nwant %s", resources, got, want)
		}
	}
	f("", "Users Groups Schemas ResourceTypes ServiceProviderConfig")
	f(", resources: [Users]", "Users Schemas ResourceTypes ServiceProviderConfig")
	f(", resources: [Roles, Schemas, Users]", "Roles Users Schemas ResourceTypes ServiceProviderConfig")
}

func TestLoadFaultsBetweenRoutes(t *testing.T) {
	const rest = "clients: {none: true}, rules: [], target: {url: 'https://example.com', auth: pass}}\n"
	f := func(first, second string, want ...string) {
		t.Helper()
		faulty(t, "routes:\n- {"+first+rest+"- {"+second+rest, want...)
	}
	const above = "the path overlaps that of the route at line 2; no path may be the beginning of another"
	f("name: a, ", "name: b, path: /b, name: c, ",
		`3:23: duplicate key "name"; the first is at line 3, column 4`)
	f("name: a, ", "path: /b, name: a, ", "3:20: duplicate name; the first is at line 2")
	f("name: a, ", "name: b, ", "3:3: "+above)
	f("name: a, path: /scim, ", "name: b, path: /scim/v2, ", "3:19: "+above)
	f("name: a, path: /scim/v2/a, ", "name: b, ", "3:3: "+above)
	load(t, "routes:\n- {name: a, path: /scim/v2, "+rest+"- {name: b, path: /scim/v22, "+rest)
}

func TestLoadFaultsOfTargets(t *testing.T) {
	f := func(target string, want ...string) {
		t.Helper()
		faulty(t, "routes:\n- {name: a, clients: {none: true}, rules: [], target:\n"+target+"}", want...)
	}
	f(" {auth: pass}", `3:2: missing "url"`)
	f(" {url: 'https://example.com'}", `3:2: missing "auth"`)
	f(" https://example.com", "3:2: expected a mapping, found a string")
	url := func(url, want string) {
		t.Helper()
		f(" {auth: pass, url: '"+url+"'}", "3:20: "+want)
	}
	url("", urlForm)
	url("example.com/scim", urlForm)
	url("/scim", urlForm)
	url("ftp://example.com", urlForm)
	url("https:example.com", urlForm)
	url("https://exa mple.com", urlForm)
	url("https://", urlHost)
	url("https://:443", urlHost)
	url("https://example.com:", urlHost)
	url("https://example.com:0", urlHost)
	url("https://example.com:70000", urlHost)
	url("https://user:secret@example.com", urlUser)
	url("https://example.com/scim?", urlTail)
	url("https://example.com/scim?a=b", urlTail)
	url("https://example.com/scim#", urlTail)
	url("https://example.com/scim/../x", urlPath)
	url("https://example.com/a%2fb", urlPath)
	url("https://example.com//", urlPath)
	f(" {auth: pass, url: 'https://example.com', timeout: 1ms}", "3:52: expected a duration from 10ms to 10m")
	f(" {auth: pass, url: 'https://example.com', timeout: -1s}", "3:52: expected a duration such as 30s or 5m")
	f(" {auth: pass, url: 'https://example.com', max_connections: 0, reuse: yes}",
		"3:60: expected a whole number from 1 to 10000", "3:70: expected one of: auto, always, never, true, false")
}

func TestLoadFaultsOfAuth(t *testing.T) {
	f := func(auth string, want ...string) {
		t.Helper()
		faulty(t, "routes:\n- {name: a, clients: {none: true}, rules: [], "+
			"target: {url: 'https://example.com', auth:\n"+auth+"}}", want...)
	}
	f(" none", "3:2: expected pass, or a mapping with one of: bearer_file, basic, client_credentials")
	f(" [pass]", "3:2: expected a mapping, found a list")
	f(" {}", "3:2: "+authKeys)
	f(" {pass: false}", "3:9: expected true; or choose another credential")
	f(" {pass: true, bearer_file: f}", "3:28: "+authKeys)
	f(" {bearer: '${TOKEN}', bearer_file: f}", "3:11: "+authKeys)
	f(" {bearer: '${EMPTY}'}", "3:11: expected a non-empty string")
	f(" {bearer_file: ''}", "3:16: expected a non-empty string")
	f(" {bearer: '${NOBODY}'}", "3:12: ${NOBODY} has no value")
	f(" {token_file: f}", "3:2: "+authKeys, `3:3: unknown key "token_file"; expected one of: `+
		"basic, bearer, bearer_file, client_credentials, pass")
	f(" {basic: {user: ''}}", `3:10: missing "password_file"`, "3:17: expected a non-empty string")
	f(" {basic: {user: a, password: '${TOKEN}', password_file: f, realm: b}}",
		"3:30: expected exactly one of: password_file, password",
		`3:60: unknown key "realm"; expected one of: password, password_file, user`)
	f(" {client_credentials: {token_url: example.com, scope: a}}",
		`3:23: missing "client_id"`, `3:23: missing "client_secret_file"`, "3:35: "+urlForm,
		`3:48: unknown key "scope"; did you mean "scopes"?`)
}

func TestLoadFaultsOfClients(t *testing.T) {
	f := func(clients string, want ...string) {
		t.Helper()
		faulty(t, "routes:\n- {name: a, rules: [], target: {url: 'https://example.com', auth: pass}, clients:\n"+
			clients+"}", want...)
	}
	f(" {none: false}", "3:9: expected true; or write a list of clients instead of the mapping")
	f(" {none: yes}", "3:9: expected true or false")
	f(" {}", `3:2: missing "none"`)
	f(" {name: a, bearer_file: f}", `3:2: missing "none"`, `3:3: unknown key "name"; expected one of: none`,
		`3:12: unknown key "bearer_file"; expected one of: none`)
	f(" [{none: true}, {name: a, bearer_file: f}]", "3:3: none: true lets anybody use the route, whatever other "+
		"clients are listed; keep only one of the two")
	f(" [{name: a, bearer_file: f}, {none: true}]", "3:30: none: true lets anybody use the route, whatever other "+
		"clients are listed; keep only one of the two")
	f(" [{none: false}]", "3:10: expected true; or write a list of clients instead of the mapping")
	f(" none", "3:2: expected a list, found a string")
	f(" []", "3:2: expected at least one client, or {none: true}")
	f(" [{name: entra}, {bearer_file: f}]", `3:3: missing "bearer_file"`, `3:18: missing "name"`)
	f(" [{name: a, bearer_file: f}, {name: a, bearer_file: g}]", "3:37: duplicate name; the first is at line 3")
	f(" [{name: a b, bearer_file: f, token: g}]", "3:10: "+nameForm,
		`3:31: unknown key "token"; expected one of: bearer, bearer_file, name`)
}

// No fault and no doubt shows a secret, wherever in the file it was put.
func TestLoadShowsNoSecret(t *testing.T) {
	const secret = "Tok3n+secret/value="
	for _, key := range []string{
		"listen", "admin", "drain", "tls", "routes", "name", "path", "public_url", "url", "auth", "timeout",
		"bearer", "password", "token_url", "clients", "none", "rules", "max_connections",
	} {
		data := "listen: l\nadmin: a\ndrain: d\ntls: t\nroutes:\n- name: n\n  path: p\n  public_url: p\n" +
			"  target: {url: u, auth: {bearer: b, basic: {user: u, password: p}}, timeout: t, max_connections: m}\n" +
			"  clients: {none: n}\n  rules: r\n- {clients: [{bearer: b}], target: {auth: {client_credentials: " +
			"{token_url: t}}}}\n"
		at := strings.Index(data, key+": ")
		if at < 0 {
			at = strings.Index(data, key+":\n")
		}
		at += len(key) + 1
		_, err := config.Load("c.yaml", []byte(data[:at]+" '"+secret+"'"+data[at:][1:]), env)
		if err == nil {
			t.Errorf("%s: no faults", key)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: a fault shows the value:\n%v", key, err)
		}
	}
}
