package answer

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
)

// location rewrites where resources are found: the Location header,
// meta.location and each $ref of an answer, from the target's URL to the
// route's public_url, and back in requests (Q116).
//
// A URL of the target's host outside its SCIM service is taken out of answers,
// since it would send the client past the proxy. Those of other hosts are left alone,
// and so are relative ones in bodies, which are relative to the service wherever it is
// (RFC 7643, section 2.3.7), but for paths from the root of the target's host. A relative
// Location is one seen from the URL of the request, and is rewritten.
//
// A route without public_url that listens on the loopback address only has its URL from
// there. One that listens elsewhere has a path and no more: then the Location is that path
// (RFC 9110, section 10.2.2), and meta.location and $ref, which are to be URIs, are taken
// out of answers. The Host of the request is no help: whoever may send a request could
// choose where others are sent to.
type location struct{}

// Locations returns the rule that rewrites where resources are found.
func Locations() rewrite.Rule { return location{} }

// Forestalls says that the same once more changes nothing.
func (r location) Forestalls(later rewrite.Rule, _ []rewrite.Step) string {
	if later == rewrite.Rule(r) {
		return kind.Again
	}
	return ""
}

// Touches returns the names of what says where a resource is, as rewrite.Toucher has it.
func (location) Touches() []string { return []string{"$ref", metaLocation.Name} }

// Occasions says what is looked at, as rewrite.Occasional has it.
func (location) Occasions() rewrite.Occasions {
	return rewrite.Occasions{Request: rewrite.OnNames, Answer: rewrite.OnNames | rewrite.OnLocation}
}

func (location) Request(m *rewrite.Message) error {
	if !m.Names("$ref") && !m.Names(metaLocation.Name) {
		return nil
	}
	public := placeAt(m.Route.Public)
	return m.MapNamed(func(a rewrite.Attr) (rewrite.Edit, error) {
		url, ok := locationOf(a)
		if !ok {
			return rewrite.Keep, nil
		}
		if rest, ok := placeAt(url).below(public); ok {
			return rewrite.Set(json.Quote(m.Route.Target + rest)), nil
		}
		return rewrite.Keep, nil
	}, "$ref", metaLocation.Sub)
}

func (location) Response(m *rewrite.Message) error {
	b := bases{placeAt(m.Route.Public), placeAt(m.Route.Target)}
	if m.Location != "" {
		url, keep := b.known(placeAt(m.Location))
		if !keep {
			url = ""
		}
		m.SetLocation(url)
	}
	seen := func(a rewrite.Attr) (rewrite.Edit, error) {
		url, ok := locationOf(a)
		if !ok {
			return rewrite.Keep, nil
		}
		to, keep := b.knownInBody(placeAt(url))
		switch {
		case !keep:
			return rewrite.Drop, nil
		case to == url:
			return rewrite.Keep, nil
		}
		return rewrite.Set(json.Quote(to)), nil
	}
	if m.Names("$ref") {
		return m.MapAttributes(seen)
	}
	if m.SetValues(metaLocation, b.shown) {
		return nil
	}
	return m.MapOnly(seen, metaLocation)
}

var metaLocation = filter.Path{Name: "meta", Sub: "location"}

// locationOf returns the URL that an attribute is, if it is one that says
// where a resource is found.
func locationOf(a rewrite.Attr) (string, bool) {
	if a.Level != rewrite.Sub || !filter.Fold(a.Path.Sub, "$ref") && !a.Path.Is(metaLocation) {
		return "", false
	}
	return json.Text(a.Value)
}

// A place is a URL, with its host's name and all from its path on.
type place struct{ url, host, path string }

func placeAt(url string) place {
	host, path := split(url)
	return place{url, host, path}
}

// bases are where clients and the target find the service.
type bases struct{ public, target place }

// known returns a URL of the target as clients know it, and whether they may
// know it at all.
func (b *bases) known(p place) (string, bool) {
	if rest, ok := p.below(b.target); ok {
		return b.public.url + rest, true
	}
	return p.url, p.host == "" || !strings.EqualFold(p.host, b.target.host) // whatever the scheme and the port
}

// knownInBody is known for a URL in a body, where a path is none.
func (b *bases) knownInBody(p place) (string, bool) {
	absolute := b.public.host != ""
	rest, ok := behind(p.path, b.target.path)
	if ok && p.host == "" && strings.HasPrefix(p.url, "/") {
		return b.public.url + rest, absolute
	}
	to, keep := b.known(p)
	return to, keep && (to == p.url || absolute)
}

// shown returns what clients are shown in the place of a value that may be a URL, and whether it stays.
func (b *bases) shown(v json.Value) (text string, stays bool) {
	url, ok := json.Text(v.Text())
	if !ok {
		return v.Text(), true
	}
	to, keep := b.knownInBody(placeAt(url))
	if to == url {
		return v.Text(), keep
	}
	return json.Quote(to), keep
}

// below returns what follows the URL base in p. A target behind a balancer
// may give its own URL with the scheme or the port that it knows, and a route
// without public URL has a path for its base.
func (p place) below(base place) (string, bool) {
	if base.url == "" || !strings.EqualFold(p.host, base.host) {
		return "", false
	}
	return behind(p.path, base.path)
}

// behind returns what follows a path in another, where that is a place below it.
func behind(path, root string) (string, bool) {
	rest, ok := strings.CutPrefix(path, root)
	return rest, ok && (rest == "" || strings.IndexByte("/?#", rest[0]) >= 0) && !strings.Contains(rest, "..")
}

// split returns the host name of an absolute URL, or of one without scheme, and
// all from its path on. It reads as browsers do, to which a backslash is a
// slash, since what it takes for relative is left alone.
func split(link string) (host, path string) {
	rest := link
	for rest != "" && isSpace(rest[0]) {
		rest = rest[1:]
	}
	if i := strings.IndexByte(rest, ':'); i >= 0 && endOf(rest[:i]) < 0 {
		rest = rest[i+1:]
	}
	if len(rest) < 2 || !isSlash(rest[0]) || !isSlash(rest[1]) {
		return "", link
	}
	for rest != "" && isSlash(rest[0]) {
		rest = rest[1:]
	}
	authority := rest
	if i := endOf(rest); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	authority = authority[strings.LastIndexByte(authority, '@')+1:]
	if i := strings.LastIndexByte(authority, ':'); i > strings.LastIndexByte(authority, ']') {
		authority = authority[:i]
	}
	return strings.TrimSuffix(authority, "."), path
}

// endOf returns where a scheme or an authority ends before what follows it, or -1.
func endOf(s string) int {
	for i := range len(s) {
		if isSlash(s[i]) || s[i] == '?' || s[i] == '#' {
			return i
		}
	}
	return -1
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }

func isSlash(b byte) bool { return b == '/' || b == '\\' }
