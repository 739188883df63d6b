// Package patch has the block patch, about the forms of PATCH operations that a target takes.
//
// It knows neither the other groups nor package rules; what groups share is in packages kind
// and part.
package patch

import "scimshim/rules/kind"

// Kinds are the kinds of this group.
var Kinds = kind.Group{Kinds: map[string]kind.Kind{
	"patch": {Phase: kind.Patch, Read: readPatch, Source: readPatchSource},
}}
