package proxy

import (
	"sync/atomic"
	"time"

	"scimshim/proxy/guard"
	"scimshim/proxy/metric"
	"scimshim/proxy/pace"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
	"scimshim/rewrite"
	"scimshim/rewrite/state"
)

// A serving is a Set in use: its routes with their connections and counters.
type serving struct {
	set     *Set
	lanes   []*lane
	admin   secret.Secret // of the admin listener
	gone    []goneRoute
	pacers  map[string]*pacer // by the address of the target
	strikes atomic.Pointer[strikes]
}

// A lane is a route in use.
type lane struct {
	*parsedRoute
	own        string // the URL of the proxy, for a route without another; may be empty
	pool       *target.Pool
	pacer      *pace.Pacer       // of the target; nil for none
	credential target.Credential // the route's, or one that gets the same token
	counters   *metric.Counters
	state      state.Store   // the route's part of the proxy's
	guard      *guard.Guard  // nil for none
	inUse      atomic.Int64  // places that are taken
	proven     []atomic.Bool // by endpoint, whether it has given an answer in SCIM
	passed     atomic.Pointer[passed]
}

// Use puts a Set in use for the requests to come. Those under way end with the
// Set they began with. Series of routes and rules that the Set does not have
// are deleted. Listen comes before it, since a listener on the loopback address
// gives routes their URL.
func (p *Proxy) Use(set *Set) {
	p.using.Lock()
	defer p.using.Unlock()
	next, old := &serving{set: set, admin: p.options.AdminAccess.Token, pacers: map[string]*pacer{}}, p.serving.Load()
	for i := range set.routes {
		l := p.newLane(&set.routes[i], old)
		l.pacer = pacerOf(&set.routes[i], set, next.pacers, old.allPacers())
		next.lanes = append(next.lanes, l)
	}
	if old != nil {
		next.gone = old.goneAfter(next, time.Now())
	}
	p.serving.Store(next)
	p.keep(next)
	if old != nil {
		for _, l := range old.lanes {
			l.counters.Retire()
		}
		p.metrics.Forget(old.labels(), next.labels())
		old.close(next)
	}
	p.metrics.Loaded(set.info.Hash, set.info.LoadedAt)
	p.fit()
	p.options.Log.Info("rules in use", "hash", set.info.Hash, "routes", len(set.routes))
}

// LoadFailed notes that a Set could not be made; the one in use stays in
// force. The error is logged: it is to name the place of the fault, and no
// secret.
func (p *Proxy) LoadFailed(err error) {
	p.metrics.NotLoaded(isLoss(err))
	p.options.Log.Error("rules not loaded, those in use stay in force", "error", err.Error())
}

// allPacers returns the pacers of a serving; none of nil.
func (s *serving) allPacers() map[string]*pacer {
	if s == nil {
		return nil
	}
	return s.pacers
}

// found returns where the service of the route is found.
func (l *lane) found() rewrite.Route {
	where := l.where
	if l.own != "" {
		where.Public = l.own
	}
	return where
}

// newLane puts a route in use, with what it has in common with the Set in use.
func (p *Proxy) newLane(r *parsedRoute, inUse *serving) *lane {
	l := &lane{parsedRoute: r, proven: make([]atomic.Bool, len(r.Resources))}
	l.counters = p.metrics.Counters(r.Name, r.Resources, r.Chain.Steps)
	if own := p.ownURL(); own != "" && r.PublicURL == "" {
		l.own = own + r.Path
	}
	l.state = state.In(p.options.State, r.Name, func(err error) error { return p.unkept(l, err) })
	l.guard = guardOf(l, inUse)
	l.pool, l.credential = p.poolOf(l, inUse), credentialOf(r, inUse)
	return l
}

// unkept counts and logs an error of the state, and returns what the client is told.
func (p *Proxy) unkept(l *lane, err error) error {
	l.counters.Unkept(state.CauseOf(err))
	p.options.Log.Error("state could not be kept or read", "route", l.Name, "error", err.Error())
	return rewrite.Unkept(err)
}

// warnOfReuse logs that the connections to a target are not used again.
func (p *Proxy) warnOfReuse(route, why string) {
	p.options.Log.Warn(why+": until the process starts anew each request to it has a connection of its own; have the "+
		"target's maker look into it, since other clients take such bytes for answers", "route", route)
}
