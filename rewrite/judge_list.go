package rewrite

import (
	"strconv"

	"scimshim/rewrite/filter"
)

// judgeList checks that each resource of a list satisfies the filter that was
// sent, whatever the case rule of the attributes may be.
func (m *Message) judgeList() (sure bool, err error) {
	if !m.isList() {
		return false, BadAnswer(AnswerUnreadable, "the target answered a query of %s with something that is no "+
			"list (RFC 7644, section 3.4.2)", m.Resource)
	}
	if err := m.judgeNumbers(); err != nil {
		return false, err
	}
	e, err := m.Filter()
	if e == nil || err != nil {
		return !m.passed, err
	}
	e, sure = m.certain(e)
	var judge *filter.Judge
	for r := range m.Resources() {
		if judge == nil { // most answers to a query are empty
			judge = m.Judge(true)
		}
		switch judge.Holds(e, r) {
		case filter.False:
			return false, BadAnswer(AnswerContradicts, "the target answered with a resource that does not "+
				"satisfy the filter it was sent; the target ignores or misreads this filter")
		case filter.Unknown:
			sure = false
		}
	}
	if judge != nil && judge.Spent() {
		return false, BadAnswer(AnswerContradicts, "the target answered with more than the proxy can check against "+
			"a filter of so many terms; ask for smaller pages, or with fewer terms")
	}
	return sure, nil
}

// judgeNumbers holds the length of a list against what it shows. Taken for
// nothing, a list that is not empty makes the client create a duplicate; so an
// empty one must be a list without doubt.
func (m *Message) judgeNumbers() error {
	text, _ := Lookup(m.Body, totalResults)
	total, err := strconv.Atoi(text)
	schemas, _ := Lookup(m.Body, filter.Path{Name: "schemas"})
	shown := 0
	for range m.Resources() {
		shown++
	}
	switch {
	case shown == 0 && (err != nil || !namesSchema(schemas, listSchema)):
		return BadAnswer(AnswerUnreadable, "the target answered a query with nothing, in a body that is no "+
			"ListResponse with the number of results (RFC 7644, section 3.4.2); it is not taken for an empty list")
	case shown == 0 && total > 0 && m.asksForFirst():
		return BadAnswer(AnswerContradicts, "the target answered that there are results, and showed none")
	case err == nil && total < shown:
		return BadAnswer(AnswerContradicts, "the target answered with more results than it says there are")
	}
	return nil
}

// asksForFirst reports whether the answer to the query begins with the first
// result.
func (m *Message) asksForFirst() bool {
	_, cursor := m.Param("cursor") // RFC 9865
	count, limited := m.Param("count")
	start, paged := m.Param("startIndex")
	return !cursor && !(limited && atMost(count, 0)) && (!paged || atMost(start, 1))
}

// atMost reports whether the text of a number is at most n.
func atMost(text string, n int) bool {
	i, err := strconv.Atoi(text)
	return err == nil && i <= n
}

// certain returns the part of a filter that answers can be judged by, without
// the attributes that the target resolves loosely, and whether that is all.
func (m *Message) certain(e filter.Expr) (filter.Expr, bool) {
	out := filter.Map(e, func(x filter.Expr) filter.Expr {
		if m.looseIn(x) {
			return filter.Const(true)
		}
		return x
	})
	if out != e && filter.Negates(e) {
		return filter.Const(true), false
	}
	return out, out == e
}

// looseIn reports whether a term of a filter is about a loose attribute.
func (m *Message) looseIn(e filter.Expr) bool {
	switch x := e.(type) {
	case *filter.Compare:
		return m.isLoose(x.Path)
	case *filter.Has:
		return m.isLoose(x.Path)
	case *filter.Select:
		return m.isLoose(x.Path)
	}
	return false
}

func (m *Message) isLoose(p filter.Path) bool {
	p = m.Unqualified(p)
	for _, l := range m.chain.Loose {
		if filter.Fold(l.Resource, m.Resource) && Covers(l.Path, p) {
			return true
		}
	}
	return false
}
