package rewrite

import (
	"strconv"

	"github.com/tidwall/gjson"

	"scimshim/rewrite/filter"
)

// judgeList checks that each resource of a list satisfies the filter that was
// sent, whatever the case rule of the attributes may be.
func (m *Message) judgeList() (sure bool, err error) {
	if !m.isList() {
		return false, BadAnswer(AnswerUnreadable, "the target answered a query of %s with something that is no "+
			"list (RFC 7644, section 3.4.2)", m.Resource)
	}
	if m.hidesResults() {
		return false, BadAnswer(AnswerContradicts, "the target answered that there are results, and showed none; "+
			"taken for nothing, the client would create a duplicate")
	}
	e, err := m.Filter()
	if e == nil || err != nil {
		return true, err
	}
	e, sure = m.certain(e)
	scope := m.Scope()
	scope.AnyCase = true
	for r := range m.Resources() {
		switch scope.Holds(e, r) {
		case filter.False:
			return false, BadAnswer(AnswerContradicts, "the target answered with a resource that does not "+
				"satisfy the filter it was sent; the target ignores or misreads this filter")
		case filter.Unknown:
			sure = false
		}
	}
	return sure, nil
}

// hidesResults reports whether the first page of a list is empty though the
// list is not, and the client asked for some of it.
func (m *Message) hidesResults() bool {
	if gjson.Get(m.Body, "totalResults").Int() == 0 {
		return false
	}
	for range m.Resources() {
		return false
	}
	count, limited := m.Param("count")
	start, paged := m.Param("startIndex")
	return !(limited && atMost(count, 0)) && (!paged || atMost(start, 1))
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
