package rules

import (
	"strconv"

	"scimshim/config/tree"
	"scimshim/rewrite"
)

func init() { register("page", newPage) }

// page asks a target that refuses large pages for smaller ones (Q29). RFC 7644,
// section 3.4.2.4, lets a service answer with fewer results than count asks for,
// and a client goes on by the numbers of the answer:
//
//	page: {max: 500}
//
// A count that is no number, or a smaller one, is left alone.
type page struct {
	oneway
	max int
}

func newPage(_ *build, n *tree.Node) rewrite.Rule {
	r := &page{max: n.Need("max").IntIn(1, 1_000_000)}
	n.Rest()
	return r
}

func (r *page) Request(m *rewrite.Message) error {
	text, ok := m.Param("count")
	if n, err := strconv.Atoi(text); ok && err == nil && n > r.max {
		m.SetParam("count", strconv.Itoa(r.max))
	}
	return nil
}
