package proxy

import (
	"strconv"
	"time"

	"scimshim/proxy/limit"
	"scimshim/proxy/reason"
	"scimshim/rewrite"
)

// A shedCause is why a request was not served though nothing is wrong with it. The set is
// closed, since it is a metric's label.
type shedCause string

// The causes.
const (
	shedRequests    shedCause = "requests"    // too many requests at once
	shedRoute       shedCause = "route"       // too many of its route
	shedMemory      shedCause = "memory"      // no room for its body, or for the target's answer
	shedLarge       shedCause = "large"       // too many large bodies wait for their turn
	shedTime        shedCause = "time"        // its time ended while the proxy worked on it
	shedConnections shedCause = "connections" // no connection to the target became free
	shedPace        shedCause = "pace"        // the target may not be sent so much, or so soon
	shedUnread      shedCause = "unread"      // its client did not take the reply, while others waited for room
)

var shedCauses = []shedCause{
	shedRequests, shedRoute, shedMemory, shedLarge, shedTime, shedConnections, shedPace, shedUnread,
}

// busy is the refusal of a request that is as good as any, but too much at this time.
func (x *exchange) busy(cause shedCause, detail string) *rewrite.Refusal {
	x.shed = cause
	return reason.Refuse(503, reason.Busy, detail)
}

// noRoom is the refusal of a request whose body there is no room for.
func noRoom() *rewrite.Refusal {
	return reason.Refuse(503, reason.Busy, "the proxy holds as many bytes of bodies as its memory allows; the target "+
		"was not asked; try again later")
}

// inTime is asked before each rule looks at a message: whether there is still time to work
// on it, which small ones have, and whose turn it is, if it is large.
func (x *exchange) inTime(m *rewrite.Message) error {
	large := len(m.Body) > limit.Large
	switch {
	case !large && !x.hasTurn:
		return nil
	case !time.Now().Before(x.deadline):
		return x.tooSlow()
	case large:
		return x.takeTurn(!m.IsRequest())
	}
	return nil
}

// takeTurn waits for the turn of a large body, unless the exchange has it. A request must
// leave the target time to answer. An answer, which back says it is, is held already, and
// what the target did for it is done.
func (x *exchange) takeTurn(back bool) error {
	if x.hasTurn {
		return nil
	}
	until := x.deadline
	if !back {
		until = x.start.Add(x.lane.Target.Timeout / 2)
	}
	err := x.proxy.turns.Take(back, until)
	x.hasTurn = err == nil
	x.turnSince = time.Now()
	switch {
	case err == nil:
		return nil
	case back:
		return x.tooSlow()
	}
	r := x.busy(shedLarge, "the proxy works on other large bodies, and as many wait already as can be served in time; "+
		"the target was not asked; try again later, or send less at once")
	r.Unsent = true
	return r
}

// leaveTurn ends the turn of a large body.
func (x *exchange) leaveTurn() {
	if x.hasTurn {
		x.hasTurn = false
		x.proxy.turns.Give(x.turnSince)
	}
}

// tooSlow is the refusal of a message that the proxy did not work on in time. It is no
// fault of the target's, and says what the target did (P6).
func (x *exchange) tooSlow() *rewrite.Refusal {
	const slow = "the proxy was too busy to work on "
	t := &x.target
	switch {
	case t.requests == 0:
		r := x.busy(shedTime, slow+"this request in time; the target was not asked; try again later")
		r.Unsent = true
		return r
	case t.method == "GET":
		return x.busy(shedTime, slow+"the target's answer in time; try again later, or ask for less at once")
	case t.status < 300:
		return x.busy(shedTime, slow+"the target's answer in time; "+carriedOut)
	}
	return x.busy(shedTime, slow+"the target's answer in time; the target has refused the request with status "+
		strconv.Itoa(t.status))
}

// wastedTime reports whether the time of a request is over, and went by for the most part
// in the proxy and not at the target.
func (x *exchange) wastedTime(now time.Time) bool {
	return !now.Before(x.deadline) && now.Sub(x.start) > 2*x.targetTime
}

// carriedOut ends the sentences about an answer that could not be read to a write that
// succeeded.
const carriedOut = "the target has carried out the request, so read the resource before you send it again"

// takePlace takes one of the places that the route has for requests at one time, so that a
// slow target does not take those of the others.
func (x *exchange) takePlace() error {
	if most := int64(x.lane.MaxConcurrent); x.lane.inUse.Add(1) > most && most > 0 {
		x.lane.inUse.Add(-1)
		return x.busy(shedRoute, "too many requests of this route are being served; try again later, or raise its "+
			"max_concurrent")
	}
	x.placed = true
	return nil
}

// leavePlace ends the use of the place.
func (x *exchange) leavePlace() {
	if x.placed {
		x.placed = false
		x.lane.inUse.Add(-1)
	}
}
