package proxy

import (
	"fmt"
	"strconv"
	"time"

	"scimshim/proxy/guard"
	"scimshim/proxy/reason"
	"scimshim/rewrite"
	"scimshim/rewrite/json"
)

// retryHeld is after how many seconds a client may try again what is held.
const retryHeld = 300

// askGuarded asks the target, unless the request is of a sort of changes of which there were
// more than the route's guard lets through. It is the chain's rewrite.Next.
func (x *exchange) askGuarded(m *rewrite.Message) error {
	g := x.lane.guard
	if g == nil || m.Method == "GET" {
		return x.askTarget(m)
	}
	change, err := g.ChangeOf(m, func() (string, error) { return x.group(m) })
	if err != nil {
		return err
	}
	if len(change.Things) == 0 {
		return x.askTarget(m)
	}
	g.Learn(change, x.total)
	pass, held, began := g.Enter(change)
	if held != nil {
		return x.heldChange(held, began)
	}
	refused := false // unless it is certain, also if this ends in a panic
	defer func() { pass.Done(!refused) }()
	err = x.askTarget(m)
	refused = x.wasRefused(err)
	return err
}

// wasRefused reports whether the last request is certain not to have been carried out.
func (x *exchange) wasRefused(err error) bool {
	if err != nil {
		return reason.RefusalOf(err).Unsent
	}
	return x.target.status >= 400 && x.target.status < 500
}

// heldChange returns the refusal of a change that is held.
func (x *exchange) heldChange(h *guard.Held, began bool) *rewrite.Refusal {
	name, since := x.lane.Name, h.Hold.Since.UTC().Format(time.RFC3339)
	if began {
		x.proxy.options.Log.Warn("changes are held until an administrator releases or rejects them", "route", name,
			"sort", string(h.Sort), "changes", h.Hold.Count, "bound", h.Hold.Bound, "window", h.Within(),
			"request_id", x.requestID)
	}
	if h.Hold.Rejected {
		return x.unsent(reason.Refuse(403, reason.Rejected, fmt.Sprintf("%s of the route %s, held since %s, were "+
			"rejected by an administrator of the proxy", h.Sort, name, since)))
	}
	r := reason.Refuse(429, reason.Held, fmt.Sprintf("%s of the route %s are held since %s, because there would have "+
		"been more than %d within %s; other requests go on; an administrator of the proxy releases them with scimshim "+
		"guard release --route %s, or rejects them with scimshim guard reject --route %s", h.Sort, name, since,
		h.Hold.Bound, h.Within(), name, name))
	r.RetryAfter = retryHeld
	return x.unsent(r)
}

// group reads the group that a request is about, as the target has it: nothing of one that it
// does not show.
func (x *exchange) group(m *rewrite.Message) (string, error) {
	q := &rewrite.Message{Method: "GET", Resource: m.Resource, ID: m.ID, Header: m.Header, Route: m.Route}
	if err := x.askTarget(q); err != nil {
		return "", err
	}
	if q.Status >= 400 && q.Status < 500 && q.Status != 429 {
		return "", nil
	}
	if json.Check(q.Body) == nil && q.Status == 200 {
		if id, _ := json.Lookup(q.Body, "id"); id == json.Quote(m.ID) {
			return q.Body, nil
		}
	}
	return "", reason.Refuse(503, reason.Held, "the guard could not find out which members the request removes: the "+
		"target answered "+strconv.Itoa(q.Status)+" when it was asked for the group; the request was not sent")
}

// total asks the target how many resources of an endpoint it has.
func (x *exchange) total(resource string) (int, bool) {
	q := &rewrite.Message{Method: "GET", Resource: resource, Route: x.lane.found()}
	q.Query = []rewrite.Param{{Name: "startIndex", Value: "1"}, {Name: "count", Value: "1"}}
	if x.askTarget(q) != nil || q.Status != 200 || json.Check(q.Body) != nil {
		return 0, false
	}
	text, _ := json.Lookup(q.Body, "totalResults")
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0
}

// guardOf returns the guard of a lane, which is that of the route in use, if there was one.
func guardOf(l *lane, inUse *serving) *guard.Guard {
	if l.Guard == nil {
		return nil
	}
	for _, other := range inUse.all() {
		if other.Name == l.Name && other.guard != nil {
			other.guard.Set(*l.Guard, l.state)
			return other.guard
		}
	}
	return guard.New(*l.Guard, l.state)
}

// guards returns the guards in use, for the admin listener.
func (p *Proxy) guards() (list []guard.Named) {
	for _, l := range p.serving.Load().all() {
		if l.guard != nil {
			list = append(list, guard.Named{Route: l.Name, Guard: l.guard})
		}
	}
	return list
}
