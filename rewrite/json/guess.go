package json

// guesses are the names that are to be expected: that of a member is mostly the one that
// followed the same name the last time, in a resource before. A guess costs a comparison,
// and saves the search for the end of the name and the look-up of its id.
type guesses struct {
	of    *Names
	table [512]uint16 // ids, by what they follow; 0 for no guess
}

// know forgets what was guessed of other names.
func (g *guesses) know(names *Names) {
	if names != nil && g.of != names {
		*g = guesses{of: names}
	}
}

// after returns the place of the name that follows in l.
func (g *guesses) after(l *level) *uint16 {
	return &g.table[(uint(l.of)*61+uint(l.before))%uint(len(g.table))]
}

// guessed returns the offset after the name at an offset, if it is the one to be expected,
// and -1 otherwise. What was learnt stood in a text between quotes, without an escape: it
// is sound.
func (t *Tape) guessed(at int, l *level, n *node) int {
	if t.names == nil {
		return -1
	}
	id := *t.guesses.after(l)
	if id == 0 {
		return -1
	}
	name := t.names.list[id-1]
	end := at + len(name) + 2
	if end > len(t.text) || t.text[at] != '"' || t.text[end-1] != '"' || t.text[at+1:end-1] != name {
		return -1
	}
	n.id, n.marks, l.before = id, spelled, id
	t.saw(id)
	return end
}
