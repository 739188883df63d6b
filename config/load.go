package config

import (
	"cmp"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"scimshim/config/tree"
)

// Bounds of what a file may say.
const (
	minTimeout, maxTimeout = 10 * time.Millisecond, 10 * time.Minute
	minDrain, maxDrain     = time.Second, time.Hour
	maxConnections         = 10_000
	maxPerSource           = 1_000_000
)

// Load reads the configuration file whose content is data. Relative paths in it
// start at the file's folder. env gives the value of each ${NAME}, as os.LookupEnv
// does; if it is nil, there are none, and ${NAME} stands for itself.
//
// The error is tree.Errors: all the faults of the file, with their places.
func Load(file string, data []byte, env func(name string) (string, bool)) (*Config, error) {
	return load(file, data, tree.Options{Expand: env})
}

func load(file string, data []byte, o tree.Options) (*Config, error) {
	r := &reader{dir: filepath.Dir(file)}
	c := &Config{File: file}
	err := tree.ReadWith(file, data, o, func(root *tree.Node) { r.config(root, c) })
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(r.doubts, func(a, b tree.Error) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
	c.Doubts = r.doubts
	return c, nil
}

// A reader reads one file.
type reader struct {
	dir    string // where relative paths start
	listen string // empty if it is faulty
	doubts tree.Errors
}

func (r *reader) config(root *tree.Node, c *Config) {
	c.Listen, c.Admin, c.LogRequests = DefaultListen, DefaultAdmin, LogAll
	listen, admin := root.Key("listen"), root.Key("admin")
	c.ListenPos, c.AdminPos = cmp.Or(listen, root).Pos(), cmp.Or(admin, root).Pos()
	if listen != nil {
		c.Listen = valid(listen, checkAddress)
	}
	if admin != nil {
		r.admin(admin, c)
	}
	r.listen = c.Listen
	r.listeners(c, cmp.Or(admin, listen))
	if n := root.Key("tls"); n != nil {
		c.TLS = r.tls(n)
	}
	if n := root.Key("connections_per_source"); n != nil {
		c.PerSource = cmp.Or(n.IntIn(0, maxPerSource), AnyNumber)
	}
	if n := root.Key("log_level"); n != nil {
		c.LogLevel = levels[n.OneOf(levelNames...)]
	}
	if n := root.Key("log_requests"); n != nil {
		c.LogRequests = LogRequests(n.OneOf(lineNames...))
	}
	c.State = r.state(root.Key("state"))
	c.Routes = r.routes(root.Need("routes"))
	if c.TLS == nil && c.Listen != "" && !isLocalAddress(c.Listen) && !endsTLSBefore(c.Routes) {
		r.doubt(listen, "%s", openListen)
	}
	c.Drain = r.drain(root.Key("drain"), c.Routes)
	root.Rest()
}

// tls reads the files of a listener's certificate.
func (r *reader) tls(n *tree.Node) *TLS {
	cert, key := n.Need("cert_file"), n.Need("key_file")
	n.Rest()
	return &TLS{CertFile: r.path(cert), KeyFile: r.path(key), CertPos: cert.Pos(), KeyPos: key.Pos()}
}

// listeners judges the two addresses together; n is where one of them is given.
func (r *reader) listeners(c *Config, n *tree.Node) {
	if sameAddress(c.Listen, c.Admin) {
		n.Errorf("%s", sameListener)
	}
	if isEveryAddress(c.Admin) && c.Access.Bearer.IsZero() {
		r.doubt(n, "%s", openAdmin)
	}
}

// endsTLSBefore reports whether clients reach each route by an https URL. Where the
// proxy itself has no certificate, something in front of it must have one then.
func endsTLSBefore(routes []Route) bool {
	return len(routes) > 0 && !slices.ContainsFunc(routes, func(r Route) bool {
		return !strings.HasPrefix(r.PublicURL, "https://")
	})
}

// What is said of addresses, of a file or of flags.
const (
	sameListener = "listen and admin have the same address; give each its own"
	openAdmin    = "anybody who can reach the admin address can read the metrics and trigger a reload; use " +
		"127.0.0.1 or an address of a trusted network, or require a token with admin.bearer_file"
	openListen = "without tls the clients' tokens are sent in plain text; give it a certificate, or, if " +
		"something in front of this address terminates TLS, give each route an https public_url"
)

// levelNames are the levels of the log, and levels what they stand for.
var (
	levelNames = []string{"debug", "info", "warn", "error"}
	levels     = map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
)

// lineNames say which requests have a line in the log.
var lineNames = []string{string(LogAll), string(LogErrors), string(LogNone)}

// ParseLogLevel returns the level of the log that a word stands for.
func ParseLogLevel(s string) (slog.Level, error) {
	level, ok := levels[s]
	if !ok {
		return 0, fmt.Errorf("expected one of: %s", strings.Join(levelNames, ", "))
	}
	return level, nil
}

// drain reads how long requests may go on after SIGTERM.
func (r *reader) drain(n *tree.Node, routes []Route) time.Duration {
	longest := longestTimeout(routes)
	if n == nil {
		return longest + DrainMargin
	}
	d := durationIn(n, minDrain, maxDrain)
	if d < longest {
		r.doubt(n, "shorter than the timeout of a target, %s; a shutdown may abort requests that were "+
			"accepted", brief(longest))
	}
	return d
}

func longestTimeout(routes []Route) time.Duration {
	longest := time.Duration(0)
	for _, route := range routes {
		longest = max(longest, route.Target.Timeout)
	}
	return longest
}

// doubt notes what is allowed and may not be meant.
func (r *reader) doubt(n *tree.Node, format string, args ...any) {
	r.doubts = append(r.doubts, tree.Error{Pos: n.Pos(), Msg: fmt.Sprintf(format, args...)})
}

// path reads the path of a file.
func (r *reader) path(n *tree.Node) string {
	s := n.NonEmpty()
	if s == "" {
		return ""
	}
	return r.resolve(s)
}

func (r *reader) resolve(s string) string {
	if filepath.IsAbs(s) {
		return filepath.Clean(s)
	}
	return filepath.Join(r.dir, s)
}

// valid returns the text of n, or notes what check says against it and
// returns "".
func valid(n *tree.Node, check func(string) error) string {
	if !n.IsScalar() {
		return n.NonEmpty()
	}
	if err := check(n.String()); err != nil {
		n.Errorf("%v", err)
		return ""
	}
	return n.String()
}

// mustBeTrue reads a key that can only be true; other says what else to write.
func mustBeTrue(n *tree.Node, other string) {
	if !n.Bool() && strings.EqualFold(n.Literal(), "false") {
		n.Errorf("expected true; or %s", other)
	}
}

// durationIn reads a duration within bounds.
func durationIn(n *tree.Node, least, most time.Duration) time.Duration {
	d := n.Duration()
	if !n.IsScalar() {
		return d
	}
	// What is no duration reads as 0 and is noted already.
	said, err := time.ParseDuration(n.String())
	if err == nil && said == d && (d < least || d > most) {
		n.Errorf("expected a duration from %s to %s", brief(least), brief(most))
	}
	return d
}

// brief returns a duration as people write it: 10m, not 10m0s.
func brief(d time.Duration) string {
	s := strings.Replace(d.String(), "m0s", "m", 1)
	return strings.Replace(s, "h0m", "h", 1)
}

// oneKey returns the one of the keys that n has, or "" after noting that there
// are none or several.
func oneKey(n *tree.Node, keys ...string) string {
	var found []string
	for _, key := range keys {
		if n.Has(key) {
			found = append(found, key)
		}
	}
	at := n
	switch {
	case len(found) == 1:
		return found[0]
	case len(found) > 1:
		at = n.Key(found[1])
	case !n.IsMap() && !n.IsNull():
		return "" // Has noted it
	}
	at.Errorf("expected exactly one of: %s", strings.Join(keys, ", "))
	return ""
}
