package rewrite

import (
	"strconv"

	"scimshim/rewrite/json"
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
	s := sieve{m: m, filter: e}
	whole := true
	for r := range m.Resources() {
		keep, err := s.keep(r)
		if err != nil {
			return false, err
		}
		whole = whole && keep
	}
	if s.judge != nil && s.judge.Spent() {
		return false, BadAnswer(AnswerContradicts, "the target answered with more than the proxy can check against "+
			"a filter of so many terms; ask for smaller pages, or with fewer terms")
	}
	if !whole && !m.gathered { // else who reads all pages leaves out
		err = m.leaveOut(&s)
	}
	return !s.unsure, err
}

// judgeNumbers holds the length of a list against what it shows. Taken for
// nothing, a list that is not empty makes the client create a duplicate; so an
// empty one must be the target's word that there is nothing.
func (m *Message) judgeNumbers() error {
	shown := 0
	for r := range m.Resources() {
		if !json.IsObject(r) {
			return BadAnswer(AnswerContradicts, "the target answered with a list of something that is no resource")
		}
		shown++
	}
	l := m.listing()
	switch {
	case shown == 0 && l.counted && l.total > 0 && (l.scim || l.pure) && !l.faulty:
		if m.asksForFirst() {
			return BadAnswer(AnswerContradicts, "the target answered that there are results, and showed none")
		}
	case shown == 0 && !l.isEmpty():
		return BadAnswer(AnswerUnreadable, "the target answered a query with nothing, in a body that is no "+
			"ListResponse with the number of results (RFC 7644, section 3.4.2); it is not taken for an empty list")
	case l.counted && l.total < shown:
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
