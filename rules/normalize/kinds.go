// Package normalize has the kind of blocks that makes SCIM as the RFCs have it of what
// clients send, and of what targets answer. Its steps are rules of the other groups, which
// know nothing of it: items.go says which, and in which order.
package normalize

import "scimshim/rules/kind"

// Kinds are the kinds of this group.
var Kinds = kind.Group{Kinds: map[string]kind.Kind{
	"normalize": {Phase: kind.Normalize, Read: read, Source: readSource},
}}
