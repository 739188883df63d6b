package query

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// A planLimits has noted how far the proxy may go for a query whose filter the target does not
// take as one request. Without it there are bounds, too.
//
// Such a filter is answered by the cheapest of these, and refused if there is none: one
// resource is read by its id, where the filter asks for that and more; a wider filter that the
// target takes is asked, and what comes is checked; an or is asked part by part; with scan all
// resources are read and checked, if nothing else will do. The answer has true numbers and
// pages, so that all pages of the target's have to be read. Beyond the bounds the query is
// refused with tooMany, and never answered in part.
//
// Where the target's pages are told by cursors and not by startIndex (RFC 9865), all are read
// for a client that pages by numbers. Where the target shows its first page only, and
// counts no more than that, a page that is full is not taken for all there is, but refused.
// With max_requests: 1 a filter is one request or it is refused.
type planLimits struct{ kind.Inert }

// readPlan reads the bounds, where the target gives so many resources in a page at most, if
// that is said, and perhaps only the first page.
func readPlan(b *kind.Build, n *tree.Node, most int, first bool) rewrite.Rule {
	p := rewrite.Bounds{Source: b.Name, Requests: rewrite.DefaultRequests, Pages: rewrite.DefaultPages,
		PageSize: pageOf(rewrite.DefaultPageSize, most), First: first}
	for key, at := range map[string]*int{"max_requests": &p.Requests, "max_pages": &p.Pages, "page_size": &p.PageSize} {
		if item := n.Key(key); item != nil {
			*at = item.IntIn(1, 100_000)
		}
	}
	if o := n.Key("only"); o != nil {
		p.First = o.OneOf("first") == "first" || first
	}
	p.Scan, p.Cursor = n.Key("scan").Bool(), n.Key("cursor").Bool()
	b.Bounds = append(b.Bounds, p)
	return planLimits{}
}
