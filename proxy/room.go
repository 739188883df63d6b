package proxy

// A room is how many connections the two listeners may have open, so that their
// descriptors are enough for all else that the process opens.
type room struct{ public, admin, perSource int }

const (
	adminPlaces = 128
	// otherFiles is what the process opens besides connections: files, watches, the log
	// and the listeners; and with them those who are told that there is no place.
	otherFiles = 64 + 2*mostTold
)

// room returns what fits below the limit on descriptors beside connections to targets.
// Where that leaves next to nothing, a quarter of the descriptors is for clients.
func (o *Options) room(descriptors, targets int) room {
	r := room{public: 4 * o.Concurrency, admin: adminPlaces}
	if descriptors > 0 {
		r.admin = max(1, min(r.admin, descriptors/16))
		r.public = max(1, min(r.public, max(descriptors-otherFiles-r.admin-targets, descriptors/4)))
	}
	switch n := o.ConnectionsPerSource; {
	case n > 0:
		r.perSource = n
	case n == 0: // more than are served at once, and never all
		r.perSource = min(2*o.Concurrency, max(1, r.public/2))
	}
	return r
}

// fit gives the listeners as many places as there is room for beside connections to the
// targets of the routes in use.
func (p *Proxy) fit() {
	s := &p.servers
	if s.public == nil {
		return
	}
	targets := 0
	if now := p.serving.Load(); now != nil {
		for _, l := range now.lanes {
			targets += l.Target.MaxConnections
		}
	}
	r := p.options.room(descriptorLimit(), targets)
	s.public.places.resize(r.public, r.perSource)
	s.admin.places.resize(r.admin, 0)
	if r.public < 4*p.options.Concurrency {
		p.options.Log.Warn("the limit on file descriptors leaves room for fewer connections",
			"descriptors", descriptorLimit(), "targets", targets, "clients", r.public)
	}
}
