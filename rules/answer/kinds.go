// Package answer has the kinds of rules about what clients are answered: errors and
// their statuses, lists, locations, and answers of the proxy's own.
//
// It knows neither the other groups nor package rules; what groups share is in packages
// kind and part.
package answer

import (
	"embed"

	"scimshim/rules/kind"
)

//go:embed *.go
var sources embed.FS

// Kinds are the kinds of this group.
var Kinds = kind.Group{Sources: sources, Kinds: map[string]kind.Kind{
	"deletes": {Phase: kind.Map, Read: deletes},
	"errors":  {Phase: kind.Query, Read: mapErrors},
	"headers": {Phase: kind.Query, Read: headers},
	"reply":   {Phase: kind.Query, Read: replies},
}}
