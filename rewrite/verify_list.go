package rewrite

import (
	"strconv"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// verifyList checks that each resource of a list satisfies the filter that was
// sent, whatever the case rule of the attributes may be.
func (m *Message) verifyList() (sure bool, err error) {
	if !m.isList() {
		return false, BadAnswer(AnswerUnreadable, "the target answered a query of %s with something that is no "+
			"list (RFC 7644, section 3.4.2)", m.Resource)
	}
	if err := m.verifyNumbers(); err != nil {
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

// verifyNumbers holds the length of a list against what it shows. Taken for
// nothing, a list that is not empty makes the client create a duplicate; so an
// empty one must be the target's word that there is nothing.
func (m *Message) verifyNumbers() error {
	shown := 0
	for r := range m.Resources() {
		if r.Kind() != '{' {
			return BadAnswer(AnswerContradicts, "the target answered with a list of something that is no resource")
		}
		shown++
	}
	l := response.ReadListing(m.doc())
	switch {
	case shown == 0 && l.Counted && l.Total > 0 && (l.SCIM || l.Pure) && !l.Faulty:
		if m.asksForFirst() {
			return BadAnswer(AnswerContradicts, "the target answered that there are results, and showed none")
		}
	case shown == 0 && !l.IsEmpty():
		return BadAnswer(AnswerUnreadable, "the target answered a query with nothing, in a body that is no "+
			"ListResponse with the number of results (RFC 7644, section 3.4.2); it is not taken for an empty list")
	case l.Counted && l.Total < shown:
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

// A sieve holds the resources of a list against the filter that the target was
// sent, whatever the case rule of the attributes may be.
type sieve struct {
	m      *Message
	filter filter.Expr
	judge  *filter.Judge // nil before the first resource: most answers to a query are empty
	unsure bool          // whether a resource did not show that it satisfies the filter
}

// keep reports whether a resource is kept. One that does not satisfy the filter
// contradicts it, unless the target is known to answer the like: it is left out
// then.
func (s *sieve) keep(resource json.Value) (bool, error) {
	if s.judge == nil {
		s.judge = s.m.Judge(true)
	}
	switch s.judge.Holds(s.filter, resource) {
	case filter.True:
		return true, nil
	case filter.Unknown:
		s.unsure = true
		return true, nil
	}
	if s.m.wider {
		return false, nil
	}
	if loose := s.loosely(resource); loose != nil {
		return false, loose.contradicts()
	}
	return false, BadAnswer(AnswerContradicts, "the target answered with a resource that does not "+
		"satisfy the filter it was sent; the target ignores or misreads this filter")
}

// loosely returns the loose attribute without which the filter may hold for the
// resource, or nil.
func (s *sieve) loosely(resource json.Value) (found *Loose) {
	without := func(truth bool) filter.Expr {
		return filter.Map(s.filter, func(e filter.Expr) filter.Expr {
			if loose := s.m.looseIn(e); loose != nil {
				if found == nil || loose.Refuse {
					found = loose
				}
				return filter.Const(truth)
			}
			return e
		})
	}
	for _, truth := range [...]bool{true, false} {
		if e := without(truth); found == nil || s.judge.Holds(e, resource) != filter.False {
			return found
		}
	}
	return nil
}

// contradicts is the refusal of an answer that shows another value of the
// attribute than the filter asks for, where the rule has it refused.
func (l *Loose) contradicts() error {
	if !l.Refuse {
		return nil
	}
	return BadAnswer(AnswerContradicts, "the target answered with a resource whose %s is not the one that the filter "+
		"asks for; it may be another's, so that rule %s has the answer refused", l.Path, l.Source)
}

// leaveOut takes the resources out of the list that the sieve does not keep, and
// notes how many, and by which rules.
func (m *Message) leaveOut(s *sieve) error {
	return m.KeepResources(func(resource json.Value) (bool, error) {
		keep, err := s.keep(resource)
		if !keep && err == nil {
			m.unmatched++
		}
		return keep, err
	})
}

// looseIn returns the loose attribute that a term of a filter is about, or nil.
func (m *Message) looseIn(e filter.Expr) *Loose {
	switch x := e.(type) {
	case *filter.Compare:
		return m.loose(x.Path, touches)
	case *filter.Has:
		return m.loose(x.Path, touches)
	case *filter.Select:
		return m.loose(x.Path, touches)
	}
	return nil
}

// isLoose reports whether p is a loose attribute, or in one.
func (m *Message) isLoose(p filter.Path) bool { return m.loose(p, Covers) != nil }

// loose returns the loose attribute to which p is related by rel, which is Covers or
// touches, or nil.
func (m *Message) loose(p filter.Path, rel func(a, b filter.Path) bool) *Loose {
	if len(m.chain.Loose) == 0 {
		return nil
	}
	p = m.Unqualified(p)
	for i := range m.chain.Loose {
		l := &m.chain.Loose[i]
		if filter.Fold(l.Resource, m.Resource) && rel(l.Path, p) {
			return l
		}
	}
	return nil
}

// creditLoose notes what was left out of an answer, for the rules that say which
// attributes of the filter are loose.
func (c *Chain) creditLoose(m *Message, t *Trace) {
	if m.unmatched == 0 {
		return
	}
	t.Unmatched += m.unmatched
	e, _ := m.Filter()
	filter.Map(e, func(x filter.Expr) filter.Expr {
		if l := m.looseIn(x); l != nil {
			c.creditAnswer(t, l.Source)
		}
		return x
	})
	t.noteParts(m)
}
