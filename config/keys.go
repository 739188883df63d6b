package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"scimshim/config/tree"
)

// orInClear is the Default of a key that names the file of a secret.
const orInClear = tree.Required + ", or `%s`"

// Keys describes each key that Load reads, in the order in which people write them.
func Keys() []tree.KeyDoc {
	auth := "routes[].target.auth"
	keys := []tree.KeyDoc{
		tree.Doc("listen", "host:port", code(DefaultListen),
			"where clients are served; `:8443` is every address of the host"),
	}
	keys = append(append(keys, adminKeys()...), []tree.KeyDoc{
		tree.Doc("tls", "mapping", "plain HTTP",
			"the certificate of `listen`; the files are read again when they change"),
		tree.Doc("tls.cert_file", "path", tree.Required, "the chain in PEM, the certificate of the host first"),
		tree.Doc("tls.key_file", "path", tree.Required, "its key in PEM"),
		tree.Doc("connections_per_source", "0 to "+strconv.Itoa(maxPerSource), "half of all that there is room for, "+
			"2,048 at most",
			"connections at `listen` from one address, or one /64 of IPv6, at once; `0` is any number, for a balancer "+
				"in front that keeps more open"),
		tree.Doc("log_level", oneOf(levelNames), code("info"),
			"lines below it are not written; `serve --log-level` goes before it"),
		tree.Doc("log_requests", oneOf(lineNames), code(string(LogAll)),
			"which requests have a line: each one, those that failed (a 404 to GET or DELETE did not), or none"),
		tree.Doc("drain", duration(minDrain, maxDrain), "longest time-out of a target and "+brief(DrainMargin),
			"how long requests may go on after SIGTERM"),
		tree.Doc("routes", "list", tree.Required, "services that clients are given, each with one target"),
		tree.Doc("routes[].name", "name", tree.Required, "the route in metrics and the log"),
		tree.Doc("routes[].path", "path", code(DefaultPath),
			"base path at `listen`; none may be the start of another's"),
		tree.Doc("routes[].public_url", "URL", "the path, or the address of a loopback `listen`",
			"the base URL that clients use, for `meta.location` "+
				"and `$ref`; give it where something in front of the proxy ends TLS"),
		tree.Doc("routes[].target", "mapping", tree.Required, "the SCIM service behind the route"),
		tree.Doc("routes[].target.url", "URL", tree.Required, "its base URL, up to what comes before `/Users`"),
		tree.Doc("routes[].target.timeout", duration(minTimeout, maxTimeout), code(brief(DefaultTimeout)),
			"for each exchange with the target as a whole"),
		tree.Doc("routes[].target.max_connections",
			"1 to "+strconv.Itoa(maxConnections), code(strconv.Itoa(DefaultMaxConnections)),
			"connections to the target at once; a request that finds none free is answered 503"),
		tree.Doc("routes[].target.reuse", oneOf([]string{string(ReuseAuto), string(ReuseAlways), string(ReuseNever)}),
			code(string(ReuseAuto)), "whether a connection serves several requests: `auto` until the target sends a "+
				"byte that nobody asked for, which ends it until the process starts anew; `true` is `always`, and "+
				"`false` is `never`"),
		tree.Doc("routes[].target.proxy", "`env`, `none` or URL", code(ProxyEnv),
			"the forward proxy for connections to the target and to its `token_url`, such as "+
				"`http://proxy.example.com:3128`; `env` is what `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say"),
		tree.Doc("routes[].target.ca_file", "path", "the system's authorities",
			"authorities in PEM that are trusted beside the system's; read again when it changes"),
		tree.Doc("routes[].target.client_cert_file", "path", "none",
			"the certificate that the target is shown if it asks for one; read again when it changes"),
		tree.Doc("routes[].target.client_key_file", "path", "none", "its key in PEM"),
		tree.Doc(auth, "`pass` or mapping", tree.Required,
			"what the target is shown: `pass`, or exactly one of the keys below"),
		tree.Doc(auth+".pass", "`true`", "", "the client's own `Authorization` is passed on; as `auth: pass`"),
		tree.Doc(auth+".bearer_file", "path", "", "the file of a bearer token"),
		tree.Doc(auth+".bearer", "string", "", "the token itself; write `${NAME}`, out of the environment"),
	}...)
	return append(append(keys, credentialKeys(auth)...), clientKeys()...)
}

