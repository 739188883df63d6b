package json

import "strings"

// guesses are the names that are to be expected: that of a member is mostly one of the two that
// followed the same one the last times, in a resource before. A guess costs a comparison, and saves
// the search for the end of the name and the look-up of its id. They stand in the order in which they
// were learnt, as they do in most texts: where the caches are cold, that counts for more than all else.
type guesses struct {
	list   [mostGuesses]guess
	inside [mostGuesses][2]uint64  // the eight bytes after the head, and before the tail, of 17 to 32
	keys   [mostGuesses]guessKey   // of each
	slots  [2 * mostGuesses]uint16 // guesses by the hash of their keys; 0 for a free slot
	n      int                     // how many there are
}

const (
	mostGuesses = 512
	mostSteps   = 8 // from slot to slot, whatever names there are
)

// A guessKey tells guesses apart, but for names that have the same mark.
type guessKey struct {
	owner uint16 // the guess of the member in which the name stands
	mark  uint16 // the name's id, or a number that is made of the name
}

// A guess is a name as it stood in a text, with its quotes and the colon after it, and what is known of
// it. It stood there without an escape: it is sound wherever it stands again. That of a name which
// cannot be compared so fits nowhere, and is there for what follows the name. So is the one at 0, which
// is of no name.
type guess struct {
	head, tail uint64       // its first eight bytes, and its last; if it has fewer, the same twice
	follow     [2][2]uint16 // the guesses of what comes after it, and of what is first in its value
	id         uint16       // of the name
	size       uint8        // of all of it; 0 for what fits nowhere
	tailAt     uint8
	short      uint8 // how many bits it has not of eight bytes
	marks      marks
}

// unfit fits nowhere: the same eight bytes would have to be two numbers.
var unfit = guess{tail: 1}

// A spot is where an object that is being read stands among the guesses.
type spot struct {
	owner uint16 // the guess of the member that it is in
	last  uint16 // the guess of its last member so far, or else the owner
	link  uint16 // where to find what follows: twice the last, and 1 before the first member
}

// within returns the spot of an object before its first member.
func within(owner uint16) spot { return spot{owner: owner, last: owner, link: 2*owner + 1} }

// noGuesses are those of who knows no names. They stay as they are.
var noGuesses = newGuesses()

func newGuesses() *guesses {
	g := new(guesses)
	g.reset()
	return g
}

func (g *guesses) reset() {
	g.n, g.list[0] = 1, unfit
	clear(g.slots[:])
}

// after returns the guesses of the name that follows at a spot, the later one first.
func (g *guesses) after(s *spot) *[2]uint16 {
	return &g.list[s.link/2%mostGuesses].follow[s.link%2]
}

// first returns the first of after, by its number and as it is.
func (g *guesses) first(s *spot) (uint16, *guess) {
	i := g.after(s)[0]
	return i, &g.list[i%mostGuesses]
}

// isAt reports whether the name of the guess i stands at an offset.
func (t *Tape) isAt(i uint16, at int) bool {
	g := &t.guesses.list[i]
	if len(t.text)-at < int(g.tailAt)+8 ||
		((wordAt(t.text, at)^g.head)|(wordAt(t.text, at+int(g.tailAt))^g.tail))<<(g.short%64) != 0 {
		return false
	}
	switch {
	case g.size <= 16:
		return true
	case g.size <= 32:
		inside := &t.guesses.inside[i]
		return wordAt(t.text, at+8) == inside[0] && wordAt(t.text, at+int(g.tailAt)-8) == inside[1]
	}
	return strings.HasPrefix(t.text[at+1:], t.names.list[g.id-1])
}

// learn has the name of n expected where l is, and there what was learnt to follow it.
func (t *Tape) learn(l *level, n *node, mark uint16) {
	g := t.guesses
	i := g.find(t, guessKey{l.owner, mark}, n)
	if two := g.after(&l.spot); i != 0 && two[0] != i {
		two[0], two[1] = i, two[0]
	}
	l.last, l.link = i, 2*i
}

// find returns the guess with a key that is of the name of n, a new one if need be, and 0 if there is
// no room for it.
func (g *guesses) find(t *Tape, key guessKey, n *node) uint16 {
	slot := (uint32(key.owner)<<16 | uint32(key.mark)) * 0x9e3779b1 >> 16
	for range mostSteps {
		at := &g.slots[slot%uint32(len(g.slots))]
		switch i := *at; {
		case i == 0 && g.n == mostGuesses:
			return 0
		case i == 0:
			i, *at = uint16(g.n), uint16(g.n)
			g.keys[i], g.list[i] = key, unfit
			g.n++
			g.take(t, i, n)
			return i
		case g.keys[i] == key && g.list[i].size == 0:
			g.take(t, i, n)
			return i
		case g.keys[i] == key && t.isAt(i, int(n.nameAt)):
			return i
		}
		slot++
	}
	return 0
}

// take makes the guess i one of the name of n, if that can be compared: long names are those of a
// Names, and of a path there is more to know.
func (g *guesses) take(t *Tape, i uint16, n *node) {
	at, size := int(n.nameAt), int(n.nameSize)+1
	switch {
	case n.marks&escaped != 0, peek(t.text, at+size-1) != ':', len(t.text)-at < 8, size > 255:
		return
	case n.id == 0 && (size > 32 || isPath(t.text[at:at+size-1])), size > 32 && n.marks != spelled:
		return
	}
	made := guess{id: n.id, marks: n.marks, size: uint8(size), tailAt: uint8(max(0, size-8)), follow: g.list[i].follow}
	made.short = uint8(64 - 8*min(size, 8))
	made.head, made.tail = wordAt(t.text, at), wordAt(t.text, at+int(made.tailAt))
	if 16 < size && size <= 32 {
		g.inside[i] = [2]uint64{wordAt(t.text, at+8), wordAt(t.text, at+int(made.tailAt)-8)}
	}
	g.list[i] = made
}
