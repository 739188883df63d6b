package upgrade

import (
	"slices"

	"scimshim/config/layout"
)

// A placed is a rule's place among the blocks: by this it is found which blocks come first.
type placed struct {
	index   int
	section string
	word    string
}

// phase returns the phase of a kind of blocks.
func phase(word string) string {
	switch word {
	case "rename", "set", "convert", "drop", "filter", "deletes":
		return "map"
	case "queries", "reply", "headers", "errors":
		return "query"
	}
	return word
}

// block returns the value of a block, a mapping unless it is there already.
func (r *rule) block(section, word string, make func() *layout.Node) *layout.Entry {
	r.u.phases = append(r.u.phases, placed{r.index, section, word})
	s := r.u.sections[section]
	if s == nil {
		s = layout.NewMap(false)
		r.u.sections[section] = s
	}
	if e := s.Get(word); e != nil {
		return e
	}
	return s.Put(word, make())
}

func aMap() *layout.Node  { return layout.NewMap(false) }
func aList() *layout.Node { return layout.NewList(false) }
func inRow() *layout.Node { return layout.NewList(true) }

// item adds an item to a block that is a list.
func (r *rule) item(word string, value *layout.Node) {
	b := r.block(r.section, word, aList)
	r.made = append(r.made, b.Value.Add(value))
}

// at puts a value into a block that is a mapping, and reports whether the key was free.
func (r *rule) at(word, key string, value *layout.Node) bool {
	b := r.block(r.section, word, aMap)
	if b.Value.Get(key) != nil {
		return false
	}
	r.made = append(r.made, b.Value.Put(key, value))
	return true
}

// several puts a mapping under a key of a block. Under one that is there already there are
// several then, in a list, and this one has the name of the rule.
func (r *rule) several(b *layout.Node, key string, m *layout.Node) {
	e := b.Get(key)
	if e == nil {
		r.made = append(r.made, b.Put(key, m))
		return
	}
	r.nameIn(m)
	r.made = append(r.made, inList(e).Add(m))
}

// nameIn puts the name of the rule first in a mapping.
func (r *rule) nameIn(m *layout.Node) {
	m.Entries = slices.Insert(m.Entries, 0, &layout.Entry{Key: layout.Text("name"), Value: layout.Text(r.name)})
}

// inList returns the value of an entry, which is a list from then on.
func inList(e *layout.Entry) *layout.Node {
	if !e.Value.IsList() {
		list := layout.NewList(false)
		list.Add(e.Value)
		e.Value = list
	}
	return e.Value
}

// blocks returns the blocks of all sections, in an order in which those of one phase act as the
// rules did.
func (u *upgrader) blocks() []*layout.Entry {
	for _, section := range []string{"", "users", "groups"} {
		if s := u.stores[section]; s != nil {
			s.finish()
		}
		u.plan(section)
	}
	for _, s := range u.sections {
		s.Entries = slices.DeleteFunc(s.Entries, isEmpty)
	}
	var early, late []*layout.Entry
	if top := u.sections[""]; top != nil {
		for _, e := range top.Entries {
			u.tidy(e)
			if u.isLate(e.Key.Value) {
				late = append(late, e)
			} else {
				early = append(early, e)
			}
		}
	}
	for _, section := range u.order() {
		for _, e := range u.sections[section].Entries {
			u.tidy(e)
		}
		early = append(early, &layout.Entry{Key: layout.Text(section), Value: u.sections[section]})
	}
	return append(early, late...)
}

// order returns the sections that have blocks, users first.
func (u *upgrader) order() []string {
	none := func(s string) bool { return len(u.sections[s].Items()) == 0 }
	return slices.DeleteFunc([]string{"users", "groups"}, none)
}

// isEmpty reports whether nothing was put into a block after all.
func isEmpty(e *layout.Entry) bool { return e.Value.Kind != layout.Scalar && len(e.Value.Entries) == 0 }

// isLate reports whether a block at the top stands behind the sections: some rule of them, of
// the same phase, stood before the last one of the block.
func (u *upgrader) isLate(word string) bool {
	last := -1
	for _, p := range u.phases {
		if p.section == "" && p.word == word {
			last = max(last, p.index)
		}
	}
	return slices.ContainsFunc(u.phases, func(p placed) bool {
		return p.section != "" && phase(p.word) == phase(word) && p.index < last
	})
}

// tidy writes lists of one item without the list, and short ones in brackets.
func (u *upgrader) tidy(e *layout.Entry) {
	v := e.Value
	switch e.Key.Value {
	case "filter", "rename", "reply":
		if v.IsList() && len(v.Entries) == 1 && v.Entries[0].Value.IsMap() {
			item := v.Entries[0]
			carry(e, item)
			e.Value = item.Value
		}
	case "drop":
		u.tidyDrop(e)
	case "normalize":
		u.tidyNormalize(e)
	}
	if e.Value.IsMap() && e.Value.Flow {
		e.Value.Flow = len(e.Value.Comments()) == 0
	}
}
