package guard

import "time"

// retryTotal is after which time a target is asked again that did not say how much it has.
const retryTotal = time.Minute

// A total is how many resources of an endpoint the target has; 0 for not known.
type total struct {
	n    int
	next time.Time // when it is asked again
}

// of returns the endpoint that the share of a change is one of: that of the change, and of
// removals the users.
func (c Change) of() string {
	if c.Sort == Removals {
		return "Users"
	}
	return c.Resource
}

// Learn has the guard know how much the target has, if a bound needs that and it is not known of
// this window. ask asks the target, for one request at a time, while others wait.
func (g *Guard) Learn(c Change, ask func(resource string) (n int, ok bool)) {
	if !g.needs(c) {
		return
	}
	g.asking.Lock()
	defer g.asking.Unlock()
	if !g.needs(c) {
		return
	}
	n, ok := ask(c.of())
	g.mu.Lock()
	defer g.mu.Unlock()
	next := time.Now().Add(g.settings.Window)
	if !ok {
		n, next = g.totals[c.of()].n, time.Now().Add(retryTotal)
	}
	g.totals[c.of()] = total{n, next}
}

func (g *Guard) needs(c Change) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.settings.Bounds[c.Sort].Share > 0 && time.Now().After(g.totals[c.of()].next)
}
