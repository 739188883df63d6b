package rewrite

import (
	"slices"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// A Restorer is a Rule that gives an attribute of answers another name, and does nothing else
// to the answer to a request for which it remembers nothing. Several that follow one another
// edit an answer once.
type Restorer interface {
	Rule
	// Restores returns both names; ok is false if more than the name of a member changes.
	Restores() (from, to filter.Path, ok bool)
}

// sisters are two names that attributes of the same parent have.
type sisters struct {
	step             int
	schema, from, to uint16 // ids of names; no schema for the resource itself
	name             string // what to is spelled like
	changed          bool   // whether one was renamed
}

// maxSisters is how many are renamed at once.
const maxSisters = 8

// RenameSister gives an attribute the name of one beside it in each resource that MapAttributes
// walks through. It does nothing and reports false where that takes more than other names
// for members: where a resource has both, or the attribute in an unusual place.
func (m *Message) RenameSister(from, to filter.Path) bool {
	if m.known() == nil || m.IsRequest() && m.Method == "PATCH" {
		return false
	}
	s, ok := m.chain.lookup().sistersOf(m.Unqualified(from), m.Unqualified(to))
	return ok && m.renameSisters([]sisters{s})
}

// sistersOf returns the ids of two names.
func (l *lookup) sistersOf(from, to filter.Path) (s sisters, ok bool) {
	if from.Sub != "" || to.Sub != "" || from.Name == "" || to.Name == "" || !filter.Fold(from.Schema, to.Schema) {
		return s, false
	}
	s = sisters{from: l.names.ID(from.Name), to: l.names.ID(to.Name), name: to.Name}
	if from.Schema != "" {
		if s.schema = l.names.ID(from.Schema); s.schema == 0 {
			return s, false
		}
	}
	return s, s.from != 0 && s.to != 0 && s.from != s.to
}

// renameSisters is RenameSister for several, no name of which is in two of them. It notes
// which were renamed.
func (m *Message) renameSisters(list []sisters) bool {
	if m.Body == "" || !m.carriesResources() {
		return true
	}
	body := m.doc()
	if !body.Knows(m.known()) {
		return false
	}
	r := renaming{e: m.tape().Edit(), list: list, urn: m.known().ID(m.coreIn(body))}
	done := false
	if resources := m.list(); !resources.Exists() {
		done = r.resource(body)
	} else {
		done = r.resources(resources)
	}
	if !done {
		r.e.Finish()
		return false
	}
	m.renamedSisters(r.e, list)
	return true
}

// renamedSisters takes over what was renamed. What was looked for that is odd need not be
// looked for again where the attributes are alike.
func (m *Message) renamedSisters(e *json.Editor, list []sisters) {
	looked := m.lookedForOdd()
	if !m.finish(e) {
		return
	}
	for i := range list {
		if list[i].changed {
			m.edited()
			looked = looked && m.chain.lookup().of(m.Resource).alike(&list[i])
		}
	}
	if looked {
		m.keepOdd(m.odd)
	}
}

// A renaming renames sisters in resources.
type renaming struct {
	e    *json.Editor
	list []sisters
	urn  uint16 // the core schema's, below which attributes may stand, too

	at [2*maxSisters + 1]json.Value
}

func (r *renaming) resources(list json.Value) bool {
	for v := range list.Elements() {
		if !r.resource(v) {
			return false
		}
	}
	return true
}

// resource renames in one resource, and reports false where it cannot.
func (r *renaming) resource(v json.Value) bool {
	var ids [2*maxSisters + 1]uint16
	n := 2 * len(r.list)
	for i := range r.list {
		if s := &r.list[i]; s.schema != 0 {
			ids[2*i] = s.schema
		} else {
			ids[2*i], ids[2*i+1] = s.from, s.to
		}
	}
	ids[n] = r.urn
	at := r.at[:n+1]
	v.Pick(ids[:n+1], at)
	for i := range r.list {
		if s := &r.list[i]; s.schema != 0 {
			at[2*i].Pick([]uint16{s.from, s.to}, at[2*i:2*i+2])
		}
	}
	return r.rename(at[:n], at[n].Exists())
}

// rename renames the first of each two members, which must not have the second.
func (r *renaming) rename(at []json.Value, core bool) bool {
	for {
		next := -1
		for i := 0; i < len(at); i += 2 {
			switch {
			case !at[i].Exists():
			case core || at[i+1].Exists():
				return false
			case next < 0 || at[i].Place() < at[next].Place():
				next = i
			}
		}
		if next < 0 {
			return true
		}
		s := &r.list[next/2]
		r.e.Rename(json.Field{Name: at[next].Name(), At: at[next].Place()}, s.name)
		at[next], s.changed = json.Value{}, true
	}
}

// alike reports whether an attribute under the second name is odd only if it was under the
// first.
func (r *resourceForms) alike(s *sisters) bool {
	if r == nil {
		return true // all is said to be odd
	}
	table := r.resource
	if s.schema != 0 {
		if table = table.Member(s.schema); table == nil {
			return true
		}
	}
	from, to := table.Member(s.from), table.Member(s.to)
	return from != nil && to != nil && to.Name == s.name && from.Alike(to)
}

// restore lets the steps from i down rename together that only rename. It returns the last
// of them, and whether they have done so.
func (c *Chain) restore(m *Message, t *Trace, steps set, i, from int) (last int, done bool) {
	if distrust || t.Record || len(m.notes) > 0 || c.lookup().restores[i] == nil {
		return i, false
	}
	var room [maxSisters]sisters
	list := c.restorers(t, steps, i, from, room[:0])
	if len(list) < 2 || m.due() != nil || !m.renameSisters(list) {
		return i, false
	}
	for _, s := range list {
		outcome := Kept
		if s.changed {
			outcome = Changed
		}
		v := t.at(s.step)
		v.Response = max(v.Response, outcome)
	}
	return list[len(list)-1].step, true
}

// restorers adds the steps to a list, from i down, that only rename and whose renaming
// has nothing to do with that of the others.
func (c *Chain) restorers(t *Trace, steps set, i, from int, list []sisters) []sisters {
	l := c.lookup()
	for i >= from && len(list) < maxSisters {
		s := l.restores[i]
		if s == nil || c.Steps[i].Mode != Enforce || t.skipped(i) || s.meets(list) {
			break
		}
		list = append(list, *s)
		i = max(steps.downTo(i-1), l.byName[s.to].downTo(i-1))
	}
	return list
}

// meets reports whether a name of s is one of some others'.
func (s *sisters) meets(list []sisters) bool {
	return slices.ContainsFunc(list, func(o sisters) bool {
		mine := [...]uint16{s.from, s.to, s.schema}
		return slices.Contains(mine[:], o.from) || slices.Contains(mine[:], o.to) ||
			o.schema != 0 && (o.schema == s.from || o.schema == s.to)
	})
}

// findRestorers finds the steps that only rename in answers.
func (l *lookup) findRestorers(steps []Step) {
	l.restores = make([]*sisters, len(steps))
	for i := range steps {
		r, ok := steps[i].Rule.(Restorer)
		if !ok {
			continue
		}
		if from, to, ok := r.Restores(); ok {
			if s, ok := l.sistersOf(from, to); ok {
				s.step = i
				l.restores[i] = &s
			}
		}
	}
}
