// Package config reads what the process is to do: where it listens, the routes
// it serves, their targets, credentials and limits. A Config is plain values;
// what they set in motion is made of them elsewhere.
package config

import (
	"fmt"
	"log/slog"
	"slices"
	"time"

	"scimshim/config/tree"
)

// What holds where a configuration says nothing.
const (
	DefaultListen         = "127.0.0.1:8080"
	DefaultAdmin          = "127.0.0.1:9464"
	DefaultPath           = "/scim/v2"
	DefaultTimeout        = 30 * time.Second
	DefaultMaxConnections = 64

	// DrainMargin is by how much Drain is longer, if it is not given, than the
	// longest time-out of a target: a request that was accepted can then end.
	DrainMargin = 5 * time.Second
)

// AnyNumber is a bound that is none.
const AnyNumber = -1

// A Config is what a process is to do. Those that Load and ForTarget return
// are free of faults. It is not changed after that, so goroutines may share it.
type Config struct {
	File   string // the file it was read from; empty for flags
	Listen string // host:port; port 0 lets the system choose
	TLS    *TLS   // nil for plain HTTP
	Admin  string // host:port of metrics and health
	Access Access // who is answered at Admin
	State  State  // where is kept what cannot be derived
	Routes []Route
	Drain  time.Duration // how long requests may go on after SIGTERM

	// PerSource bounds the connections from one address; 0 for the proxy's default.
	PerSource int

	LogLevel    slog.Level // lines below it are not written
	LogRequests LogRequests

	ListenPos, AdminPos tree.Position // where the addresses are given

	// Doubts are what is allowed and may not be meant, sorted by place.
	Doubts tree.Errors
}

// A LogRequests says which requests have a line in the log.
type LogRequests string

// The requests that have a line.
const (
	LogAll    LogRequests = "all"
	LogErrors LogRequests = "errors" // those of which the line is a warning
	LogNone   LogRequests = "none"
)

// An Access says who is answered at the admin address, beside what the address says.
type Access struct {
	Bearer Secret   // for metrics and the reload; the zero Secret asks for none
	TLS    *TLS     // nil for plain HTTP
	Hosts  []string // names by which it is asked for, beside its own, localhost and IP addresses
}

// Same reports whether two say the same, with the same files.
func (a *Access) Same(b *Access) bool {
	return a.Bearer.File == b.Bearer.File && a.Bearer.Text == b.Bearer.Text && a.TLS.Same(b.TLS) &&
		slices.Equal(a.Hosts, b.Hosts)
}

// TLS names the files of a certificate chain and its key, in PEM.
type TLS struct {
	CertFile, KeyFile string
	CertPos, KeyPos   tree.Position
}

// Same reports whether two name the same files.
func (t *TLS) Same(u *TLS) bool {
	if t == nil || u == nil {
		return t == u
	}
	return t.CertFile == u.CertFile && t.KeyFile == u.KeyFile
}

// A Route is a service that clients are given.
type Route struct {
	Name      string // unique; the metrics' label
	Path      string // base path, such as /scim/v2; no two routes' overlap
	PublicURL string // the base URL that clients use, without a slash at its end; may be empty
	Target    Target
	Clients   []Client // empty exactly if NoClientAuth

	MaxConcurrent int // requests served at once; 0 for as many as the proxy serves

	Resources    []string // the endpoints of resources; empty for DefaultResources
	NoClientAuth bool     // whoever reaches the listener may use the route

	Guard *Guard // nil for none

	HideRequestID bool // errors do without the request's id at the end of their detail
	Rules         []RuleSource
	Pos           tree.Position
}

// A Target is the SCIM service behind a route.
type Target struct {
	URL            string // http or https, without a slash at its end
	Auth           Auth
	Timeout        time.Duration // for a whole exchange
	MaxConnections int
	Reuse          Reuse // whether a connection serves several requests
	Pace           *Pace // nil for no word
	Egress         Egress
}

// An Egress is how connections to a target, and to the token endpoint of its auth, leave
// the process.
type Egress struct {
	Proxy  Secret // its Text is ProxyEnv, ProxyNone or the URL of a proxy, which may hold a password
	CA     string // the file of authorities that are trusted beside the system's; may be empty
	Client *TLS   // the certificate that is shown to whom asks for one; nil for none
	CAPos  tree.Position
}

// What the text of Egress.Proxy may be but a URL.
const (
	ProxyEnv  = "env"  // what HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the environment say
	ProxyNone = "none" // no proxy, whatever the environment says
)

// A Reuse says whether a connection to a target serves several requests.
type Reuse string

// The ways to use connections.
const (
	ReuseAuto   Reuse = "auto"   // until the target sends a byte that nobody asked for
	ReuseAlways Reuse = "always" // whatever the target sends
	ReuseNever  Reuse = "never"  // a connection for each request
)

// An AuthKind is a way to show the target a credential.
type AuthKind string

// The ways to show the target a credential.
const (
	Pass              AuthKind = "pass"               // the client's own Authorization is passed on
	Bearer            AuthKind = "bearer"             // RFC 6750
	Basic             AuthKind = "basic"              // RFC 7617
	ClientCredentials AuthKind = "client_credentials" // RFC 6749, section 4.4
)

// An Auth is what the target is shown.
type Auth struct {
	Kind AuthKind

	Secret   Secret   // token, password or client secret; not of Pass
	User     string   // of Basic
	TokenURL string   // of ClientCredentials, as are the next two
	ClientID string   // public: it is no secret
	Scopes   []string // may be empty
}

// A Client is one that may use a route, known by its bearer token.
type Client struct {
	Name   string // unique in the route
	Bearer Secret
}

// A Secret is a token or password: the file that holds it, or its text if File
// is empty. No verb of package fmt prints the text.
type Secret struct {
	File, Text string
	Pos        tree.Position // where it is given
}

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool { return s.File == "" && s.Text == "" }

// Format prints the file, or that the secret is hidden, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.shown()) }

// MarshalText returns what Format prints.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.shown()), nil }

func (s Secret) shown() string {
	if s.File != "" {
		return "file " + s.File
	}
	return "[redacted]"
}

// A RuleSource is a pack or a rule file, with values for its parameters.
type RuleSource struct {
	Name   string // of a pack, or the path of a file
	IsFile bool
	Alone  bool // whether it is part of no chain: the last one is looked at for itself, the others stand before it
	With   []Param
	Pos    tree.Position
}

// A Param is a value for a parameter of a rule source. Where it came from a
// flag, Pos has the flag as its file, and no line.
type Param struct {
	Name, Value string
	Pos         tree.Position
}

// Files returns every file whose change calls for reading the configuration
// anew: its own, and those of rules. Secrets and certificates are not among
// them; they are read again where they are used.
func Files(c *Config) []string {
	var files []string
	seen := map[string]bool{"": true}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			files = append(files, name)
		}
	}
	add(c.File)
	for _, r := range c.Routes {
		for _, s := range r.Rules {
			if s.IsFile {
				add(s.Name)
			}
		}
	}
	return files
}
