package config

import (
	"fmt"
	"slices"
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
			"the address that clients connect to; `:8443` means every address of the host"),
	}
	keys = append(append(keys, adminKeys()...), []tree.KeyDoc{
		tree.Doc("tls", "mapping", "plain HTTP",
			"the certificate of `listen`; its files are read again when they change"),
		tree.Doc("tls.cert_file", "path", tree.Required, "the chain in PEM, the certificate of the host first"),
		tree.Doc("tls.key_file", "path", tree.Required, "its key in PEM"),
		tree.Doc("connections_per_source", "0 to "+strconv.Itoa(maxPerSource), "half of all connections, at most "+
			"2,048",
			"how many connections to `listen` one address, or one IPv6 /64, may have open at once; `0` means no "+
				"limit, for a load balancer that keeps more open"),
		tree.Doc("log_level", oneOf(levelNames), code("info"),
			"the lowest level of lines in the log; `serve --log-level` takes precedence"),
		tree.Doc("log_requests", oneOf(lineNames), code(string(LogAll)),
			"which requests get a line: all, those that failed (a 404 for a GET or DELETE is no failure), or none"),
		tree.Doc("drain", duration(minDrain, maxDrain), "the longest timeout of a target plus "+brief(DrainMargin),
			"how long requests may continue after SIGTERM"),
	}...)
	keys = append(append(keys, stateKeys()...), []tree.KeyDoc{
		tree.Doc("routes", "list", tree.Required, "the services offered to clients, each with one target"),
		tree.Doc("routes[].name", "name", tree.Required, "the route in metrics and the log"),
		tree.Doc("routes[].path", "path", code(DefaultPath),
			"the base path at `listen`; it must not be the beginning of another route's"),
		tree.Doc("routes[].public_url", "URL", "the path, preceded by the address if `listen` is a loopback address",
			"the base URL that clients use, for `meta.location` and `$ref`; needed if something in front of the "+
				"proxy terminates TLS"),
		tree.Doc("routes[].target", "mapping", tree.Required, "the SCIM service behind the route"),
		tree.Doc("routes[].target.url", "URL", tree.Required, "its base URL, up to the part before `/Users`"),
		tree.Doc("routes[].target.timeout", duration(minTimeout, maxTimeout), code(brief(DefaultTimeout)),
			"the limit for each complete exchange with the target"),
		tree.Doc("routes[].target.max_connections",
			"1 to "+strconv.Itoa(maxConnections), code(strconv.Itoa(DefaultMaxConnections)),
			"how many connections to the target may be open at once; a request that finds none free is answered "+
				"with 503"),
		tree.Doc("routes[].target.reuse", oneOf([]string{string(ReuseAuto), string(ReuseAlways), string(ReuseNever)}),
			code(string(ReuseAuto)), "whether a connection is reused: with `auto`, until the target sends bytes "+
				"that are not an answer, after which connections are not reused until a restart; `true` means "+
				"`always`, and `false` means `never`"),
		tree.Doc("routes[].target.proxy", "`env`, `none` or URL", code(ProxyEnv),
			"the forward proxy for connections to the target and to its `token_url`, such as "+
				"`http://proxy.example.com:3128`; `env` means the one in `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`"),
		tree.Doc("routes[].target.ca_file", "path", "the system's authorities",
			"certificate authorities in PEM to trust in addition to the system's; read again when the file changes"),
		tree.Doc("routes[].target.client_cert_file", "path", "none",
			"the client certificate for a target that asks for one; read again when it changes"),
		tree.Doc("routes[].target.client_key_file", "path", "none", "its key in PEM"),
		tree.Doc(auth, "`pass` or mapping", tree.Required,
			"the credential for the target: `pass`, or exactly one of the keys below"),
		tree.Doc(auth+".pass", "`true`", "", "the client's own `Authorization` is passed on; the same as `auth: "+
			"pass`"),
		tree.Doc(auth+".bearer_file", "path", "", "the file with a bearer token"),
		tree.Doc(auth+".bearer", "string", "", "the token itself; write `${NAME}` to take it from the environment"),
	}...)
	return slices.Concat(keys, credentialKeys(auth), paceKeys(), clientKeys(), guardKeys())
}

// credentialKeys are those of the credentials that have more than one part.
func credentialKeys(auth string) []tree.KeyDoc {
	return []tree.KeyDoc{
		tree.Doc(auth+".basic", "mapping", "", "a user and a password (RFC 7617)"),
		tree.Doc(auth+".basic.user", "string", tree.Required, "the user"),
		tree.Doc(auth+".basic.password_file", "path", fmt.Sprintf(orInClear, "password"), "the file with the "+
			"password"),
		tree.Doc(auth+".basic.password", "string", "", "the password itself; write `${NAME}`"),
		tree.Doc(auth+".client_credentials", "mapping", "",
			"a token from an OAuth server (RFC 6749, section 4.4); a new one is fetched in the background before "+
				"it expires, and when the target refuses it"),
		tree.Doc(auth+".client_credentials.token_url", "URL", tree.Required, "where to fetch the token"),
		tree.Doc(auth+".client_credentials.client_id", "string", tree.Required, "the client ID of the proxy"),
		tree.Doc(auth+".client_credentials.client_secret_file", "path", fmt.Sprintf(orInClear, "client_secret"),
			"the file with its secret"),
		tree.Doc(auth+".client_credentials.client_secret", "string", "", "the secret itself; write `${NAME}`"),
		tree.Doc(auth+".client_credentials.scopes", "string or list", "none", "the scopes to request"),
	}
}

// clientKeys are those of a route that are about its clients and rules.
func clientKeys() []tree.KeyDoc {
	return []tree.KeyDoc{
		tree.Doc("routes[].clients", "list or mapping", tree.Required, "who may use the route, or `{none: true}`"),
		tree.Doc("routes[].clients.none", "`true`", tree.Required,
			"no credential is needed; `listen` must then be a loopback address"),
		tree.Doc("routes[].clients[].none", "`true`", "", "the same, as the only item of the list"),
		tree.Doc("routes[].clients[].name", "name", tree.Required, "the name of the client, for people who read "+
			"the file"),
		tree.Doc("routes[].clients[].bearer_file", "path", fmt.Sprintf(orInClear, "bearer"),
			"the file with the token that it sends; Entra calls it the Secret Token"),
		tree.Doc("routes[].clients[].bearer", "string", "", "the token itself; write `${NAME}`"),
		tree.Doc("routes[].rules", "list", tree.Required,
			"packs and files, read in order: a name such as `entra`, a path "+
				"such as `./local.yaml`, or a mapping"),
		tree.Doc("routes[].rules[].pack", "string", tree.Required, "the name or path, if parameters are given"),
		tree.Doc("routes[].rules[].with", "mapping", "the file's defaults",
			"values of the parameters that the pack or file declares"),
		tree.Doc("routes[].resources", "list", code(strings.Join(DefaultResources(), ", ")),
			"the endpoints of the route; discovery endpoints are always served"),
		tree.Doc("routes[].max_concurrent", "1 to "+strconv.Itoa(maxConnections), "the limit of the process, 1024",
			"how many requests are served at once, so that a slow target leaves room for other routes; any "+
				"further request is answered with 503"),
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
