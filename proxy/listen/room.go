package listen

// A Room is how many connections the two listeners may have open, so that their
// descriptors are enough for all else that the process opens.
type Room struct{ Public, Admin, PerSource int }

// PlacesPerRequest is how many connections clients may have open for each request that is
// served at once. An idle one holds 6 KB.
const PlacesPerRequest = 10

const (
	adminPlaces = 128
	// otherFiles is what the process opens besides connections: files, watches, the log
	// and the listeners; and with them those who are told that there is no place.
	otherFiles = 64 + 2*mostTold
)

// RoomFor returns what fits below the limit on descriptors beside connections to targets,
// for so many requests at once and so many connections from one source: 0 means twice as
// many as requests, and half of all at most; less than 0 means any number. Where that
// leaves next to nothing, a quarter of the descriptors is for clients.
func RoomFor(requests, perSource, descriptors, targets int) Room {
	r := Room{Public: PlacesPerRequest * requests, Admin: adminPlaces}
	if descriptors > 0 {
		r.Admin = max(1, min(r.Admin, descriptors/16))
		r.Public = max(1, min(r.Public, max(descriptors-otherFiles-r.Admin-targets, descriptors/4)))
	}
	switch {
	case perSource > 0:
		r.PerSource = perSource
	case perSource == 0: // more than are served at once, and never all
		r.PerSource = min(2*requests, max(1, r.Public/2))
	}
	return r
}
