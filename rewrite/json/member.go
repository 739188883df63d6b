package json

// member reads the name of a member of l, if it is not the one that was to be expected first, and
// the colon after it.
func (t *Tape) member(at int, l *level, n *node) int {
	n.nameAt, n.nameSize, n.id, n.marks = int32(at), 0, 0, 0
	for _, i := range t.guesses.after(&l.spot) {
		if t.isAt(i, at) {
			g := &t.guesses.list[i]
			n.nameSize, n.id, n.marks = int32(g.size)-1, g.id, g.marks
			l.last, l.link = i, 2*i
			t.note(l, g.id)
			return at + int(g.size)
		}
	}
	if peek(t.text, at) != '"' {
		return t.fail(at, "expected a member name in double quotes")
	}
	escapes := t.escapes
	end := t.string(at)
	if end < 0 {
		return end
	}
	if n.nameSize = int32(end - at); t.escapes > escapes {
		n.marks = escaped
	}
	if t.names != nil {
		t.learn(l, n, t.know(n))
	}
	t.note(l, n.id)
	if most := t.bounds.Members; most > 0 && int(l.others) > most {
		return t.failBeyond(at, OfMembers)
	}
	if peek(t.text, end) != ':' {
		if end = skipSpace(t.text, end); peek(t.text, end) != ':' {
			return t.fail(end, "expected : after a member name")
		}
	}
	return end + 1
}

// note notes that a name with an id stands in l.
func (t *Tape) note(l *level, id uint16) {
	if id == 0 || int(id) >= 64*len(l.ids) {
		t.noteOther(l, id)
		return
	}
	word, bit := &l.ids[id/64], uint64(1)<<(id%64)
	l.twice |= *word & bit
	*word |= bit
}

// noteOther is note for a name without a place in level.ids.
func (t *Tape) noteOther(l *level, id uint16) {
	if l.others++; id != 0 {
		t.saw(id)
	}
}

// know finds out whose name n has, notes that it occurs, and returns its mark.
func (t *Tape) know(n *node) (mark uint16) {
	raw := t.text[n.nameAt : n.nameAt+n.nameSize]
	name := raw[1 : len(raw)-1]
	if n.marks&escaped != 0 {
		name = Decode(raw)
	}
	hash := nameHash(name)
	n.id = t.names.table[t.names.slot(hash, name)]
	switch {
	case n.id == 0:
		if isPath(name) {
			t.names.Pieces(name, t.saw)
		}
		return uint16(hash)
	case n.marks == 0 && t.names.list[n.id-1] == name:
		n.marks = spelled
	}
	t.saw(n.id)
	return n.id
}

// isPath reports whether a name has what none of an attribute has, but a path.
func isPath(name string) bool {
	for i := range len(name) {
		if c := name[i]; c == '.' || c == ':' || c == '[' {
			return true
		}
	}
	return false
}

// differ compares the names of an object whose members have the nodes from first up to past.
func (t *Tape) differ(first, past int) bool {
	twice := t.repeated(first, past)
	if twice < 0 {
		return true
	}
	who := "a member"
	if name := t.name(twice); quotable(name) {
		who = `member "` + name + `"`
	}
	t.fail(int(t.nodes[twice].nameAt), who+" stands twice in one object, expected once in any case")
	return false
}
