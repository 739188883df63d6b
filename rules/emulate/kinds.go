// Package emulate has the kind puts, and what the option emulate of the block patch comes to: a
// write in another form than the client's, made of what the target shows of the resource.
//
// It knows neither the other groups nor package rules; what groups share is in package kind.
package emulate

import "scimshim/rules/kind"

// Kinds are the kinds of this group.
var Kinds = kind.Group{Kinds: map[string]kind.Kind{
	"puts": {Phase: kind.Divide, Read: readPuts, Source: readPutsSource},
}}
