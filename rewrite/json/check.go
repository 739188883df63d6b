package json

import (
	"fmt"
	"strings"
	"sync"
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
func Check(src string) error {
	_, err := Count(src)
	return err
}

// Count is Check, which also returns how many elements all arrays in src have.
func Count(src string) (elements int, err error) {
	c := checkers.Get().(*checker)
	defer c.release()
	c.src = src
	if c.document() < 0 {
		return c.elements, c.fault
	}
	return c.elements, nil
}

var checkers = sync.Pool{New: func() any { return new(checker) }}

// A checker reads src by recursive descent. Each of its methods takes the
// offset of what it reads and returns the offset after it, or -1 once it has
// set fault.
type checker struct {
	src      string
	fault    *Error
	escapes  int // read so far
	elements int // of arrays, likewise
	nameSet
}

// release puts c back without a reference to what it read.
func (c *checker) release() {
	c.src, c.fault, c.elements = "", nil, 0
	c.nameSet.reset()
	checkers.Put(c)
}

func (c *checker) fail(at int, msg string) int {
	line := c.src[:at]
	line = line[strings.LastIndexByte(line, '\n')+1:]
	c.fault = &Error{
		Offset: at,
		Line:   strings.Count(c.src[:at], "\n") + 1,
		Column: utf8.RuneCountInString(line) + 1,
		Msg:    msg,
	}
	return -1
}

// peek returns the byte at an offset, and 0, which begins nothing, at the end.
func (c *checker) peek(at int) byte {
	if at < len(c.src) {
		return c.src[at]
	}
	return 0
}

func (c *checker) document() int {
	if strings.HasPrefix(c.src, "\ufeff") {
		return c.fail(0, "byte order mark, expected UTF-8 without one")
	}
	if !utf8.ValidString(c.src) {
		return c.fail(invalidUTF8(c.src), "invalid UTF-8")
	}
	at := skipSpace(c.src, 0)
	if at == len(c.src) {
		return c.fail(at, "empty body, expected a JSON value")
	}
	if at = c.value(at, 0); at < 0 {
		return at
	}
	if at = skipSpace(c.src, at); at < len(c.src) {
		return c.fail(at, "expected the end of the body after its value")
	}
	return at
}

// value reads the value at an offset, inside of depth objects and arrays.
func (c *checker) value(at, depth int) int {
	switch c.peek(at) {
	case '"':
		return c.text(at)
	case '{':
		return c.object(at, depth+1)
	case '[':
		return c.array(at, depth+1)
	case 't':
		return c.word(at, "true")
	case 'f':
		return c.word(at, "false")
	case 'n':
		return c.word(at, "null")
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return c.number(at)
	}
	return c.failValue(at)
}

func (c *checker) failValue(at int) int {
	return c.fail(at, "expected a value: an object, array, string, number, true, false or null")
}

func (c *checker) object(at, depth int) int {
	if depth > maxDepth {
		return c.failDepth(at)
	}
	first := len(c.names)
	at = skipSpace(c.src, at+1)
	if c.peek(at) == '}' {
		return at + 1
	}
	for {
		if at = c.member(at, depth); at < 0 {
			return at
		}
		switch c.peek(at) {
		case ',':
			at = skipSpace(c.src, at+1)
		case '}':
			return c.closeObject(first, at+1)
		default:
			return c.fail(at, "expected , or } after a member")
		}
	}
}

// member reads a name, its value and the space after it.
func (c *checker) member(at, depth int) int {
	if c.peek(at) != '"' {
		return c.fail(at, "expected a member name in double quotes")
	}
	escapes := c.escapes
	end := c.text(at)
	if end < 0 {
		return end
	}
	c.add(at, c.src[at:end], c.escapes > escapes)
	colon := skipSpace(c.src, end)
	if c.peek(colon) != ':' {
		return c.fail(colon, "expected : after a member name")
	}
	if at = c.value(skipSpace(c.src, colon+1), depth); at < 0 {
		return at
	}
	return skipSpace(c.src, at)
}

// closeObject compares the names of an object that ends at an offset.
func (c *checker) closeObject(first, end int) int {
	twice, found := c.close(first)
	if !found {
		return end
	}
	who := "a member"
	if quotable(twice.text) {
		who = `member "` + twice.text + `"`
	}
	return c.fail(twice.at, who+" stands twice in one object, expected once in any case")
}

func (c *checker) array(at, depth int) int {
	if depth > maxDepth {
		return c.failDepth(at)
	}
	at = skipSpace(c.src, at+1)
	if c.peek(at) == ']' {
		return at + 1
	}
	for {
		c.elements++
		if at = c.value(at, depth); at < 0 {
			return at
		}
		at = skipSpace(c.src, at)
		switch c.peek(at) {
		case ',':
			at = skipSpace(c.src, at+1)
		case ']':
			return at + 1
		default:
			return c.fail(at, "expected , or ] after an element")
		}
	}
}

func (c *checker) failDepth(at int) int {
	return c.fail(at, fmt.Sprintf("expected at most %d levels of objects and arrays", maxDepth))
}
