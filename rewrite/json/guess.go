package json

import "strings"

// guesses are the names that are to be expected: that of a member is mostly one of the two that
// followed the same name the last times, in a resource before. A guess costs a comparison, and saves
// the search for the end of the name and the look-up of its id.
type guesses [256][2]guess // by what they follow; of each two the later one is first

// A guess is a name as it stood in a text, with its quotes and the colon after it, and what is known of
// it. It stood there without an escape: it is sound wherever it stands again.
type guess struct {
	head, tail uint64    // its first eight bytes, and its last; if it has fewer, the same twice
	mask       uint64    // the bits of these that it has
	inside     [2]uint64 // the eight bytes after the head, and before the tail, if it has 17 to 32
	bit        uint64    // of its id in a word of level.ids; 0 for one that has none there
	size       uint16    // of all of it
	room       uint16    // how much of a text there must be for it to be compared
	id         uint16    // of the name
	mark       uint16    // by which one finds what follows it: its id, or a number made of the name
	tailAt     uint8
	word       uint8 // of level.ids
	marks      marks
}

// none is a guess that no text fits: the same eight bytes would have to be two numbers.
var none = guess{tail: 1, mask: ^uint64(0), room: 8}

// noGuesses are those of who knows no names. They stay as they are.
var noGuesses = newGuesses()

func newGuesses() *guesses {
	g := new(guesses)
	for i := range g {
		g[i] = [2]guess{none, none}
	}
	return g
}

// after returns the guesses of the name that follows in l.
func (g *guesses) after(l *level) *[2]guess {
	return &g[(uint32(l.of)<<16|uint32(l.before))*0x9e3779b1>>24]
}

// isAt reports whether what is guessed stands at an offset.
func (g *guess) isAt(t *Tape, at int) bool {
	return len(t.text)-at >= int(g.room) &&
		((wordAt(t.text, at)^g.head)|(wordAt(t.text, at+int(g.tailAt))^g.tail))&g.mask == 0 &&
		(g.size <= 16 || g.isInside(t, at))
}

// isInside is isAt for what is between head and tail.
func (g *guess) isInside(t *Tape, at int) bool {
	if g.size <= 32 {
		return wordAt(t.text, at+8) == g.inside[0] && wordAt(t.text, at+int(g.tailAt)-8) == g.inside[1]
	}
	return strings.HasPrefix(t.text[at+1:], t.names.list[g.id-1])
}

// note notes that a name stands in l.
func (t *Tape) note(l *level, g *guess) {
	l.before = g.mark
	word := &l.ids[g.word%uint8(len(l.ids))]
	l.twice |= *word & g.bit
	if *word |= g.bit; g.bit == 0 {
		t.noteOther(l, g.id)
	}
}

// noteOther is note for a name without a place in level.ids.
func (t *Tape) noteOther(l *level, id uint16) {
	if l.others++; id != 0 {
		t.saw(id)
	}
}

// learn finds out whose name n has. That is to be expected from now on where the two were, if it can be.
func (t *Tape) learn(two *[2]guess, n *node) guess {
	g := guess{mark: t.know(n), id: n.id, marks: n.marks}
	if n.id != 0 && int(n.id) < 64*len(level{}.ids) {
		g.word, g.bit = uint8(n.id/64), 1<<(n.id%64)
	}
	if g.take(t, int(n.nameAt), int(n.nameSize)+1) {
		two[0], two[1] = g, two[0]
	}
	return g
}

// take takes what g is compared with from a text, at an offset, and reports whether it can be: long
// names are those of a Names, and of a path there is more to know.
func (g *guess) take(t *Tape, at, size int) bool {
	switch {
	case g.marks&escaped != 0, peek(t.text, at+size-1) != ':', len(t.text)-at < 8, size > 255:
		return false
	case g.id == 0 && (size > 32 || isPath(t.text[at:at+size-1])), size > 32 && g.marks != spelled:
		return false
	}
	g.size, g.room, g.mask = uint16(size), uint16(max(8, size)), ^uint64(0)
	if size < 8 {
		g.mask >>= 64 - 8*size
	} else {
		g.tailAt = uint8(size - 8)
	}
	g.head, g.tail = wordAt(t.text, at)&g.mask, wordAt(t.text, at+int(g.tailAt))&g.mask
	if 16 < size && size <= 32 {
		g.inside = [2]uint64{wordAt(t.text, at+8), wordAt(t.text, at+int(g.tailAt)-8)}
	}
	return true
}
