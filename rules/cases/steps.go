package cases

import "scimshim/rewrite"

// A Step is what one rule of a chain did to a message.
type Step struct {
	Name string // pack/rule
	rewrite.Visit
	Decisions   []string     // what the rule decided, and by what; none unless the trace kept the changes
	Differences []Difference // none unless it did
}

// A Difference is what one visit of a rule made of a message that it changed: the lines
// that are gone, and those that came. A line is an operation of a PATCH, a parameter of
// the query, a header, or a plain value of the body with the path to it. Both are empty
// where the change does not show in these.
type Difference struct {
	Gone, Came []string

	sent bool // whether it is what a step sent itself, or what that came to
}

// Steps returns what each rule of a chain did, as the trace has it, in the order of the
// chain. Explanations and the section rules of a case are made of it. It takes time and
// memory by the square of the lines of a message that was changed.
func Steps(chain *rewrite.Chain, t *rewrite.Trace) []Step {
	visits := t.Visits()
	list := make([]Step, len(visits))
	for i, v := range visits {
		list[i] = Step{Name: chain.Steps[i].Name, Visit: v}
	}
	for _, d := range t.Decisions {
		list[d.Step].Decisions = append(list[d.Step].Decisions, d.Text)
	}
	for _, c := range t.Changes {
		s := &list[c.Step]
		s.Differences = append(s.Differences, differenceOf(c, s.Differences))
	}
	return list
}

// differenceOf returns what a change makes of a message, after others of the same step. Of a step
// that sends requests of its own these are shown, and not what they are in place of.
func differenceOf(c rewrite.Change, before []Difference) Difference {
	sends := len(before) > 0 && before[len(before)-1].sent
	switch {
	case c.Sent:
		return Difference{Came: layMessage(c.After), sent: true}
	case sends && !c.After.IsRequest():
		return Difference{Came: layMessage(c.After)[:1], sent: true}
	}
	return difference(laySide(c, c.Before), laySide(c, c.After))
}

// Idle reports whether the rule did nothing.
func (s *Step) Idle() bool { return s.Outcome() <= rewrite.Kept }

// difference returns what makes one message of another.
func difference(before, after []string) Difference {
	var d Difference
	for _, e := range editLines(before, after) {
		switch e.sign {
		case '-':
			d.Gone = append(d.Gone, e.line)
		case '+':
			d.Came = append(d.Came, e.line)
		}
	}
	return d
}
