// Package query has the kinds of blocks about what a target can be asked: which filters
// it takes and what stands in the place of others, how it sorts, pages and projects.
//
// It knows neither the other groups nor package rules; what groups share is in packages
// kind and part.
package query

import "scimshim/rules/kind"

// Kinds are the kinds of this group.
var Kinds = kind.Group{Kinds: map[string]kind.Kind{
	"filter":  {Phase: kind.Map, Read: filters, Source: filtersSource},
	"queries": {Phase: kind.Query, Read: queries, Source: queriesSource},
}}
