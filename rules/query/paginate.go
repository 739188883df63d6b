package query

import (
	"math"
	"slices"
	"strconv"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// A paginate cuts pages out of the lists of a target that makes none itself: it answers all
// whatever startIndex and count say, as SCIMMY does, or counts as totalResults what it shows of
// a page, as scim2-server does, so that a client which lists all would stop at the first page
// (RFC 7644, section 3.4.2.4).
//
// Neither parameter is sent, and the page is cut out of the whole list, which is fetched for
// each page anew: that is for a directory of hundreds, not of thousands. An answer that counts
// more results than it shows is refused, since no page can be cut out of a part. A startIndex
// or count that is no number is left alone, and so are queries with neither.
type paginate struct{}

// A cut is the page that a client asks for.
type cut struct{ start, count int }

// Occasions says what is looked at, as rewrite.Occasional has it.
func (paginate) Occasions() rewrite.Occasions {
	return rewrite.Occasions{Request: rewrite.OnPage, Answer: rewrite.OnMemory}
}

func (paginate) Request(m *rewrite.Message) error {
	page, ok := cutOf(m)
	if !ok {
		return nil
	}
	m.DropParam("startIndex")
	m.DropParam("count")
	m.Remember(page)
	return nil
}

// cutOf returns the page that a query asks for, in numbers that make sense: a
// startIndex below 1 means 1, a negative count 0.
func cutOf(m *rewrite.Message) (page cut, ok bool) {
	start, starts := m.Param("startIndex")
	count, counts := m.Param("count")
	if !m.IsQuery() || !starts && !counts {
		return page, false
	}
	page = cut{1, math.MaxInt}
	if starts {
		n, err := strconv.Atoi(start)
		if err != nil {
			return page, false
		}
		page.start = max(n, 1)
	}
	if counts {
		n, err := strconv.Atoi(count)
		if err != nil {
			return page, false
		}
		page.count = max(n, 0)
	}
	return page, true
}

func (paginate) Response(m *rewrite.Message) error {
	page, ok := m.Remembered().(cut)
	if !ok || m.Status != 200 {
		return nil
	}
	all := len(slices.Collect(m.Resources()))
	total, _ := rewrite.Lookup(m.Body, filter.Path{Name: "totalResults"})
	if total != strconv.Itoa(all) {
		return rewrite.BadAnswer(rewrite.AnswerContradicts, "the target shows another number of results than it "+
			"counts, so that no page can be cut out of them; ask with a filter that finds fewer")
	}
	at, shown := 0, 0
	err := m.KeepResources(func(json.Value) (bool, error) {
		at++
		keep := at >= page.start && shown < page.count
		if keep {
			shown++
		}
		return keep, nil
	})
	if err != nil {
		return err
	}
	return number(m, []json.Member{
		{Name: "totalResults", Value: strconv.Itoa(all)},
		{Name: "startIndex", Value: strconv.Itoa(page.start)},
		{Name: "itemsPerPage", Value: strconv.Itoa(shown)},
	})
}

// number gives a list its numbers.
func number(m *rewrite.Message, numbers []json.Member) error {
	for _, n := range numbers {
		if err := m.AddMember(n.Name, n.Value); err != nil {
			return err
		}
	}
	body, err := rewrite.MapMembers(m.Body, filter.Path{}, func(a rewrite.Attr) (rewrite.Edit, error) {
		for _, n := range numbers {
			if filter.Fold(a.Path.Name, n.Name) {
				return rewrite.Set(n.Value), nil
			}
		}
		return rewrite.Keep, nil
	})
	if err == nil {
		m.SetBody(body)
	}
	return err
}
