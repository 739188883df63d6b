package managed

import (
	"strconv"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/response"
)

// A search is what a query asks for of virtual groups.
type search struct {
	virtual
	by     string // its id; empty if it is sought by its name
	broken bool   // whether the id is none
}

// sought returns the virtual group that alone can satisfy the filter of a query: one whose name the
// policy refuses, or that has the id of a virtual one.
func (r *groups) sought(m *rewrite.Message) (s search, ok bool) {
	e, err := m.Filter()
	if err != nil || e == nil {
		return s, false
	}
	terms := []filter.Expr{e}
	if and, joined := e.(*filter.And); joined {
		terms = and.List
	}
	for _, term := range terms {
		c, compares := term.(*filter.Compare)
		if !compares || c.Op != filter.Eq {
			continue
		}
		text, _ := c.Value.Text()
		switch {
		case m.Same(c.Path, displayName) && text != "" && r.refuses(text) != "":
			s.virtual = virtualBy(refused, text)
			return s, true
		case m.Same(c.Path, filter.Path{Name: "id"}) && isVirtual(text):
			s.virtual, ok = virtualOf(m.Route, text)
			s.by, s.broken = text, !ok
			return s, true
		}
	}
	return s, false
}

// query answers a query for a virtual group: with it, if it satisfies the whole filter. The target
// is not asked, since a group of that name there is none of the client's.
func (r *groups) query(m *rewrite.Message, next rewrite.Next) error {
	s, _ := r.sought(m)
	standing := !s.broken && s.fits()
	if standing && s.by != "" {
		var err error
		if standing, err = r.stands(m, s.virtual, next); err != nil {
			return err
		}
	}
	m.Decide(func() string { return "answers for a group that the target does not have" })
	var list []string
	if e, err := m.Filter(); err == nil && standing {
		group := groupOf(m, s.virtual.id(m.Route), s.name)
		scope := filter.Scope{Types: m.Types(), Resource: m.Resource}
		if scope.Holds(e, group) == filter.True {
			list = append(list, group)
		}
	}
	if len(list) == 0 {
		m.Rely()
	}
	return answer(m, 200, response.Page(list, number(m, "startIndex", 1, 2), number(m, "count", 0, 1)))
}

// number returns what a query says of its page, within bounds; without a word, or where it is no
// number, what shows a list of one.
func number(m *rewrite.Message, name string, least, most int) int {
	text, _ := m.Param(name)
	n, err := strconv.Atoi(text)
	if err != nil {
		return 1
	}
	return max(least, min(n, most))
}
