package answer

import (
	_ "embed" // the source has the manual

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

//go:embed headers.go
var headersSource string

// headers sends the target header fields that it asks for, in place of those of the same
// name that the proxy would send. Braze wants X-Request-Origin, GitHub a User-Agent that says
// who asks, and Zoom a certain Accept:
//
//	headers:
//	  set:
//	    X-Request-Origin: 'https://scim.example.com'
//	    Accept: application/json
//
// The fields that say where a request goes, where it ends, who sends it and what it is, are
// the proxy's own and refused here: a credential belongs into auth of the route's target.
// Fields of answers are left alone.
func headers(b *kind.Block, n *tree.Node) {
	r := &header{fields: fieldsIn(n.Need("set"))}
	b.Put(kind.Step{At: n, Everywhere: true, New: func(*kind.Build) rewrite.Rule { return r }})
	n.Rest()
}
