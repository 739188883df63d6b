package rewrite

import (
	"slices"

	"scimshim/rewrite/filter"
)

// A Match says which requests a rule is for. Its zero value matches all.
type Match struct {
	Resources []string // endpoints, without regard to case; none means any
	Methods   []string // in upper case; none means any
}

// Holds reports whether the rule is for the request m.
func (w Match) Holds(m *Message) bool {
	if len(w.Methods) > 0 && !slices.Contains(w.Methods, m.Method) {
		return false
	}
	if len(w.Resources) == 0 {
		return true
	}
	for _, r := range w.Resources {
		if filter.Fold(r, m.Resource) {
			return true
		}
	}
	return false
}
