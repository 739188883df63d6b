package proxy

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"scimshim/proxy/file"
	"scimshim/proxy/secret"
)

// AdminAccess says who is answered at the admin listener, beside what its address says.
type AdminAccess struct {
	Token secret.Secret // for metrics and the reload; the zero Secret asks for none
	TLS   *file.KeyPair // nil for plain HTTP
	Hosts []string      // names by which it is asked for, beside its own, localhost and IP addresses
}

// check refuses what cannot work.
func (a *AdminAccess) check() error {
	if !a.Token.IsSet() {
		return nil
	}
	if err := secret.Check(a.Token); err != nil {
		return fmt.Errorf("the token of the admin listener: %w", err)
	}
	return nil
}

// An adminGuard stands before what the admin listener serves. The listener trusts its
// network, and a browser in that network runs the pages of strangers: it must not be
// asked by a name that such a page has given to the address (DNS rebinding), nor be made
// to do something by a page of another site.
type adminGuard struct {
	AdminAccess
	own     string // the host of the address it listens on
	origins *http.CrossOriginProtection
	next    http.Handler
}

func (p *Proxy) guardAdmin(next http.Handler) http.Handler {
	own, _, _ := net.SplitHostPort(p.options.Admin) // Listen has the error
	return &adminGuard{p.options.AdminAccess, own, http.NewCrossOriginProtection(), next}
}

// ServeHTTP passes on what may be answered, and says why the rest is not.
func (g *adminGuard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case !g.goesBy(r.Host):
		http.Error(w, "the admin listener does not know this host name; ask for its IP address, or list "+
			"the name under admin.hosts", http.StatusMisdirectedRequest)
	case g.origins.Check(r) != nil:
		http.Error(w, "a page of another site must not ask for this", http.StatusForbidden)
	case !g.admits(r):
		w.Header().Set("WWW-Authenticate", `Bearer realm="scimshim admin"`)
		http.Error(w, "this needs the token of the admin listener, as Authorization: Bearer", http.StatusUnauthorized)
	default:
		g.next.ServeHTTP(w, r)
	}
}

// goesBy reports whether the listener is known by a Host. An IP address cannot be given
// to another host by DNS; no browser leaves the field out.
func (g *adminGuard) goesBy(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(host, ".")
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil || host == "" {
		return true
	}
	is := func(name string) bool { return strings.EqualFold(name, host) }
	return is("localhost") || is(g.own) || slices.ContainsFunc(g.Hosts, is)
}

// admits reports whether a request shows the token, or asks for what needs none: the
// health, which those ask for who know no secrets.
func (g *adminGuard) admits(r *http.Request) bool {
	open := r.Method == http.MethodGet && (r.URL.Path == "/healthz" || r.URL.Path == "/readyz")
	return open || !g.Token.IsSet() ||
		secret.Admits([]secret.Secret{g.Token}, []byte(r.Header.Get("Authorization")))
}
