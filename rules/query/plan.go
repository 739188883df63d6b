package query

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// planLimits says how far the proxy may go for a query whose filter the target does not
// take as one request. Without it there are bounds, too, those of the example:
//
//	plan: {max_requests: 10, max_pages: 20, page_size: 100}
//	when: {resource: Users}
//
// Such a filter is answered by the cheapest of these, and refused if there is none:
// one resource is read by its id, where the filter asks for that and more; a
// wider filter that the target takes is asked, and what comes is checked; an or is
// asked part by part, in max_requests parts at the most. With scan: true all
// resources are read and checked, if nothing else will do. The answer has true
// numbers and pages, so that all pages of the target's have to be read. That are
// max_pages at the most, of page_size resources each, which is what the target may
// be asked for; beyond that the query is refused with tooMany, and never answered
// in part.
//
// With cursor: true the target's pages are told by cursors and not by startIndex
// (RFC 9865), so that for a later page of a client's all before it are read.
//
// With only: first the target shows its first page only, and counts no more than
// that; a page that is full is not taken for all there is, but refused.
//
// With max_requests: 1 a filter is one request or it is refused.
type planLimits struct{ kind.Inert }

func newPlan(b *kind.Build, n *tree.Node) rewrite.Rule {
	p := rewrite.Bounds{Source: b.Name, Requests: rewrite.DefaultRequests, Pages: rewrite.DefaultPages,
		PageSize: rewrite.DefaultPageSize}
	for key, at := range map[string]*int{"max_requests": &p.Requests, "max_pages": &p.Pages, "page_size": &p.PageSize} {
		if item := n.Key(key); item != nil {
			*at = item.IntIn(1, 100_000)
		}
	}
	if o := n.Key("only"); o != nil {
		p.First = o.OneOf("first") == "first"
	}
	p.Scan, p.Cursor = n.Key("scan").Bool(), n.Key("cursor").Bool()
	if len(b.When.Resources) == 0 || len(b.When.Methods) > 0 {
		n.Errorf("plan is for all queries of a resource; its when names the resource, and nothing else")
	}
	b.Bounds = append(b.Bounds, p)
	n.Rest()
	return planLimits{}
}
