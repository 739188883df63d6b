package target

import (
	"sync"
	"sync/atomic"
	"time"
)

// A Reuse says whether a connection to a target serves several requests.
type Reuse byte

// The ways to use connections.
const (
	ReuseAuto   Reuse = iota // until the target sends a byte that nobody asked for
	ReuseAlways              // whatever the target sends
	ReuseNever               // a connection for each request
)

// The trial of a target whose connections are used again by ReuseAuto.
//
// A byte that comes after its answer, and that nobody asked for, is the beginning of
// the answer to the next request on that connection, as far as HTTP/1.1 can tell. The
// look before a connection is used again finds the bytes that have arrived by then, and
// not those that arrive a moment later: of a target that sent 2 % of its answers twice,
// 0 to 3 ms after the first, fast clients were given hundreds of wrong ones (A5). So
// each connection rests at first after its answer, and is looked at when it has rested.
// A target of which a share s of the exchanges has late bytes passes n rests with a
// probability of (1-s)^n, which for 2 % and 1,024 is 1e-9; one of 1.4 % passes with less
// than 1e-6, and one of 0.1 % is found out by two trials of three. What is seen after the
// trial ends the reuse as well: bytes at a look, bytes after an answer, and an answer
// that belongs to another request.
//
// The rest costs connections, not time: a request that finds none ready opens one. Only
// where as many are open as may be, and one that rests would have to be closed for it, some
// requests wait for the end of a rest, or no trial would end under full load.
// It is longer than any delay between two segments that a server writes one after the
// other, also where the second waits for a delayed acknowledgment (40 ms on Linux).
const (
	trialRests = 1024
	trialRest  = 50 * time.Millisecond
)

// A conduct is what was seen of how a target keeps to its connections. It is that of an
// address, for all routes to it and as long as the process lives: a reload changes no
// target.
type conduct struct {
	rests   atomic.Int64 // whole rests in which nothing came
	strayed atomic.Bool  // whether a byte came that nobody had asked for
}

// onTrial reports whether connections are to rest before they are used again.
func (c *conduct) onTrial() bool { return c.rests.Load() < trialRests }

// Conducts are those of all addresses that were ever asked.
type Conducts struct {
	mu  sync.Mutex
	all map[string]*conduct
}

// Of returns the conduct of what is at a scheme and an address.
func (c *Conducts) Of(scheme, address string) *conduct {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := scheme + "://" + address
	if c.all[key] == nil {
		if c.all == nil {
			c.all = map[string]*conduct{}
		}
		c.all[key] = new(conduct)
	}
	return c.all[key]
}
