package json

import (
	"fmt"
	"slices"
	"strings"
	"unsafe"
)

// A level is an object or an array that is being read.
type level struct {
	ids    [4]uint64 // the names that the tape knows of the members so far
	node   int32     // the object or array
	others int32     // how many members have other names
	of     uint16    // the name of the member that it is, or is in
	before uint16    // the name of the member before
	object bool
	twice  bool // whether a name that the tape knows stands twice
}

// value reads the value at an offset, inside of depth objects and arrays, and puts it on
// the tape as the member that n names, if it is one.
func (t *Tape) value(at, depth int, n node) int {
	for base := depth; ; {
		n.start, n.kind = int32(at), t.peek(at)
		switch n.kind {
		case '"':
			at = t.string(at)
		case '{', '[':
			if depth++; depth > maxDepth {
				return t.failDepth(at)
			}
			at = t.enter(at, depth, n)
		default:
			at = t.single(at, n.kind)
		}
		if at < 0 {
			return at
		}
		if n.kind != '{' && n.kind != '[' {
			n.end, n.next = int32(at), int32(len(t.nodes))+1
			t.nodes = append(t.room(at), n)
		} else if c := t.peek(at); c != n.kind+2 { // the bracket that closes it
			goto inside
		}
		if depth > base {
			at, depth = t.leave(at, base, depth)
		}
		if at < 0 || depth == base {
			return at
		}
	inside:
		n = node{}
		if l := &t.levels[depth]; !l.object {
			t.elements++
		} else if at = t.member(at, l, &n); at < 0 {
			return at
		}
	}
}

// room returns the nodes with room for another, at an offset.
func (t *Tape) room(at int) []node {
	if len(t.nodes) == cap(t.nodes) {
		t.grow(at)
	}
	return t.nodes
}

// enter opens the object or array at an offset, and returns the offset of what stands
// first in it.
func (t *Tape) enter(at, depth int, n node) int {
	l := &t.levels[depth]
	*l = level{node: int32(len(t.nodes)), of: n.id, object: n.kind == '{'}
	if n.id == 0 {
		l.of = t.levels[depth-1].of
	}
	t.nodes = append(t.nodes, n)
	return skipSpace(t.text, at+1)
}

// grow makes room for values from an offset on. A long text is given what it needs at once,
// since room that grows step by step is there twice.
func (t *Tape) grow(at int) {
	if len(t.text) > longText {
		t.nodes = slices.Grow(t.nodes, MostValues(t.text[at:]))
	}
}

const longText = 1 << 20

// MostValues returns how many values a text has at most, as its commas and brackets show.
func MostValues(text string) int {
	return 1 + strings.Count(text, ",") + strings.Count(text, "{") + strings.Count(text, "[")
}

// BytesOfValue is what a tape needs for a value.
const BytesOfValue = int(unsafe.Sizeof(node{}))

// leave goes on after a value, or from the end of an empty object or array: it closes those
// that end there, and returns the offset of the next member or element, or, of what was the
// last of all, the offset after it and the depth that the value stood in.
func (t *Tape) leave(at, base, depth int) (next, inside int) {
	for depth > base {
		l := &t.levels[depth]
		at = skipSpace(t.text, at)
		switch c := t.peek(at); {
		case c == ',':
			return skipSpace(t.text, at+1), depth
		case c == '}' && l.object:
			if at++; (l.twice || l.others > 1) && t.closeObject(int(l.node)+1) < 0 {
				return -1, depth
			}
		case c == ']' && !l.object:
			at++
		case l.object:
			return t.fail(at, "expected , or } after a member"), depth
		default:
			return t.fail(at, "expected , or ] after an element"), depth
		}
		n := &t.nodes[l.node]
		n.end, n.next = int32(at), int32(len(t.nodes))
		depth--
	}
	return at, depth
}

// single reads a value that is no object, array or string.
func (t *Tape) single(at int, kind byte) int {
	switch kind {
	case 't':
		return t.word(at, "true")
	case 'f':
		return t.word(at, "false")
	case 'n':
		return t.word(at, "null")
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return t.number(at)
	}
	return t.failValue(at)
}

func (t *Tape) failValue(at int) int {
	return t.fail(at, "expected a value: an object, array, string, number, true, false or null")
}

// member reads the name of a member of l, and returns the offset of its value.
func (t *Tape) member(at int, l *level, n *node) int {
	end := t.guessed(at, l, n)
	if end < 0 {
		if end = t.otherName(at, l, n); end < 0 {
			return end
		}
	}
	if n.nameAt, n.nameSize = int32(at), int32(end-at); n.id != 0 && n.id < 64*uint16(len(l.ids)) {
		word, bit := &l.ids[n.id/64], uint64(1)<<(n.id%64)
		l.twice = l.twice || *word&bit != 0
		*word |= bit
	} else {
		l.others++
	}
	if t.peek(end) != ':' {
		if end = skipSpace(t.text, end); t.peek(end) != ':' {
			return t.fail(end, "expected : after a member name")
		}
	}
	return skipSpace(t.text, end+1)
}

// otherName reads a name that was not guessed.
func (t *Tape) otherName(at int, l *level, n *node) int {
	if t.peek(at) != '"' {
		return t.fail(at, "expected a member name in double quotes")
	}
	escapes := t.escapes
	end := t.string(at)
	if end < 0 {
		return end
	}
	if n.marks = 0; t.escapes > escapes {
		n.marks = escaped
	}
	if t.names == nil {
		return end
	}
	n.know(t, at, end)
	if n.marks == spelled {
		*t.guesses.after(l) = n.id
	}
	l.before = n.id
	return end
}

// pathBytes are those that a name has which is a path.
const pathBytes = ".:["

// know finds out whose name stands between two offsets, and notes that it occurs.
func (n *node) know(t *Tape, at, end int) {
	name := t.text[at+1 : end-1]
	if n.marks&escaped != 0 {
		name = Decode(t.text[at:end])
	}
	n.id = t.names.ID(name)
	switch {
	case n.id == 0:
		if strings.ContainsAny(name, pathBytes) {
			t.names.Pieces(name, t.saw)
		}
		return
	case n.marks == 0 && t.names.list[n.id-1] == name:
		n.marks = spelled
	}
	t.saw(n.id)
}

// closeObject compares the names of an object whose first member is at an index.
func (t *Tape) closeObject(first int) int {
	twice := t.repeated(first)
	if twice < 0 {
		return 0
	}
	who := "a member"
	if name := t.name(twice); quotable(name) {
		who = `member "` + name + `"`
	}
	return t.fail(int(t.nodes[twice].nameAt), who+" stands twice in one object, expected once in any case")
}

func (t *Tape) failDepth(at int) int {
	return t.fail(at, fmt.Sprintf("expected at most %d levels of objects and arrays", maxDepth))
}
