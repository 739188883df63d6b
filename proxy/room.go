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

// roomFor returns what fits below the limit on descriptors beside connections to targets,
// for so many requests at once and so many connections from one source: 0 means twice as
// many as requests, and half of all at most; less than 0 means any number. Where that
// leaves next to nothing, a quarter of the descriptors is for clients.
func roomFor(requests, perSource, descriptors, targets int) room {
	r := room{public: 4 * requests, admin: adminPlaces}
	if descriptors > 0 {
		r.admin = max(1, min(r.admin, descriptors/16))
		r.public = max(1, min(r.public, max(descriptors-otherFiles-r.admin-targets, descriptors/4)))
	}
	switch {
	case perSource > 0:
		r.perSource = perSource
	case perSource == 0: // more than are served at once, and never all
		r.perSource = min(2*requests, max(1, r.public/2))
	}
	return r
}
