// Package pace holds requests back as a target demands: so many in a time, by method and
// endpoint, so many bytes, so many at once, none while it has asked for a pause, and none
// while it fails. Who waits too long is told when to come again; nothing was sent then.
//
// The package knows no HTTP. Its pacers are shared by all routes to a target, whose requests
// the target counts together.
package pace

import (
	"math"
	"sync/atomic"
	"time"
)

// Settings say how a target may be asked. The zero value holds nothing back.
type Settings struct {
	Rates    []Rate
	AtOnce   int           // requests at one time; 0 for any number
	Patience time.Duration // how long a request waits at most; 0 for not at all
	Breaker  Breaker
}

// A Pacer lets requests through to a target. Its methods may be called by many goroutines.
type Pacer struct {
	settings Settings
	rates    []limiter
	places   chan struct{} // nil for any number
	breaker  *breaker      // nil for none
	until    atomic.Int64  // when the pause ends that the target asked for, in nanoseconds since 1970
	waiting  atomic.Int64
}

// New returns a Pacer.
func New(s Settings) *Pacer {
	p := &Pacer{settings: s, breaker: newBreaker(s.Breaker)}
	for _, r := range s.Rates {
		p.rates = append(p.rates, r.limiter())
	}
	if s.AtOnce > 0 {
		p.places = make(chan struct{}, s.AtOnce)
	}
	return p
}

// A Request is what a Pacer looks at.
type Request struct {
	Method, Resource string
	Bytes            int
	Until            time.Time // until when it may wait
}

// A Cause is why a request is held back.
type Cause string

// The causes.
const (
	OfRate    Cause = "rate"    // as many were sent in the time as may be
	ByTarget  Cause = "target"  // the target has asked for a pause
	Places    Cause = "at_once" // as many are under way as may be
	IsFailing Cause = "failing" // the target failed too often, and is left alone for a while
)

// Held is the error of a request that would have to wait longer than it may.
type Held struct {
	Cause Cause
	After time.Duration // when it may come again
}

func (h *Held) Error() string { return "held back: " + string(h.Cause) }

// Seconds returns After in whole seconds, at least one.
func (h *Held) Seconds() int { return max(1, int(math.Ceil(h.After.Seconds()))) }
