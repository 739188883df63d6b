package proxy

import (
	"bytes"

	"scimshim/proxy/ascii"
	"scimshim/proxy/head"
	"scimshim/proxy/reason"
	"scimshim/rewrite"
)

// A place is what a request's target names, parsed: the outgoing request is
// built of it, never of the bytes that came.
type place struct {
	lane  *lane
	index int    // index of the endpoint in the lane's Resources; -1 for none
	id    string // decoded; empty for the whole endpoint
	query []byte // raw, without the question mark
}

// nowhere is the place of a request whose target names none.
var nowhere = place{index: -1}

// search is the last segment of queries by POST (RFC 7644, section 3.4.3). What
// they ask for is in their bodies, which no rule looks at.
const search = ".search"

// locate reads a request's target (RFC 9112, section 3.2.1: origin-form). The
// path must be a route's, an endpoint and perhaps an id, by a list of allowed
// bytes: other readers resolve "..;", "%2e", backslashes and double slashes. What is
// refused below a route's path has the route's lane, without which nobody could be told
// by whose clients it may be seen.
func (s *serving) locate(uri []byte) (place, *rewrite.Refusal) {
	path, query, _ := bytes.Cut(uri, []byte("?"))
	if !bytes.HasPrefix(path, []byte("/")) {
		return nowhere, reason.Refuse(400, reason.Path, "the request's target is no path")
	}
	l := s.lane(path)
	p := place{lane: l, index: -1, query: query}
	if r := head.CheckPath(path); r != nil {
		return p, r
	}
	if l == nil {
		return p, s.unknown(string(path))
	}
	rest := bytes.TrimPrefix(path[len(l.Path):], []byte("/"))
	if len(rest) == 0 {
		if rest, p.query = head.AfterFlag(query); len(rest) == 0 {
			return p, reason.Refuse(404, reason.Path, "the path names no endpoint, such as Users")
		}
		if r := head.CheckPath(rest); r != nil {
			return p, r
		}
	}
	r := p.endpoint(rest)
	return p, r
}

// lane returns the lane whose path begins a request's path. Paths of routes do
// not overlap.
func (s *serving) lane(path []byte) *lane {
	for _, l := range s.lanes {
		n := len(l.Path)
		if len(path) >= n && string(path[:n]) == l.Path && (len(path) == n || path[n] == '/') {
			return l
		}
	}
	return nil
}

// endpoint reads what follows the base path: Users, Users/ or Users/2819c223.
func (p *place) endpoint(rest []byte) *rewrite.Refusal {
	name, id, _ := bytes.Cut(rest, []byte("/"))
	switch {
	case string(name) == search || string(id) == search:
		return reason.Refuse(501, reason.Path, "the proxy does not forward queries by POST (RFC 7644, section 3.4.3); "+
			"query an endpoint, such as Users, by GET")
	case ascii.IsSegment(name) && !ascii.IsName(name):
		return reason.Refuse(404, reason.Path, "the path names no endpoint that is configured for this "+
			"service, such as Users")
	case !ascii.IsName(name):
		return reason.Refuse(400, reason.Path, "the path does not name an endpoint, such as Users, after the base path")
	}
	for i, r := range p.lane.Resources {
		if ascii.Equal(name, r) {
			p.index = i
		}
	}
	if p.index < 0 {
		return reason.Refuse(404, reason.Path, "the endpoint "+string(name)+" is not configured for this service")
	}
	if len(id) == 0 {
		return nil
	}
	var ok bool
	if p.id, ok = head.DecodeID(bytes.TrimSuffix(id, []byte("/"))); !ok {
		return reason.Refuse(400, reason.Path, "the path has an id that is not well formed")
	}
	return nil
}
