package service

import (
	"fmt"
	"log/slog"
	"time"

	"scimshim/cmd/scimshim/setup"
	"scimshim/config"
	"scimshim/config/tree"
	"scimshim/proxy"
	"scimshim/proxy/file"
	"scimshim/proxy/guard"
	"scimshim/proxy/pace"
	"scimshim/proxy/target"
	"scimshim/rewrite"
)

// proxyOptions returns the settings of the proxy that a configuration asks for.
func proxyOptions(c *config.Config, from *setup.Secrets, log *slog.Logger) (proxy.Options, error) {
	o := proxy.Options{
		Listen: c.Listen, Admin: c.Admin, Log: log, DrainTimeout: c.Drain,
		TLS:                  tlsFiles(c.TLS),
		ConnectionsPerSource: c.PerSource,
		AdminAccess:          proxy.AdminAccess{TLS: tlsFiles(c.Access.TLS), Hosts: c.Access.Hosts},
	}
	if c.Access.Bearer.IsZero() {
		return o, nil
	}
	var err error
	if o.AdminAccess.Token, err = from.Open(c.Access.Bearer); err != nil {
		err = fmt.Errorf("the token of the admin listener: %w", err)
	}
	return o, err
}

func tlsFiles(t *config.TLS) *file.KeyPair {
	if t == nil {
		return nil
	}
	return &file.KeyPair{Cert: t.CertFile, Key: t.KeyFile}
}

// proxySet returns the routes of a setup for the proxy, with their indexes. Secrets
// are read, and what is wrong with them is tree.Errors.
func proxySet(s *setup.Setup, all indexes, from *setup.Secrets, log *slog.Logger) (*proxy.Set, error) {
	var routes []proxy.Route
	var faults tree.Errors
	for i, r := range s.Routes {
		route, err := proxyRoute(r, s.Sets[i].Chain, from, log)
		if err != nil {
			faults = append(faults, tree.Error{Pos: r.Pos, Msg: err.Error()})
		}
		if x := all.of(r, s.Sets[i], log); x != nil {
			route.Index, route.Chain.Index = x, x
		}
		routes = append(routes, route)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return proxy.NewSet(routes, proxy.SetInfo{Hash: s.Hash(), LoadedAt: time.Now()})
}

func proxyRoute(
	r config.Route, chain *rewrite.Chain, from *setup.Secrets, log *slog.Logger,
) (proxy.Route, error) {
	route := proxy.Route{
		Name: r.Name, Path: r.Path, PublicURL: r.PublicURL, NoClientAuth: r.NoClientAuth, Chain: chain,
		HideRequestID: r.HideRequestID,
		MaxConcurrent: r.MaxConcurrent,
		Resources:     r.Endpoints(),
		Target: proxy.Target{
			URL: r.Target.URL, Timeout: r.Target.Timeout,
			MaxConnections: r.Target.MaxConnections, Reuse: reuses[r.Target.Reuse],
		},
	}
	route.Guard = guardOf(r.Guard)
	route.Target.Pace = paceOf(r.Target.Pace)
	var err error
	if route.Target.Egress, err = egress(r.Target.Egress, log); err != nil {
		return route, fmt.Errorf("the way to the target: %w", err)
	}
	if route.Target.Credential, err = credential(r.Target.Auth, from); err != nil {
		return route, fmt.Errorf("the secret for the target: %w", err)
	}
	for _, c := range r.Clients {
		token, err := from.Open(c.Bearer)
		if err != nil {
			return route, fmt.Errorf("the token of the client %s: %w", c.Name, err)
		}
		route.Clients = append(route.Clients, proxy.Client{Name: c.Name, Token: token})
	}
	return route, nil
}

// paceOf returns how fast a target may be asked; nil for no word.
func paceOf(p *config.Pace) *pace.Settings {
	if p == nil {
		return nil
	}
	s := &pace.Settings{AtOnce: p.AtOnce, Patience: p.Patience}
	s.Breaker = pace.Breaker{Failures: p.Failures, Open: p.Open}
	for _, r := range p.Rates {
		s.Rates = append(s.Rates, pace.Rate(r))
	}
	return s
}

// guardOf returns how many changes clients of a route may make; nil for any number.
func guardOf(g *config.Guard) *guard.Settings {
	if g == nil {
		return nil
	}
	s := &guard.Settings{Window: g.Window, Bounds: map[guard.Sort]guard.Bound{}}
	for sort, bound := range map[guard.Sort]*config.Bound{
		guard.Deletes: g.Deletes, guard.Disables: g.Disables, guard.Removals: g.Removals,
	} {
		if bound != nil {
			s.Bounds[sort] = guard.Bound(*bound)
		}
	}
	return s
}

// egress returns how connections of a target leave the process.
func egress(e config.Egress, log *slog.Logger) (*target.Egress, error) {
	s := target.EgressSettings{Proxy: e.Proxy.Text, CAFile: e.CA}
	if e.Client != nil {
		s.Cert = file.KeyPair{Cert: e.Client.CertFile, Key: e.Client.KeyFile}
	}
	return target.NewEgress(s, log)
}

// reuses are the ways to use connections, as the proxy has them.
var reuses = map[config.Reuse]target.Reuse{
	config.ReuseAuto: target.ReuseAuto, config.ReuseAlways: target.ReuseAlways, config.ReuseNever: target.ReuseNever,
}

// credential returns what the target is shown.
func credential(a config.Auth, from *setup.Secrets) (target.Credential, error) {
	if a.Kind == config.Pass {
		return target.Pass(), nil
	}
	s, err := from.Open(a.Secret)
	if err != nil {
		return nil, err
	}
	switch a.Kind {
	case config.Bearer:
		return target.Bearer(s), nil
	case config.Basic:
		return target.Basic(a.User, s), nil
	case config.ClientCredentials:
		return target.ClientCredentials(a.TokenURL, a.ClientID, s, a.Scopes...), nil
	}
	panic("BUG: a credential of kind " + string(a.Kind))
}
