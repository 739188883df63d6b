package listen

import (
	"net/netip"
	"sync/atomic"
	"time"
)

// A source is where connections come from: an address, or of IPv6 the /64 that one
// subscriber has at least.
type source struct {
	conns int          // open now
	last  atomic.Int64 // when a request from there last had a client's credential, in seconds since 1970
}

const (
	// sourceMemory is how long a source is known after it has authenticated. Clients
	// that come in cycles, such as Entra every 40 minutes, stay known between them.
	sourceMemory = 24 * time.Hour
	// mostSources bounds the sources that are remembered without a connection.
	mostSources = 1024
)

// sourceOf returns the key of an address.
func sourceOf(a netip.Addr) netip.Addr {
	if a.Is6() && !a.Is4In6() {
		p, err := a.WithZone("").Prefix(64)
		if err == nil {
			return p.Addr()
		}
	}
	return a.Unmap()
}

// authenticated notes when a request came that had a client's credential.
func (s *source) authenticated(at time.Time) { s.last.Store(at.Unix()) }

// isKnown reports whether a request from there had a client's credential lately.
func (s *source) isKnown(now time.Time) bool {
	return now.Unix()-s.last.Load() < int64(sourceMemory/time.Second)
}
