package json

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxDepth is how many objects and arrays may stand inside one another. SCIM
// needs 5; readers recurse, and some overflow their stack at 20,000.
const maxDepth = 32

// An Error says where a text is not the JSON that Check accepts.
type Error struct {
	Offset int    // in bytes, from 0
	Line   int    // from 1
	Column int    // in characters, from 1
	Msg    string // what was found and what would be accepted; never a value
}

// Error gives the place and the message in one line.
func (e *Error) Error() string {
	return fmt.Sprintf("body line %d column %d: %s", e.Line, e.Column, e.Msg)
}

// Check returns nil if every common reader of JSON sees the same in src,
// and an *Error otherwise. It accepts one value of RFC 8259 and refuses
// what readers disagree on, though they may take it: invalid UTF-8, a byte
// order mark, text after the value, halves of surrogate pairs, more than 32
// levels, and a member name that stands twice in one object, also where the
// two differ in ASCII case or in escapes (RFC 7643, section 2.1: attribute
// names are case insensitive). Time is linear in len(src), whatever src is.
// A Tape's Read does the same and keeps what it has found.
func Check(src string) error {
	t := TakeTape()
	defer t.Release()
	return t.Read(src, nil)
}

// A checker is what a Tape needs while it reads by recursive descent. Each of its
// methods takes the offset of what it reads and returns the offset after it, or -1
// once it has set fault.
type checker struct {
	fault   *Error
	escapes int // read so far
	nameSet
}

// fail notes what is wrong at an offset. What is no UTF-8 is wrong before all else,
// wherever it stands.
func (t *Tape) fail(at int, msg string) int {
	if !utf8.ValidString(t.text) {
		at, msg = invalidUTF8(t.text), "invalid UTF-8"
	}
	return t.failAt(at, msg)
}

func (t *Tape) failAt(at int, msg string) int {
	line := t.text[:at]
	line = line[strings.LastIndexByte(line, '\n')+1:]
	t.fault = &Error{
		Offset: at,
		Line:   strings.Count(t.text[:at], "\n") + 1,
		Column: utf8.RuneCountInString(line) + 1,
		Msg:    msg,
	}
	return -1
}

// peek returns the byte at an offset, and 0, which begins nothing, at the end.
func (t *Tape) peek(at int) byte {
	if at < len(t.text) {
		return t.text[at]
	}
	return 0
}

func (t *Tape) document() int {
	Count(len(t.text))
	if strings.HasPrefix(t.text, "\ufeff") {
		return t.failAt(0, "byte order mark, expected UTF-8 without one")
	}
	if len(t.text) > maxText {
		return t.failAt(0, fmt.Sprintf("body of more than %d bytes", maxText))
	}
	at := skipSpace(t.text, 0)
	if at == len(t.text) {
		return t.fail(at, "empty body, expected a JSON value")
	}
	if at = t.value(at, 0, node{}); at < 0 {
		return at
	}
	if at = skipSpace(t.text, at); at < len(t.text) {
		return t.fail(at, "expected the end of the body after its value")
	}
	return at
}

// value reads the value at an offset, inside of depth objects and arrays, and puts it on
// the tape as the member that n names, if it is one.
func (t *Tape) value(at, depth int, n node) int {
	i := len(t.nodes)
	n.start, n.kind = int32(at), t.peek(at)
	t.nodes = append(t.nodes, n)
	end := t.inside(at, depth)
	if end >= 0 {
		v := &t.nodes[i]
		v.end, v.next = int32(end), int32(len(t.nodes))
	}
	return end
}

// inside reads what value puts on the tape.
func (t *Tape) inside(at, depth int) int {
	switch t.peek(at) {
	case '"':
		return t.string(at)
	case '{':
		return t.object(at, depth+1)
	case '[':
		return t.array(at, depth+1)
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

func (t *Tape) object(at, depth int) int {
	if depth > maxDepth {
		return t.failDepth(at)
	}
	first := len(t.nodes)
	at = skipSpace(t.text, at+1)
	if t.peek(at) == '}' {
		return at + 1
	}
	for {
		if at = t.member(at, depth); at < 0 {
			return at
		}
		switch t.peek(at) {
		case ',':
			at = skipSpace(t.text, at+1)
		case '}':
			return t.closeObject(first, at+1)
		default:
			return t.fail(at, "expected , or } after a member")
		}
	}
}

// member reads a name, its value and the space after it.
func (t *Tape) member(at, depth int) int {
	if t.peek(at) != '"' {
		return t.fail(at, "expected a member name in double quotes")
	}
	escapes := t.escapes
	end := t.string(at)
	if end < 0 {
		return end
	}
	n := node{nameAt: int32(at), nameSize: int32(end - at), escaped: t.escapes > escapes}
	if t.names != nil {
		n.id = t.nameID(at, end, n.escaped)
	}
	if t.peek(end) != ':' {
		if end = skipSpace(t.text, end); t.peek(end) != ':' {
			return t.fail(end, "expected : after a member name")
		}
	}
	if at = t.value(skipSpace(t.text, end+1), depth, n); at < 0 {
		return at
	}
	return skipSpace(t.text, at)
}

// pathBytes are those that a name has which is a path.
const pathBytes = ".:["

// nameID returns the id of the name between two offsets, and notes that it occurs.
func (t *Tape) nameID(at, end int, escaped bool) uint16 {
	name := t.text[at+1 : end-1]
	if escaped {
		name = Decode(t.text[at:end])
	}
	id := t.names.ID(name)
	if id != 0 {
		t.saw(id)
	} else if strings.ContainsAny(name, pathBytes) {
		t.names.Pieces(name, t.saw)
	}
	return id
}

// closeObject compares the names of an object whose first member is at an index, and
// that ends at an offset.
func (t *Tape) closeObject(first, end int) int {
	twice := t.repeated(first)
	if twice < 0 {
		return end
	}
	who := "a member"
	if name := t.name(twice); quotable(name) {
		who = `member "` + name + `"`
	}
	return t.fail(int(t.nodes[twice].nameAt), who+" stands twice in one object, expected once in any case")
}

func (t *Tape) array(at, depth int) int {
	if depth > maxDepth {
		return t.failDepth(at)
	}
	at = skipSpace(t.text, at+1)
	if t.peek(at) == ']' {
		return at + 1
	}
	for {
		t.elements++
		if at = t.value(at, depth, node{}); at < 0 {
			return at
		}
		at = skipSpace(t.text, at)
		switch t.peek(at) {
		case ',':
			at = skipSpace(t.text, at+1)
		case ']':
			return at + 1
		default:
			return t.fail(at, "expected , or ] after an element")
		}
	}
}

func (t *Tape) failDepth(at int) int {
	return t.fail(at, fmt.Sprintf("expected at most %d levels of objects and arrays", maxDepth))
}
