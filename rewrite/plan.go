package rewrite

import (
	"errors"
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/ids"
	"scimshim/rewrite/json"
)

// plan gives the target's accept lists the last word on the filter. A filter
// that no list takes, in no equivalent form, never leaves the proxy.
func (c *Chain) plan(m *Message, t *Trace) error {
	if _, ok := m.Param("filter"); !ok {
		return nil
	}
	for i := range c.Accept {
		a := &c.Accept[i]
		if !filter.Fold(a.Resource, m.Resource) {
			continue
		}
		if err := c.planBy(a, m, t); err != nil {
			return err
		}
	}
	return nil
}

// planBy plans the filter by one accept list.
func (c *Chain) planBy(a *Accepted, m *Message, t *Trace) error {
	e, err := m.Filter()
	if err != nil {
		return err
	}
	p, err := a.List.Answer(&m.room().nodes, e, m.Scope(), c.ways(m))
	if err != nil {
		if a.Shadow {
			c.credit(t, a.Last, WouldRefuse)
			return nil
		}
		c.credit(t, a.Last, Refused)
		t.Plan = "refused"
		return unsupported(err)
	}
	if !p.IsOne() {
		return c.planSeveral(a, p, m, t)
	}
	same := p.Filter == e || filter.Equal(p.Filter, e) && filter.String(p.Filter) == filter.String(e)
	switch {
	case a.Shadow && !same:
		c.credit(t, p.Source, WouldChange)
	case a.Shadow:
	case same && m.spells(e):
		t.Plan = string(plan.EquivalentForm)
		c.credit(t, p.Source, Changed)
	case same:
		t.Plan = string(p.How)
	default:
		t.Plan = string(p.How)
		c.credit(t, p.Source, Changed)
		return m.MapFilter(func(filter.Expr) (filter.Expr, error) { return p.Filter, nil })
	}
	return nil
}

// planSeveral notes a plan of several requests.
func (c *Chain) planSeveral(a *Accepted, p plan.Plan, m *Message, t *Trace) error {
	by := p.Source
	if by == "" {
		by = a.Last
	}
	if a.Shadow {
		c.credit(t, by, WouldChange)
		return nil
	}
	if why := cannotDo(p, m.Scope()); why != "" {
		c.credit(t, by, Refused)
		t.Plan = "refused"
		return Refuse(FilterUnsupported, "invalidFilter", "%s", why)
	}
	c.credit(t, by, Changed)
	parts := t.parts
	c.credit(t, c.bounds(m.Resource).Source, Changed)
	t.parts = parts // the bounds allow what is sent, and make nothing of it
	t.Plan, t.Asked, m.plan = string(p.How), &p, &p
	return nil
}

// cannotDo returns why a plan cannot be carried out, or "": it reads a resource of an
// id that cannot be sent, or checks what no value can answer.
func cannotDo(p plan.Plan, s *filter.Scope) string {
	if p.How == plan.LookUp && !ids.FitPath(p.ID) {
		return "the filter asks for an id that cannot stand in a path, by which the target is asked for a resource; " +
			"ask by another attribute"
	}
	if p.Check != nil {
		if why := plan.Senseless(p.Check, s); why != "" {
			return why
		}
	}
	for _, part := range p.Parts {
		if why := cannotDo(part, s); why != "" {
			return why
		}
	}
	return ""
}

// credit notes an outcome for the accept rules of a comma-separated list.
func (c *Chain) credit(t *Trace, rules string, o Outcome) {
	for rule := range strings.SplitSeq(rules, ", ") {
		for i := range c.Steps {
			if c.Steps[i].Name == rule {
				t.at(i).Request = o
				if o == Changed {
					t.credited(i)
				}
			}
		}
	}
}

// creditAnswer notes that a rule changed the answer.
func (c *Chain) creditAnswer(t *Trace, rule string) {
	for i := range c.Steps {
		if c.Steps[i].Name == rule {
			t.at(i).Response = Changed
			t.credited(i)
		}
	}
}

// unsupported returns the refusal of a filter that no accepted form takes,
// with the cure.
func unsupported(err error) *Refusal {
	cure := "ask for one of these alone, or add a rule that translates the filter"
	var u *plan.Unsupported
	if errors.As(err, &u) && u.Attribute != "" {
		cure = "remove " + u.Attribute + " from the matching attributes of the identity provider, " +
			"or add a rule that translates it"
	}
	return Refuse(FilterUnsupported, "invalidFilter", "%v; %s", err, cure)
}

// A filter in an accepted form is sent as that form is spelled, and not as the client
// wrote it: userName EQ "x" and (userName eq "x") are what few targets read.

// spells reports whether the text of the filter, which an accept list takes as it is,
// is not that of e, and has it written anew.
func (m *Message) spells(e filter.Expr) bool {
	if m.rewrote {
		return false // it is written anew, for another's sake
	}
	text, _ := m.Param("filter")
	room := m.room()
	room.text = filter.AppendStrict(room.text[:0], e)
	if string(room.text) == text {
		return false
	}
	m.rewrote = true
	m.edited()
	return true
}

// spellPaths writes the filters in the paths of a PATCH in the spelling of the
// grammar, for a target of which is known what filters it takes.
func (c *Chain) spellPaths(m *Message, t *Trace) error {
	if m.Method != "PATCH" || m.local {
		return nil
	}
	for i := range c.Accept {
		a := &c.Accept[i]
		if !filter.Fold(a.Resource, m.Resource) {
			continue
		}
		on := m
		if a.Shadow {
			on = m.clone()
		}
		before := on.edits
		err := on.MapOps(func(op Op, emit func(Op)) error {
			emit(on.spelledPath(op))
			return nil
		})
		switch {
		case err != nil:
			return err
		case on.edits == before:
		case a.Shadow:
			c.credit(t, a.Last, WouldChange)
		default:
			c.credit(t, a.Last, Changed)
		}
	}
	return nil
}

// spelledPath returns the operation with the filter in its path as it is printed.
func (m *Message) spelledPath(o Op) Op {
	if !o.HasPath || o.Target.Where == nil || o.moved || o.core {
		return o
	}
	if was, _ := json.Text(m.rawOf(o).Get("path").Text()); was != o.Target.String() {
		o.edited, o.moved = true, true
	}
	return o
}
