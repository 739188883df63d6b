// Package managed has the kind managed, which says which groups of a target are a client's to
// manage, and to which groups all users belong.
//
// It knows neither the other groups nor package rules; what groups share is in packages kind
// and part.
package managed

import "scimshim/rules/kind"

// Kinds are the kinds of this group.
var Kinds = kind.Group{Kinds: map[string]kind.Kind{
	"managed": {Phase: kind.Claim, Read: readManaged, Source: readManagedSource},
}}
