// Package adopt has the kind adopt, which says what becomes of a conflict: of a request for a
// value that a resource of the target has already.
//
// It knows neither the other groups nor package rules; what groups share is in packages kind
// and part.
package adopt

import "scimshim/rules/kind"

// Kinds are the kinds of this group.
var Kinds = kind.Group{Kinds: map[string]kind.Kind{
	"adopt": {Phase: kind.Claim, Read: readAdopt, Source: readAdoptSource},
}}
