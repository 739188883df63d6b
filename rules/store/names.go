package store

import "scimshim/rewrite/filter"

// attributeName returns how people name an attribute, or the extension that a
// path without a name stands for.
func attributeName(p filter.Path) string {
	if p.Name == "" {
		return p.Schema
	}
	return p.String()
}
