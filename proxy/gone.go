package proxy

import (
	"slices"
	"strings"
	"time"

	"scimshim/proxy/reason"
	"scimshim/rewrite"
)

// goneFor is how long the path of a removed route is answered 503. Entra quarantines an
// application that answers 404, and shows an outage only as one; by then whoever removed
// the route by mistake has seen it.
const goneFor = 10 * time.Minute

// goneRetry is when a client may ask for a removed route again, in seconds.
const goneRetry = 60

// A goneRoute is a route that was taken out of use.
type goneRoute struct {
	path  string
	until time.Time
}

// goneAfter returns the routes that a serving no longer has, those included that were gone
// before.
func (s *serving) goneAfter(next *serving, now time.Time) []goneRoute {
	gone := slices.Clone(s.gone)
	for _, l := range s.lanes {
		gone = append(gone, goneRoute{l.Path, now.Add(goneFor)})
	}
	return slices.DeleteFunc(gone, func(g goneRoute) bool {
		is := func(l *lane) bool { return l.Path == g.path }
		return now.After(g.until) || slices.ContainsFunc(next.lanes, is)
	})
}

// unknown is the refusal of a request whose path is no route's.
func (s *serving) unknown(path string) *rewrite.Refusal {
	for _, g := range s.gone {
		if strings.HasPrefix(path+"/", g.path+"/") && time.Now().Before(g.until) {
			r := reason.Refuse(503, reason.Gone, "the route of this path was taken out of the proxy's configuration "+
				"a moment ago; put it back, or have the client ask elsewhere")
			r.RetryAfter = goneRetry
			return r
		}
	}
	return reason.Refuse(404, reason.Path, "no service is configured for this path")
}
