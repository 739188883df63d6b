// Package store has the kind stores, which says what a target has room for: which
// attributes, how many and which elements, which texts.
//
// It knows package rules as little as the other groups, but for attr, which sets a value in
// an element that is stored; what groups share is in packages kind and part.
package store

import "scimshim/rules/kind"

// Kinds are the kinds of this group.
var Kinds = kind.Group{Kinds: map[string]kind.Kind{
	"stores": {Phase: kind.Fit, Read: readStores, Source: readStoresSource},
}}
