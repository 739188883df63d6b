package proxy

import (
	"errors"
	"reflect"
	"strconv"
	"time"

	"scimshim/proxy/ascii"
	"scimshim/proxy/head"
	"scimshim/proxy/pace"
	"scimshim/proxy/reason"
	"scimshim/proxy/target"
	"scimshim/rewrite"
)

// The pauses that a target asks for.
const (
	maxPause   = 10 * time.Minute // longer ones are not believed
	maxRepeats = 3                // of a request that the target put off
)

// sendInTurn sends a request when the target may be sent one. A request that the target puts
// off is sent again after the pause that it asks for, if the request may wait so long.
func (x *exchange) sendInTurn(m *rewrite.Message, credential string) error {
	for repeats := 0; ; repeats++ {
		turn, err := x.lane.pacer.Enter(pace.Request{
			Method: m.Method, Resource: m.Resource, Bytes: len(m.Body), Until: x.deadline,
		})
		if err != nil {
			return x.heldBack(err)
		}
		err = x.sendAs(m, credential)
		turn.Done(err != nil || isFailure(x.answered.Status))
		if err != nil {
			return err
		}
		pause, ok := x.pauseAsked()
		if !ok || repeats == maxRepeats || !x.mayRepeat(m, pause) {
			return nil
		}
		x.lane.counters.Answered(m, x.answered.Status)
		x.release(time.Now())
	}
}

// isFailure reports whether a status says that the target is not well.
func isFailure(status int) bool { return status >= 500 && status != 501 }

// pauseAsked returns the pause that the target asks for by 429 or 503 (RFC 6585, section 4;
// RFC 9110, section 15.6.4), which then holds for all requests.
func (x *exchange) pauseAsked() (time.Duration, bool) {
	in := &x.answered
	if x.lane.pacer == nil || in.Status != 429 && in.Status != 503 {
		return 0, false
	}
	pause, ok := retryAfter(in.Field(head.RetryAfter), time.Now())
	if ok {
		x.lane.pacer.Pause(pause)
	}
	return pause, ok
}

// retryAfter reads a Retry-After: seconds, or a date (RFC 9110, section 10.2.3).
func retryAfter(field []byte, now time.Time) (time.Duration, bool) {
	text := string(field)
	if n, err := strconv.Atoi(text); err == nil && n >= 0 {
		return time.Duration(min(n, int(maxPause/time.Second))) * time.Second, true
	}
	at, err := time.Parse(time.RFC1123, text)
	if err != nil || !ascii.IsPrintable(field) {
		return 0, false
	}
	return min(max(at.Sub(now), 0), maxPause), true
}

// mayRepeat reports whether a request that was put off is sent again. That a 429 or 503 is the
// answer to this request is certain on a connection that served none before; on another it
// may be a late one to nobody, so that a write is not repeated there; see afterRefusal.
func (x *exchange) mayRepeat(m *rewrite.Message, pause time.Duration) bool {
	if m.Method != "GET" && (x.answered.Status != 429 || !x.conn.IsFirst()) {
		return false
	}
	return pause <= x.lane.pacer.Patience() && time.Now().Add(pause).Before(x.deadline)
}

// heldBack is the refusal of a request that would have to wait too long for its turn.
func (x *exchange) heldBack(err error) *rewrite.Refusal {
	var h *pace.Held
	if !errors.As(err, &h) {
		return reason.RefusalOf(err)
	}
	status, why := 429, ""
	switch h.Cause {
	case pace.OfRate:
		why = "the target is sent no more requests in this time than pace of the route's target allows"
	case pace.Places:
		why = "as many requests are under way at the target as pace of the route's target allows"
	case pace.ByTarget:
		why = "the target asked for a pause, by Retry-After"
	case pace.IsFailing:
		status, why = 503, "the target failed several times in a row and is left alone for a while; see its own log"
	}
	x.shed = shedPace
	r := reason.Refuse(status, reason.Paced, why+"; try again after "+strconv.Itoa(h.Seconds())+" seconds")
	r.RetryAfter = h.Seconds()
	return x.unsent(r)
}

// pacerOf returns the pacer of a route's target, which is that of all routes to it, also of
// those that state none. That of the Set in use goes on if it has the same settings.
func pacerOf(r *parsedRoute, set *Set, made, inUse map[string]*pacer) *pace.Pacer {
	key := r.base.Scheme + "://" + target.Address(r.base)
	if p := made[key]; p != nil {
		return p.Pacer
	}
	s := set.paceOf(key)
	if s == nil {
		return nil
	}
	p := inUse[key]
	if p == nil || !reflect.DeepEqual(p.settings, *s) {
		p = &pacer{pace.New(*s), *s}
	}
	made[key] = p
	return p.Pacer
}

// A pacer is one with its settings.
type pacer struct {
	*pace.Pacer
	settings pace.Settings
}

// paceOf returns how the target at an address may be asked; nil for no word.
func (s *Set) paceOf(key string) *pace.Settings {
	for i := range s.routes {
		r := &s.routes[i]
		if r.Target.Pace != nil && r.base.Scheme+"://"+target.Address(r.base) == key {
			return r.Target.Pace
		}
	}
	return nil
}

// clashOfPace reports two routes that say something else of how one target may be asked.
func clashOfPace(a, b parsedRoute) bool {
	return a.Target.Pace != nil && b.Target.Pace != nil && a.base.Scheme == b.base.Scheme &&
		target.Address(a.base) == target.Address(b.base) && !reflect.DeepEqual(a.Target.Pace, b.Target.Pace)
}
