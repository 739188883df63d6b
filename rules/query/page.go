package query

import (
	"slices"
	"strconv"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// A page asks a target that refuses large pages for smaller ones (Q29). RFC 7644, section
// 3.4.2.4, lets a service answer with fewer results than count asks for, and a client goes on
// by the numbers of the answer. A count that is no number, or a smaller one, is left alone.
//
// A target that shows its first page only has no startIndex and calls the results of that page
// all there are (AWS IAM Identity Center). startIndex is not sent to it, and a query for a
// later page is refused. A page that is full is answered as one of at least one more result
// than it shows, so that a client which lists all asks for the next page and hears that there
// is none to be had, rather than take a part for the whole. Full is a page of max, of the
// count that was asked for, and of each of the sizes in full, which the target has been seen
// to stop at by itself. One resource, asked for with count=1 by an attribute that one resource
// has, is all there is.
type page struct {
	max   int
	first bool
	full  []int
}

// readPage reads the options of pages.
func readPage(n *tree.Node) rewrite.Rule {
	r := &page{max: n.Need("max").IntIn(1, 1_000_000)}
	if o := n.Key("only"); o != nil {
		r.first = o.OneOf("first") == "first"
	}
	for _, size := range n.Key("full").All() {
		r.full = append(r.full, size.IntIn(1, r.max))
	}
	if len(r.full) > 0 && !r.first {
		n.Key("full").Errorf("full is for a target that shows only its first page; also say only: first")
	}
	return r
}

// Occasions says what is looked at, as rewrite.Occasional has it.
func (r *page) Occasions() rewrite.Occasions {
	o := rewrite.Occasions{Request: rewrite.OnPage, Answer: rewrite.OnMemory}
	if r.first {
		o.Request = 0 // what a query without numbers is answered is noted, too
	}
	return o
}

func (r *page) Request(m *rewrite.Message) error {
	n, asked := countOf(m)
	if asked && n > r.max {
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
	full := r.max
	if asked && n > 0 && n < r.max && !(n == 1 && asksForOne(m)) {
		full = n
	}
	m.Remember(full)
	return nil
}

// countOf returns how many resources a query asks for, if it says so.
func countOf(m *rewrite.Message) (n int, ok bool) {
	text, ok := m.Param("count")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// unique are the attributes of which one resource has a value.
var unique = []filter.Path{{Name: "id"}, {Name: "externalId"}, {Name: "userName"}, {Name: "displayName"}}

// asksForOne reports whether the filter of a query selects one resource.
func asksForOne(m *rewrite.Message) bool {
	e, err := m.Filter()
	if e == nil || err != nil {
		return false
	}
	return slices.ContainsFunc(filter.Terms(e), func(term filter.Expr) bool {
		c, ok := term.(*filter.Compare)
		return ok && c.Op == filter.Eq && slices.ContainsFunc(unique, func(p filter.Path) bool {
			return m.Same(p, c.Path)
		})
	})
}

func atMostOne(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n <= 1
}

func (r *page) Response(m *rewrite.Message) error {
	full, ok := m.Remembered().(int)
	if !ok || m.Status != 200 {
		return nil
	}
	shown := len(slices.Collect(m.Resources()))
	if shown < full && !slices.Contains(r.full, shown) || !saysAtMost(m, shown) {
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
