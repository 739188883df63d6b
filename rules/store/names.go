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

// safeName returns how people name an attribute that a client sent, if it may be
// quoted: what is no name may be a value in the wrong place.
func safeName(p filter.Path) string {
	const longest = 200
	name := attributeName(p)
	if _, err := filter.ParsePath(name); err != nil || len(name) > longest {
		return "an attribute of the request"
	}
	return name
}
