// Package attr has the kinds of rules about the names and values of attributes: what
// they are called at the target, what is set, changed, taken out or given back.
//
// It knows neither the other groups nor package rules; what groups share is in packages
// kind and part.
package attr

import "scimshim/rules/kind"

// Kinds are the kinds of this group.
var Kinds = kind.Group{Kinds: map[string]kind.Kind{
	"convert": {Phase: kind.Map, Read: convert, Source: convertSource},
	"drop":    {Phase: kind.Map, Read: drops, Source: dropsSource},
	"rename":  {Phase: kind.Map, Read: renames, Source: renamesSource},
	"restore": {Phase: kind.Restore, Read: restore, Source: restoreSource},
	"set":     {Phase: kind.Map, Read: sets, Source: setsSource},
}}