// credentialKeys are those of the credentials that have more than one part.
func credentialKeys(auth string) []tree.KeyDoc {
	return []tree.KeyDoc{
		tree.Doc(auth+".basic", "mapping", "", "a user and a password (RFC 7617)"),
		tree.Doc(auth+".basic.user", "string", tree.Required, "the user"),
		tree.Doc(auth+".basic.password_file", "path", fmt.Sprintf(orInClear, "password"), "the file of the password"),
		tree.Doc(auth+".basic.password", "string", "", "the password itself; write `${NAME}`"),
		tree.Doc(auth+".client_credentials", "mapping", "",
			"a token of an OAuth server (RFC 6749, section 4.4), fetched anew in the background before it ends, and "+
				"when the target refuses it"),
		tree.Doc(auth+".client_credentials.token_url", "URL", tree.Required, "where the token is fetched"),
		tree.Doc(auth+".client_credentials.client_id", "string", tree.Required, "the proxy's name there"),
		tree.Doc(auth+".client_credentials.client_secret_file", "path", fmt.Sprintf(orInClear, "client_secret"),
			"the file of its secret"),
		tree.Doc(auth+".client_credentials.client_secret", "string", "", "the secret itself; write `${NAME}`"),
		tree.Doc(auth+".client_credentials.scopes", "string or list", "none", "the scopes that are asked for"),
	}
}

// clientKeys are those of a route that are about its clients and rules.
func clientKeys() []tree.KeyDoc {
	return []tree.KeyDoc{
		tree.Doc("routes[].clients", "list or mapping", tree.Required, "who may use the route, or `{none: true}`"),
		tree.Doc("routes[].clients.none", "`true`", tree.Required,
			"anybody who reaches `listen`, which must be loopback then"),
		tree.Doc("routes[].clients[].none", "`true`", "", "the same, as the only item of the list"),
		tree.Doc("routes[].clients[].name", "name", tree.Required, "the client, for people who read the file"),
		tree.Doc("routes[].clients[].bearer_file", "path", fmt.Sprintf(orInClear, "bearer"),
			"the file of the token that it "+
				"shows; Entra calls it the Secret Token"),
		tree.Doc("routes[].clients[].bearer", "string", "", "the token itself; write `${NAME}`"),
		tree.Doc("routes[].rules", "list", tree.Required,
			"packs and files, read in order: a name such as `entra`, a path "+
				"such as `./local.yaml`, or a mapping"),
		tree.Doc("routes[].rules[].pack", "string", tree.Required, "the name or path, where parameters are given"),
		tree.Doc("routes[].rules[].with", "mapping", "the file's defaults",
			"values of the parameters that the pack or file declares"),
		tree.Doc("routes[].resources", "list", code(strings.Join(DefaultResources(), ", ")),
			"the endpoints of the route; those of "+
				"discovery are always there"),
		tree.Doc("routes[].max_concurrent", "1 to "+strconv.Itoa(maxConnections), "those of the process, 1024",
			"requests served at once, so that a slow target leaves places to other routes; "+
				"the next one is answered 503"),
		tree.Doc("routes[].request_id_in_errors", "boolean", code("true"),
			"whether the `detail` of each error ends with the "+
				"request's id"),
	}
}

func code(s string) string { return "`" + s + "`" }

func oneOf(words []string) string { return code(strings.Join(words, "`, `")) }

func duration(least, most time.Duration) string {
	return "duration, " + brief(least) + " to " + brief(most)
}
