package json

import (
	"fmt"
	"math/bits"
	"strings"
)

// A level is an object or an array that is being read.
type level struct {
	ids    [4]uint64 // the names that the tape knows of the members so far
	twice  uint64    // not 0 if one of them stands twice
	node   int32     // the object or array
	others int32     // how many members have other names
	spot             // among what is to be expected
	depth  uint8     // how many there are with it; 0 for what they all are in
	end    byte      // the bracket that ends it
}

// value reads the value at an offset, and puts it on the tape as the member that n names, if it
// is one.
func (t *Tape) value(at int, n node) int {
	i := len(t.nodes)
	n.start, n.kind = int32(at), peek(t.text, at)
	t.nodes = append(t.nodes, n)
	switch n.kind {
	case '{', '[':
		t.nodes = t.nodes[:cap(t.nodes)]
		at, i = t.inside(at, i)
		t.nodes = t.nodes[:i]
		return at
	case '"':
		at = t.string(at)
	default:
		at = t.single(at, n.kind)
	}
	t.nodes[i].end, t.nodes[i].next = int32(at), int32(i)+1
	return at
}

// inside reads the object or array at an offset, which has a node at i, and all that is in it. It
// returns the offset after it, and the index after its nodes. The nodes of the tape are meanwhile as
// many as there is room for.
//
//nolint:cyclop,funlen // what is done for each value is done here: a call takes a tenth of its time
func (t *Tape) inside(at, i int) (end, past int) {
	src, guesses, l, n := t.text, t.guesses, &t.levels[0], &t.nodes[i]
enter:
	if l = t.enter(l, n, i); l == nil {
		return t.fail(at, fmt.Sprintf("expected at most %d levels of objects and arrays", maxDepth)), i
	}
	i++
	if at = skipSpace(src, at+1); peek(src, at) == l.end {
		if at, l = t.leave(at, i, l); l == nil {
			return at, i
		}
	}
	for {
		if i == len(t.nodes) && t.grow(at) < 0 {
			return -1, i
		}
		n = &t.nodes[i]
		if l.end == ']' {
			t.elements++
			n.nameAt, n.nameSize, n.id, n.marks = 0, 0, 0, 0
		} else if k, g := guesses.first(&l.spot); len(src)-at >= int(g.tailAt)+8 &&
			((wordAt(src, at)^g.head)|(wordAt(src, at+int(g.tailAt))^g.tail))<<(g.short%64) == 0 && g.size <= 16 {
			n.nameAt, n.nameSize, n.id, n.marks = int32(at), int32(g.size)-1, g.id, g.marks
			l.last, l.link = k, 2*k
			t.note(l, g.id)
			at += int(g.size)
		} else if at = t.member(at, l, n); at < 0 {
			return at, i
		}
		kind := peek(src, at)
		if kind <= ' ' {
			at = skipSpaces(src, at)
			kind = peek(src, at)
		}
		n.start, n.kind = int32(at), kind
		switch {
		case kind == '"':
			for at++; ; at += 8 {
				if len(src)-at < 8 {
					at = t.stringFrom(int(n.start), at)
					break
				}
				if stop := notPlainASCII(wordAt(src, at)); stop != 0 {
					if at += bits.TrailingZeros64(stop) / 8; peek(src, at) == '"' {
						at++
					} else {
						at = t.stringFrom(int(n.start), at)
					}
					break
				}
			}
		case kind|' ' == '{': // or [
			goto enter
		default:
			at = t.single(at, kind)
		}
		if at < 0 {
			return at, i
		}
		i++
		n.end, n.next = int32(at), int32(i)
		if peek(src, at) == ',' {
			at = skipSpace(src, at+1)
		} else if at, l = t.leave(at, i, l); l == nil {
			return at, i
		}
	}
}

// enter opens the object or array in l that has a node n, at i; it returns nil if there are too many.
func (t *Tape) enter(l *level, n *node, i int) *level {
	if l.depth == maxDepth {
		return nil
	}
	inner := &t.levels[l.depth+1]
	inner.ids, inner.twice, inner.node, inner.others = [4]uint64{}, 0, int32(i), 0
	inner.spot, inner.depth, inner.end = within(l.last), l.depth+1, n.kind+2
	return inner
}

// leave goes on after a value, or from the end of an empty object or array: it closes those
// that end there, up to the node at i, and returns the offset of the next member or element and what
// that is in. After what was the last of all, and after a fault, that is nil.
func (t *Tape) leave(at, i int, l *level) (int, *level) {
	for {
		at = skipSpace(t.text, at)
		switch c := peek(t.text, at); {
		case c == l.end:
		case c == ',':
			return skipSpace(t.text, at+1), l
		case l.end == '}':
			return t.fail(at, "expected , or } after a member"), nil
		default:
			return t.fail(at, "expected , or ] after an element"), nil
		}
		at++
		if l.end == '}' {
			for word := range l.ids {
				t.occur[word] |= l.ids[word]
			}
			if (l.twice != 0 || l.others > 1) && !t.differ(int(l.node)+1, i) {
				return -1, nil
			}
		}
		n := &t.nodes[l.node]
		n.end, n.next = int32(at), int32(i)
		if l.depth == 1 {
			return at, nil
		}
		l = &t.levels[l.depth-1]
	}
}

// single reads a value that is no object, array or string.
func (t *Tape) single(at int, kind byte) int {
	switch rest := t.text[at:]; {
	case kind == '-' || '0' <= kind && kind <= '9':
		return t.number(at)
	case strings.HasPrefix(rest, "true"), strings.HasPrefix(rest, "null"):
		return at + len("true")
	case strings.HasPrefix(rest, "false"):
		return at + len("false")
	}
	return t.fail(at, "expected a value: an object, array, string, number, true, false or null")
}
