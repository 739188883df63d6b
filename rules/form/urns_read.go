package form

import (
	"slices"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/part"
)

// A urnKnown is a URN that may be met, whole or damaged, and the one it stands for.
type urnKnown struct {
	written, means string
	short          bool // whether the type of the resource is left out at its end
}

// What the URNs of RFC 7643 begin with, and those of SCIM 1 and of the drafts of SCIM 2
// (draft-ietf-scim-core-schema, up to version 16).
const (
	urnHead   = "urn:ietf:params:scim:schemas:"
	draftHead = "urn:scim:schemas:"
)

// A urnSet has the URNs of one type of resource.
type urnSet struct {
	types    *filter.Types
	resource string
	urns     []string   // of the schemas, the core one first
	known    []urnKnown // that may be met
}

// maxSets is how many types of resources a rule has the URNs of.
const maxSets = 8

// setOf returns the URNs of the message's resources, which are made once.
func (r *urnForms) setOf(m *rewrite.Message) *urnSet {
	var sets []*urnSet
	if p := r.sets.Load(); p != nil {
		sets = *p
	}
	types, resource := m.Types(), m.Resource
	for _, s := range sets {
		if s.types == types && s.resource == resource {
			return s
		}
	}
	return r.add(sets, newURNSet(types, strings.Clone(resource)))
}

// add notes the URNs of one more type of resource. Of two that are noted at once one is
// lost, and made again.
func (r *urnForms) add(sets []*urnSet, made *urnSet) *urnSet {
	if len(sets) < maxSets {
		sets = append(slices.Clip(sets), made)
		r.sets.Store(&sets)
	}
	return made
}

func newURNSet(types *filter.Types, resource string) *urnSet {
	s := &urnSet{types: types, resource: resource, urns: types.URNs(resource)}
	for _, urn := range s.urns {
		s.known = append(s.known, urnKnown{written: urn, means: urn})
	}
	for i, urn := range s.urns {
		rest, ok := cutFold(urn, urnHead)
		switch {
		case !ok:
		case i == 0 || filter.Fold(urn, filter.EnterpriseURN):
			s.addDrafts(rest, urn)
		default:
			s.known = append(s.known, urnKnown{written: draftHead + rest, means: urn})
		}
	}
	return s
}

// all returns the URNs that may be met.
func (x *urnRun) all() []urnKnown { return x.set().known }

// schemas returns the URNs of the schemas, the core one first.
func (x *urnRun) schemas() []string { return x.set().urns }

func (x *urnRun) set() *urnSet {
	if x.met == nil {
		x.met = x.setOf(x.m)
	}
	return x.met
}

// addDrafts adds what clients call the core and the Enterprise schema: with the URN's
// beginning of RFC 7643 or of the drafts, with the version of SCIM 1 or of SCIM 2, and with
// or without the type of the resource behind it. The rest is the URN without its beginning,
// as in core:2.0:User.
func (s *urnSet) addDrafts(rest, urn string) {
	what, name, ok := strings.Cut(rest, ":2.0:")
	if !ok {
		return
	}
	for _, head := range [...]string{urnHead, draftHead} {
		for _, version := range [...]string{":1.0", ":2.0"} {
			short := head + what + version
			s.known = append(s.known, urnKnown{written: short + ":" + name, means: urn},
				urnKnown{written: short, means: urn, short: true})
		}
	}
}

// cutFold returns a text without what it begins with, in any case.
func cutFold(text, prefix string) (rest string, ok bool) {
	if len(text) < len(prefix) || !filter.Fold(text[:len(prefix)], prefix) {
		return text, false
	}
	return text[len(prefix):], true
}

// split returns the URN of a schema that a text begins with, as the schema spells
// it, and the rest, which is a path in it or empty.
func (x *urnRun) split(text string) (urn, rest string, ok bool) {
	if !part.IsURN(text) {
		return "", "", false
	}
	if !x.damaged {
		return x.splitCore(text)
	}
	if urn, rest, ok = x.exact(text); ok {
		return urn, rest, true
	}
	end := -1
	for _, k := range x.all() {
		n := urnEnd(text, k.written)
		if n < 0 || k.short && !x.isPathIn(k.means, text[n:]) {
			continue
		}
		if n > end || n == end && filter.Fold(text[:n], k.written) {
			urn, end = k.means, n
		}
	}
	if end < 0 {
		return "", "", false
	}
	return urn, strings.TrimLeft(text[end:], ":."), true
}

// exact is split for a URN that is as it should be, which most are.
func (x *urnRun) exact(text string) (urn, rest string, ok bool) {
	for _, known := range x.schemas() {
		behind, begins := cutFold(text, known)
		if begins && len(known) > len(urn) && (behind == "" || isURNMark(behind[0])) {
			urn, rest, ok = known, strings.TrimLeft(behind, ":."), true
		}
	}
	return urn, rest, ok
}

// isPathIn reports whether what stands behind a URN without the type of the resource is
// a path, or nothing, and not the type of another resource.
func (x *urnRun) isPathIn(urn, rest string) bool {
	rest = strings.TrimLeft(rest, ":.")
	if rest == "" {
		return true
	}
	p, err := filter.ParsePath(rest)
	if err != nil || p.Schema != "" {
		return strings.Contains(rest, "[") && !strings.Contains(rest, ":")
	}
	_, known := x.m.Types().Find(x.m.Resource, filter.Path{Schema: urn, Name: p.Name})
	return known || rest[0] < 'A' || rest[0] > 'Z'
}

// splitCore is split for the URN of the core schema, undamaged.
func (x *urnRun) splitCore(text string) (urn, rest string, ok bool) {
	core := x.m.Types().CoreURN(x.m.Resource)
	n := len(core)
	switch {
	case len(text) < n || !filter.Fold(text[:n], core):
		return "", "", false
	case len(text) == n:
		return core, "", true
	case text[n] == ':' || text[n] == '.':
		return core, text[n+1:], true
	}
	return "", "", false
}

// urnEnd returns where a URN ends that a text begins with, but for colons and dots
// and for the case of letters, or -1. Behind it, the text ends or goes on with one
// of the two.
func urnEnd(text, urn string) int {
	i := 0
	for j := range len(urn) {
		if isURNMark(urn[j]) {
			continue
		}
		for i < len(text) && isURNMark(text[i]) {
			i++
		}
		if i == len(text) || !filter.Fold(text[i:i+1], urn[j:j+1]) {
			return -1
		}
		i++
	}
	if i < len(text) && !isURNMark(text[i]) {
		return -1
	}
	return i
}

func isURNMark(c byte) bool { return c == ':' || c == '.' }
