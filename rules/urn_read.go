package rules

import (
	"strings"

	"scimshim/rewrite/filter"
)

// A urnKnown is a URN that may be met, whole or damaged, and the one it stands for.
type urnKnown struct{ written, means string }

// The URNs of SCIM 1 (draft-scim-core-schema-01, section 11).
const (
	core1URN       = "urn:scim:schemas:core:1.0"
	enterprise1URN = "urn:scim:schemas:extension:enterprise:1.0"
)

// all returns the URNs that may be met. Those of SCIM 1 are met with the name of
// the resource type behind them, too.
func (x *urnRun) all() []urnKnown {
	if x.known != nil {
		return x.known
	}
	urns := x.m.Types().URNs(x.m.Resource)
	core := urns[0]
	for _, urn := range urns {
		x.known = append(x.known, urnKnown{urn, urn})
		old := ""
		switch {
		case urn == core:
			old = core1URN
		case filter.Fold(urn, filter.EnterpriseURN):
			old = enterprise1URN
		default:
			continue
		}
		name := core[strings.LastIndexByte(core, ':'):]
		x.known = append(x.known, urnKnown{old, urn}, urnKnown{old + name, urn})
	}
	return x.known
}

// split returns the URN of a schema that a text begins with, as the schema spells
// it, and the rest, which is a path in it or empty.
func (x *urnRun) split(text string) (urn, rest string, ok bool) {
	if !beginsWithURN(text) {
		return "", "", false
	}
	if !x.damaged {
		return x.splitCore(text)
	}
	end := -1
	for _, k := range x.all() {
		n := urnEnd(text, k.written)
		if n > end || n == end && n >= 0 && filter.Fold(text[:n], k.written) {
			urn, end = k.means, n
		}
	}
	if end < 0 {
		return "", "", false
	}
	return urn, strings.TrimLeft(text[end:], ":."), true
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
