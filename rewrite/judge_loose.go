package rewrite

import "scimshim/rewrite/filter"

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
func (s *sieve) keep(resource string) (bool, error) {
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
func (s *sieve) loosely(resource string) (found *Loose) {
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
	return m.KeepResources(func(resource string) (bool, error) {
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
