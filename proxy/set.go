package proxy

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"scimshim/proxy/ascii"
	"scimshim/proxy/guard"
	"scimshim/proxy/metric"
	"scimshim/proxy/pace"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
	"scimshim/rewrite"
	"scimshim/rewrite/serve"
)

// Defaults of a Target.
const (
	DefaultTimeout        = 30 * time.Second
	DefaultMaxConnections = 64
)

// A Target is a SCIM service that requests are sent to.
type Target struct {
	URL            string            // base URL; nothing else at its host is ever asked for
	Credential     target.Credential // what the target is shown; nil for nothing
	Timeout        time.Duration     // for the whole exchange; 0 means DefaultTimeout
	MaxConnections int               // 0 means DefaultMaxConnections
	Reuse          target.Reuse      // whether a connection serves several requests
	TLS            *tls.Config       // nil means TLS 1.2 or later
	Pace           *pace.Settings    // how fast it may be asked; nil for no word
	Egress         *target.Egress    // the way to it, and to the token endpoint; nil means that of no settings
}

// A Route is a service that clients are given.
type Route struct {
	Name         string // the metrics' label: letters, digits, hyphens and underscores
	Path         string // base path, such as /scim/v2; it may be empty
	PublicURL    string // the base URL that clients use; empty means Path
	Target       Target
	Clients      []Client // who may use the route
	NoClientAuth bool     // whether anybody may; then Clients is empty
	Resources    []string // the endpoints; nil means DefaultResources
	Chain        *rewrite.Chain

	// MaxConcurrent is how many requests of the route are served at once, of those that the
	// proxy serves; 0 for as many.
	MaxConcurrent int

	Guard *guard.Settings // how many changes of what sort there may be; nil for any number

	HideRequestID bool // whether errors do without the request's id at the end of their detail

	Index Index // nil for none; the Chain has the same
}

// A Client is one that may use a route, known by its bearer token. Several
// clients of a route serve for the rotation of a token.
type Client struct {
	Name  string
	Token secret.Secret
}

// DefaultResources returns the endpoints of a Route that names none.
func DefaultResources() []string {
	return []string{"Users", "Groups", "Schemas", "ResourceTypes", "ServiceProviderConfig"}
}

// SetInfo says where a Set comes from.
type SetInfo struct {
	Hash     string // of what it was compiled from; the metric's label
	LoadedAt time.Time
}

// A Set is the routes that are in use at one time. It does not change: a
// request and its response are served by one Set, also while another is put
// in use.
type Set struct {
	routes []parsedRoute
	info   SetInfo
}

// A parsedRoute is a Route with its URLs parsed.
type parsedRoute struct {
	Route
	base   *url.URL        // the target's
	where  rewrite.Route   // what rules are told
	prefix string          // the path of the target's base URL, no slash at the end
	tokens []secret.Secret // of the clients
}

