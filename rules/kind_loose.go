package rules

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
)

func init() { register("loose", newLoose) }

// loose names attributes that the target resolves or stores in a way of its
// own, so that another value in its answer is no contradiction:
//
//	loose: [externalId, displayName]
//
// An answer that only these could prove is passed, and counted as unverified.
type loose struct{ inert }

func newLoose(b *build, n *tree.Node) rewrite.Rule {
	if len(b.when.Resources) == 0 {
		n.Errorf("loose needs a when that names the resource")
	}
	if len(b.when.Methods) > 0 {
		n.Errorf("loose is for all answers of a resource; leave method out of its when")
	}
	b.loose = paths(n, b.path)
	return loose{}
}
