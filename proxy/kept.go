package proxy

import (
	"crypto/tls"
	"time"
)

// What is kept when a Set takes the place of another: the connections of a route of which
// the target is as it was, and the token of an OAuth client that is as it was. Neither
// knows rules: an exchange ends with the Set that it began with, whichever connection it
// is on.

// A targetKey tells pools of connections apart.
type targetKey struct {
	route, scheme, address, host string
	size                         int
	reuse                        Reuse
	egress                       EgressSettings
	tls                          *tls.Config
}

func (r *route) targetKey() targetKey {
	t := &r.Target
	return targetKey{r.Name, r.base.Scheme, address(r.base), r.base.Hostname(), t.MaxConnections, t.Reuse,
		t.Egress.settings, t.TLS}
}

// poolOf returns the connections of a lane: those of a lane of the Set in use, if it has
// the same target, else none yet.
func (p *Proxy) poolOf(l *lane, inUse *serving) *pool {
	for _, other := range inUse.all() {
		if other.targetKey() == l.targetKey() {
			return other.pool
		}
	}
	egress, base, header, name := l.Target.Egress, l.base, p.options.MaxHeader, l.Name // and not the whole route
	var secure *tlsSettings                                                            // none for plain HTTP
	if base.Scheme == "https" {
		secure = egress.tls(base.Hostname(), l.Target.TLS, l.Target.MaxConnections)
	}
	return newPool(l.Target.MaxConnections, l.Target.Reuse, p.conducts.of(base.Scheme, address(base)),
		poolEvents{l.counters.stale.Inc, l.counters.stray.Inc, func(why string) { p.warnOfReuse(name, why) }},
		func(deadline time.Time) (*conn, error) { return dial(egress, base, secure, header, deadline) })
}

// credentialOf returns the credential of a route, or the one in use that gets the same
// token.
func credentialOf(r *route, inUse *serving) Credential {
	g, ok := r.Target.Credential.(*grant)
	if !ok {
		return r.Target.Credential
	}
	for _, other := range inUse.all() {
		if held, ok := other.credential.(*grant); ok && held.sameAs(g) {
			held.follow(g)
			return held
		}
	}
	return g
}

// all returns the lanes of a serving; none of nil.
func (s *serving) all() []*lane {
	if s == nil {
		return nil
	}
	return s.lanes
}

// close ends what a serving has and the next one, which may be nil, has not. Connections
// in use are closed as they come back.
func (s *serving) close(next *serving) {
	pools, grants := map[*pool]bool{}, map[*grant]bool{}
	for _, l := range next.all() {
		pools[l.pool] = true
		if g, ok := l.credential.(*grant); ok {
			grants[g] = true
		}
	}
	for _, l := range s.lanes {
		if !pools[l.pool] {
			l.pool.close()
		}
		if g, ok := l.credential.(*grant); ok && !grants[g] {
			g.retire()
		}
	}
}

// end is close at the end of the process, when no request is under way.
func (s *serving) end() {
	s.close(nil)
	for _, l := range s.lanes {
		if g, ok := l.credential.(*grant); ok {
			g.abort()
		}
	}
}
