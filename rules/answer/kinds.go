// Package answer has the kinds of rules about what clients are answered: errors and
// their statuses, lists, locations, and answers of the proxy's own.
//
// It knows neither the other groups nor package rules; what groups share is in packages
// kind and part.
package answer

import "scimshim/rules/kind"

// Kinds are the kinds of this group.
var Kinds = kind.Group{Kinds: map[string]kind.Kind{
	"deletes": {Phase: kind.Map, Read: deletes, Source: deletesSource},
	"errors":  {Phase: kind.Query, Read: mapErrors, Source: mapErrorsSource},
	"headers": {Phase: kind.Query, Read: headers, Source: headersSource},
	"reply":   {Phase: kind.Query, Read: replies, Source: repliesSource},
}}
