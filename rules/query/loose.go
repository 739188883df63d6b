package query

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// loose names attributes that the target resolves or stores in a way of its
// own. ServiceNow finds by an externalId also who has it as the userName or the
// e-mail:
//
//	loose: [externalId, displayName]
//
// Where such an attribute is not shown, an answer proves nothing: it is passed, and
// counted as unverified. A resource that a filter found and that shows another value
// than the filter asks for is left out of a list of one page, and counted; a longer
// list is refused. Another value in the answer to a creation is no contradiction.
//
// Where the target stores another form of what it is sent, who shows another value
// may be meant all the same, and a client that is told that there is nobody creates
// a duplicate. With otherwise: refuse such an answer is refused:
//
//	loose: {attributes: [userName], otherwise: refuse}
type loose struct{ kind.Inert }

func newLoose(b *kind.Build, n *tree.Node) rewrite.Rule {
	if len(b.When.Resources) == 0 {
		n.Errorf("loose needs a when that names the resource")
	}
	if len(b.When.Methods) > 0 {
		n.Errorf("loose is for all answers of a resource; leave method out of its when")
	}
	list, refuse := n, false
	if n.IsMap() {
		list = n.Need("attributes")
		if o := n.Key("otherwise"); o != nil {
			refuse = o.OneOf("leave-out", "refuse") == "refuse"
		}
		n.Rest()
	}
	for _, p := range kind.Paths(list, b.Path) {
		b.Loose = append(b.Loose, rewrite.Loose{Path: p, Refuse: refuse})
	}
	return loose{}
}