// NewSet returns the Set of the routes. Its error names every fault of theirs,
// one a line.
func NewSet(routes []Route, info SetInfo) (*Set, error) {
	s := &Set{info: info}
	var faults []error
	if len(routes) == 0 {
		faults = append(faults, errors.New("there is no route"))
	}
	for _, in := range routes {
		r, err := newRoute(in)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		for _, other := range s.routes {
			faults = append(faults, clash(other, r))
		}
		s.routes = append(s.routes, r)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return s, nil
}

// clash reports two routes that cannot be told apart.
func clash(a, b parsedRoute) error {
	if a.Name == b.Name {
		return fmt.Errorf("there are two routes %s", a.Name)
	}
	if strings.HasPrefix(a.Path+"/", b.Path+"/") || strings.HasPrefix(b.Path+"/", a.Path+"/") {
		return fmt.Errorf("the paths of the routes %s and %s overlap", a.Name, b.Name)
	}
	if clashOfPace(a, b) {
		return fmt.Errorf("the routes %s and %s have the same target, and say different things of its pace",
			a.Name, b.Name)
	}
	return nil
}

// newRoute checks a Route and fills in its defaults.
func newRoute(in Route) (parsedRoute, error) {
	in.Path = strings.TrimSuffix(in.Path, "/")
	in.Clients = slices.Clone(in.Clients)
	if in.Resources == nil {
		in.Resources = DefaultResources()
	}
	if !slices.Contains(in.Resources, serve.BulkPath) {
		in.Resources = append(slices.Clip(in.Resources), serve.BulkPath)
	}
	in.Target.fillIn()
	r := parsedRoute{Route: in}
	for _, check := range [...]func(*parsedRoute) error{
		(*parsedRoute).checkName, (*parsedRoute).checkPaths, (*parsedRoute).checkTarget,
		(*parsedRoute).checkEgress, (*parsedRoute).checkClients,
	} {
		if err := check(&r); err != nil {
			return parsedRoute{}, fmt.Errorf("route %q: %w", in.Name, err)
		}
	}
	return r, nil
}

func (t *Target) fillIn() {
	if t.Timeout == 0 {
		t.Timeout = DefaultTimeout
	}
	if t.MaxConnections == 0 {
		t.MaxConnections = DefaultMaxConnections
	}
	if t.Credential == nil {
		t.Credential = target.NoCredential()
	}
}

// checkEgress makes the way out where there is none.
func (r *parsedRoute) checkEgress() (err error) {
	if r.Target.Egress == nil {
		if r.Target.Egress, err = target.NewEgress(target.EgressSettings{}, nil); err != nil {
			return fmt.Errorf("target: %w", err)
		}
	}
	if c, ok := r.Target.Credential.(interface{ GoThrough(*target.Egress) error }); ok {
		return c.GoThrough(r.Target.Egress)
	}
	return nil
}

var pathForm = regexp.MustCompile(`^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$`)

func (r *parsedRoute) checkName() error {
	switch {
	case !ascii.IsName([]byte(r.Name)) || r.Name == metric.NoRoute:
		return fmt.Errorf("the name must be a letter and then letters, digits, hyphens and underscores, "+
			"and not %q", metric.NoRoute)
	case r.Chain == nil:
		return errors.New("there are no rules")
	}
	for _, name := range r.Resources {
		if !ascii.IsName([]byte(name)) || name == metric.Other {
			return errors.New("the name of an endpoint is not well formed")
		}
	}
	return nil
}

func (r *parsedRoute) checkPaths() error {
	if !pathForm.MatchString(r.Path) {
		return errors.New("the path must be segments of letters, digits and -._~, such as /scim/v2")
	}
	r.where.Public = r.Path
	if r.PublicURL == "" {
		return nil
	}
	u, err := target.ParseURL(r.PublicURL)
	if err != nil {
		return fmt.Errorf("public URL: %w", err)
	}
	r.where.Public = strings.TrimSuffix(u.String(), "/")
	return nil
}

func (r *parsedRoute) checkTarget() error {
	u, err := target.ParseURL(r.Target.URL)
	if err != nil {
		return fmt.Errorf("target: %w", err)
	}
	r.base, r.prefix = u, strings.TrimSuffix(u.Path, "/")
	if !pathForm.MatchString(r.prefix) {
		return errors.New("target: the path of the URL must be segments of letters, digits and -._~")
	}
	if r.Target.Timeout < 0 || r.Target.MaxConnections < 0 {
		return errors.New("target: the time-out and the number of connections must be positive")
	}
	if c, ok := r.Target.Credential.(interface{ Check() error }); ok {
		if err := c.Check(); err != nil {
			return fmt.Errorf("target's credential: %w", err)
		}
	}
	r.where.Target = strings.TrimSuffix(u.String(), "/")
	r.where.OwnCredential = r.Target.Credential.Own()
	if r.Index != nil && !r.where.OwnCredential {
		return errors.New("target: an index needs a credential of the proxy's own, since it asks without a client")
	}
	return nil
}

func (r *parsedRoute) checkClients() error {
	if r.NoClientAuth == (len(r.Clients) > 0) {
		return errors.New("name the clients, or say that anybody may use the route, but not both")
	}
	for _, c := range r.Clients {
		if err := secret.Check(c.Token); err != nil {
			return fmt.Errorf("client %q: %w", c.Name, err)
		}
		r.tokens = append(r.tokens, c.Token)
	}
	return nil
}
