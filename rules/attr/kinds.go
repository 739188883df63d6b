// Package attr has the kinds of rules about the names and values of attributes: what
// they are called at the target, what is set, changed, taken out or given back.
//
// It knows neither the other groups nor package rules; what groups share is in packages
// kind and part.
package attr

import (
	"embed"

	"scimshim/rules/kind"
)

//go:embed *.go
var sources embed.FS

// Kinds are the kinds of this group.
var Kinds = kind.Group{Sources: sources, Kinds: map[string]kind.Kind{
	"convert": {Phase: kind.Map, Read: convert},
	"drop":    {Phase: kind.Map, Read: drops},
	"rename":  {Phase: kind.Map, Read: renames},
	"restore": {Phase: kind.Restore, Read: restore},
	"set":     {Phase: kind.Map, Read: sets},
}}
