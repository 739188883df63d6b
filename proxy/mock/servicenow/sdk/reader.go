package sdk

import (
	"fmt"
	"unicode"
	"unicode/utf16"
)

// Error is a refusal by the vendor's SCIM library: the scimType (empty where it has none) and its text.
type Error struct {
	Kind   string
	Detail string
	Crash  bool // an exception that the library does not catch, which becomes a 500
}

func (e *Error) Error() string { return e.Detail }

// BadFilter is an error of kind invalidFilter.
func BadFilter(format string, args ...any) *Error {
	return &Error{Kind: "invalidFilter", Detail: fmt.Sprintf(format, args...)}
}

func badPath(format string, args ...any) *Error {
	return &Error{Kind: "invalidPath", Detail: fmt.Sprintf(format, args...)}
}

// reader reads a filter or a path as Java does: in UTF-16 units, by which positions in error texts
// count.
type reader struct {
	text []uint16
	pos  int
	mark int // start of the token that was read last
}

// newReader trims what Java's String.trim trims.
func newReader(text string) *reader {
	units := utf16.Encode([]rune(text))
	for len(units) > 0 && units[0] <= ' ' {
		units = units[1:]
	}
	for len(units) > 0 && units[len(units)-1] <= ' ' {
		units = units[:len(units)-1]
	}
	return &reader{text: units}
}

// next returns the next unit and moves on; 0 at the end (a NUL ends a token all the same).
func (r *reader) next() rune {
	if r.pos >= len(r.text) {
		return 0
	}
	r.pos++
	return rune(r.text[r.pos-1])
}

// peek returns the next unit without moving.
func (r *reader) peek() rune {
	if r.pos >= len(r.text) {
		return 0
	}
	return rune(r.text[r.pos])
}

func (r *reader) atEnd() bool { return r.pos >= len(r.text) }

// since returns the text from a position to the current one.
func (r *reader) since(start int) string { return string(utf16.Decode(r.text[start:r.pos])) }

// unexpected describes the unit that was read last.
func (r *reader) unexpected() string {
	return fmt.Sprintf("Unexpected character '%s' at position %d for token starting at %d",
		r.since(r.pos-1), r.pos-1, r.mark)
}

// filterToken reads a token of a filter, "" at the end. Only the space separates tokens; brackets do where
// they may stand.
func (r *reader) filterToken(inValuePath bool) (string, error) {
	for r.peek() == ' ' {
		r.pos++
	}
	r.mark = r.pos
	for {
		c := r.next()
		switch {
		case c == 0:
			return r.since(r.mark), nil
		case c == ' ':
			return string(utf16.Decode(r.text[r.mark : r.pos-1])), nil
		case c == '(', c == ')', c == ']' && inValuePath:
			if r.pos-1 > r.mark {
				r.pos--
			}
			return r.since(r.mark), nil
		case c == '[' && !inValuePath:
			return r.since(r.mark), nil
		case !isPathUnit(c) && c != '.' && c != ':':
			return "", BadFilter("%s", r.unexpected())
		}
	}
}

// isPathUnit says whether a unit may stand in an attribute name.
func isPathUnit(c rune) bool {
	return c == '-' || c == '_' || c == '$' || unicode.IsLetter(c) || unicode.IsDigit(c)
}
