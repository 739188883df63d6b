// Package form has the block read, and the rules that make of what clients send what the
// RFCs have: the spelling of names and URNs, the shape of values, the members of PATCH
// operations. They are items of the block normalize.
//
// It knows neither the other groups nor package rules; what groups share is in packages
// kind and part.
package form

import "scimshim/rules/kind"

// Kinds are the kinds of this group.
var Kinds = kind.Group{Kinds: map[string]kind.Kind{
	"read": {Phase: kind.Read, Read: readForms, Source: readFormsSource},
}}
