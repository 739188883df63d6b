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
	Beyond Bound  // the bound that the text is beyond; none if it is no JSON
}

// A Bound is one of how much is read of a text.
type Bound byte

// The bounds.
const (
	NoBound   Bound = iota
	OfValues        // in the text, at any depth
	OfMembers       // of an object
)

// Bounds say how much of a text is read at most; 0 is for all. A text that is a little beyond may be
// read all the same: they spare the reading of what is refused, and do not decide.
type Bounds struct{ Values, Members int }

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

// A checker is what a Tape needs while it reads. Each of its methods takes the offset of
// what it reads and returns the offset after it, or -1 once it has set fault.
type checker struct {
	fault   *Error
	escapes int                 // read so far
	levels  [maxDepth + 1]level // the open objects and arrays; the first stands for the text
	occur   [4]uint64           // the names of the objects that were closed, as level.ids
	guesses *guesses            // of the tape's names
	bounds  Bounds
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

// failBeyond ends the reading of a text that is beyond a bound.
func (t *Tape) failBeyond(at int, b Bound) int {
	t.failAt(at, "more than may be read")
	t.fault.Beyond = b
	return -1
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
	if at = t.value(at, node{}); at < 0 {
		return at
	}
	if at = skipSpace(t.text, at); at < len(t.text) {
		return t.fail(at, "expected the end of the body after its value")
	}
	return at
}
