// Package patch has the kinds of rules about the forms of PATCH operations that a
// target takes.
//
// It knows package rules as little as the other groups, but for form, which removes members by
// a list; what groups share is in packages kind and part.
package patch

import (
	"embed"

	"scimshim/rules/kind"
)

//go:embed *.go
var sources embed.FS

// Kinds are the kinds of this group.
var Kinds = kind.Group{Sources: sources, Kinds: map[string]kind.New{
	"change-op":    newChangeOp,
	"clear":        newClearing,
	"last":         newLast,
	"patch-limits": newPatchLimits,
	"upsert":       newUpsert,
}, Blocks: map[string]kind.Kind{
	"patch": {Phase: kind.Patch, Read: readPatch},
}}
