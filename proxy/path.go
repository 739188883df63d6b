package proxy

import (
	"bytes"
	"strings"

	"scimshim/proxy/ascii"
	"scimshim/proxy/head"
	"scimshim/proxy/reason"
	"scimshim/rewrite"
	"scimshim/rewrite/serve"
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
	case string(name) == serve.SearchPath:
		return reason.Refuse(501, reason.Path, "the proxy does not forward queries of all endpoints at once "+
			"(RFC 7644, section 3.4.3); query one, such as Users/.search")
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
	if string(id) == serve.SearchPath {
		p.id = serve.SearchPath
		return nil
	}
	var ok bool
	if p.id, ok = head.DecodeID(bytes.TrimSuffix(id, []byte("/"))); !ok {
		return reason.Refuse(400, reason.Path, "the path has an id that is not well formed")
	}
	return nil
}

// placeInBulk reads the path of an operation in a bulk, which is below the base path as well
// (RFC 7644, section 3.7).
func (l *lane) placeInBulk(path string) (resource, id string, err error) {
	p := place{lane: l, index: -1}
	rest, ok := strings.CutPrefix(path, "/")
	if !ok {
		return "", "", reason.Refuse(400, reason.Path, "the path of an operation begins with a slash, as /Users does")
	}
	if r := head.CheckPath([]byte(path)); r != nil {
		return "", "", r
	}
	if r := p.endpoint([]byte(rest)); r != nil {
		return "", "", r
	}
	resource = l.Resources[p.index]
	if isDiscovery(resource) || resource == serve.BulkPath || p.id == serve.SearchPath {
		return "", "", reason.Refuse(400, reason.Path, "an operation in a bulk is about a resource, such as /Users/42")
	}
	return resource, p.id, nil
}
