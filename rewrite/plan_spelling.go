package rewrite

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

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
	room.text = filter.Strict(e).Append(room.text[:0])
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
			emit(op.spelledPath())
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
func (o Op) spelledPath() Op {
	if !o.HasPath || o.Target.Where == nil || o.moved || o.core {
		return o
	}
	text, _ := Lookup(o.raw, filter.Path{Name: "path"})
	if was, _ := json.Text(text); was != o.Target.String() {
		o.edited, o.moved = true, true
	}
	return o
}
