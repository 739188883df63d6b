package rules

import (
	"slices"
	"strconv"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

func init() { register("page", newPage) }

// page asks a target that refuses large pages for smaller ones (Q29). RFC 7644,
// section 3.4.2.4, lets a service answer with fewer results than count asks for,
// and a client goes on by the numbers of the answer:
//
//	page: {max: 500}
//
// A count that is no number, or a smaller one, is left alone.
//
// With only: first, for a target that has no startIndex and calls the results of
// its first page all there are (AWS IAM Identity Center):
//
//	page: {max: 100, only: first}
//
// Then startIndex is not sent, and a query for a later page is refused. A page
// that is full is answered as one of at least one more result than it shows, so
// that a client which lists all asks for the next page and hears that there is
// none to be had, rather than take a part for the whole. A full page that is
// smaller than max is so only without a filter, which mostly is for one resource.
type page struct {
	max   int
	first bool
}

func newPage(_ *build, n *tree.Node) rewrite.Rule {
	r := &page{max: n.Need("max").IntIn(1, 1_000_000)}
	if o := n.Key("only"); o != nil {
		r.first = o.OneOf("first") == "first"
	}
	n.Rest()
	return r
}

func (r *page) Request(m *rewrite.Message) error {
	text, ok := m.Param("count")
	n, err := strconv.Atoi(text)
	if ok && err == nil && n > r.max {
		m.SetParam("count", strconv.Itoa(r.max))
	}
	if !r.first || !m.IsQuery() {
		return nil
	}
	// A value below 1 means 1 (RFC 7644, section 3.4.2.4).
	if start, _ := m.Param("startIndex"); start != "" && !atMostOne(start) {
		return rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "the target shows the first %d results only and "+
			"has no startIndex; ask with a filter that finds fewer", r.max)
	}
	m.DropParam("startIndex")
	_, filtered := m.Param("filter")
	full := r.max
	if ok && err == nil && !filtered && n > 0 && n < r.max {
		full = n
	}
	m.Keep(full)
	return nil
}

func atMostOne(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n <= 1
}

func (r *page) Response(m *rewrite.Message) error {
	full, ok := m.Kept().(int)
	if !ok || m.Status != 200 {
		return nil
	}
	shown := len(slices.Collect(m.Resources()))
	if shown < full || !saysAtMost(m, shown) {
		return nil
	}
	body, err := rewrite.MapMembers(m.Body, filter.Path{}, func(a rewrite.Attr) (rewrite.Edit, error) {
		if filter.Fold(a.Path.Name, "totalResults") {
			return rewrite.Set(strconv.Itoa(shown + 1)), nil
		}
		return rewrite.Keep, nil
	})
	if err == nil {
		m.SetBody(body)
	}
	return err
}

// saysAtMost reports whether a list says that there are n results, or fewer. One that
// gives no number says nothing.
func saysAtMost(m *rewrite.Message, n int) bool {
	text, _ := rewrite.Lookup(m.Body, filter.Path{Name: "totalResults"})
	total, err := strconv.Atoi(text)
	return err == nil && total <= n
}
