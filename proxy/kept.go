package proxy

import (
	"crypto/tls"
	"time"

	"scimshim/proxy/file"
	"scimshim/proxy/target"
)

// What is kept when a Set takes the place of another: the connections of a route of which
// the target is as it was, and the token of an OAuth client that is as it was. Neither
// knows rules: an exchange ends with the Set that it began with, whichever connection it
// is on.

// A targetKey tells pools of connections apart.
type targetKey struct {
	route, scheme, address, host string
	size                         int
	reuse                        target.Reuse
	egress                       target.EgressSettings
	tls                          *tls.Config
}

func (r *parsedRoute) targetKey() targetKey {
	t := &r.Target
	return targetKey{r.Name, r.base.Scheme, target.Address(r.base), r.base.Hostname(), t.MaxConnections, t.Reuse,
		t.Egress.Settings(), t.TLS}
}

// poolOf returns the connections of a lane: those of a lane of the Set in use, if it has
// the same target, or one that has none yet.
func (p *Proxy) poolOf(l *lane, inUse *serving) *target.Pool {
	for _, other := range inUse.all() {
		if other.targetKey() == l.targetKey() {
			return other.pool
		}
	}
	name := l.Name // and not the whole route
	return target.NewPool(target.PoolSettings{
		Egress: l.Target.Egress, To: l.base, TLS: l.Target.TLS, MaxHeader: p.options.MaxHeader,
		Size: l.Target.MaxConnections, Reuse: l.Target.Reuse,
		Conduct: p.conducts.Of(l.base.Scheme, target.Address(l.base)),
		PoolEvents: target.PoolEvents{
			Stale: l.counters.Stale, Stray: l.counters.Stray,
			NoReuse: func(why string) { p.warnOfReuse(name, why) },
		},
	})
}

// credentialOf returns the credential of a route, or the one in use that gets the same
// token.
func credentialOf(r *parsedRoute, inUse *serving) target.Credential {
	var all []target.Credential
	for _, other := range inUse.all() {
		all = append(all, other.credential)
	}
	return target.Adopt(r.Target.Credential, all)
}

// A renewed is a Credential that is renewed in the background.
type renewed interface {
	Retire() // ends the renewals in the background
	Abort()  // ends the one that is under way
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
	pools, inUse := map[*target.Pool]bool{}, map[renewed]bool{}
	for _, l := range next.all() {
		pools[l.pool] = true
		if c, ok := l.credential.(renewed); ok {
			inUse[c] = true
		}
	}
	for _, l := range s.lanes {
		if !pools[l.pool] {
			l.pool.Close()
		}
		if c, ok := l.credential.(renewed); ok && !inUse[c] {
			c.Retire()
		}
	}
}

// end is close at the end of the process, when no request is under way.
func (s *serving) end() {
	s.close(nil)
	for _, l := range s.lanes {
		if c, ok := l.credential.(renewed); ok {
			c.Abort()
		}
	}
}

// keepLooking looks at the files of secrets and certificates until stop is called, so that
// what has changed while nobody asked is in force when the first request comes: Entra is
// silent for forty minutes at a time.
func (p *Proxy) keepLooking() (stop func()) {
	ended := make(chan struct{})
	go func() {
		tick := time.NewTicker(file.LookTime / 2) // a look is due after LookTime
		defer tick.Stop()
		for {
			select {
			case <-ended:
				return
			case <-tick.C:
				p.lookAtFiles()
			}
		}
	}()
	return func() { close(ended) }
}

func (p *Proxy) lookAtFiles() {
	p.servers.public.Certificate()
	p.servers.admin.Certificate()
	s := p.serving.Load()
	if s == nil {
		return
	}
	s.collect(&strikes{})
	for _, l := range s.lanes {
		l.Target.Egress.Look()
	}
}
