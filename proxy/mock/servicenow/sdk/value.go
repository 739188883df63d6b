package sdk

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// value reads the comparison value that starts at the current position: one JSON scalar, read as Jackson
// reads it. What follows it needs no space in between.
func (r *reader) value() (any, error) {
	r.mark = r.pos
	for strings.ContainsRune(" \t\r\n", r.peek()) {
		r.pos++
	}
	switch c := r.peek(); {
	case r.atEnd():
		return nil, r.badValue("Unexpected end-of-input")
	case c == '"':
		return r.jsonString()
	case c == '-', '0' <= c && c <= '9':
		return r.jsonNumber()
	case c == '{', c == '[':
		return nil, r.container()
	}
	return r.literal()
}

func (r *reader) badValue(why string) *Error {
	return BadFilter("Invalid comparison value at position %d: %s", r.mark, why)
}

// container refuses an object or an array, on which the library crashes.
func (r *reader) container() *Error {
	var v any
	rest := string(utf16.Decode(r.text[r.pos:]))
	if json.NewDecoder(strings.NewReader(rest)).Decode(&v) != nil {
		return r.badValue("Unexpected character")
	}
	return &Error{Detail: "java.lang.ClassCastException", Crash: true}
}

func (r *reader) literal() (any, error) {
	start := r.pos
	for c := r.peek(); c == '_' || c == '$' || unicode.IsLetter(c) || unicode.IsDigit(c); c = r.peek() {
		r.pos++
	}
	switch word := r.since(start); word {
	case "true", "false":
		return word == "true", nil
	case "null":
		return nil, nil
	case "":
		return nil, r.badValue("Unexpected character")
	default:
		return nil, r.badValue("Unrecognized token '" + word + "'")
	}
}

// jsonNumber reads a number. No separator is needed after it: 0x10 is 0 and then x10.
func (r *reader) jsonNumber() (any, error) {
	start := r.pos
	if r.peek() == '-' {
		r.pos++
	}
	leadingZero := r.peek() == '0'
	digits := r.skipDigits()
	if digits == 0 || leadingZero && digits > 1 {
		return nil, r.badValue("Invalid numeric value")
	}
	if r.peek() == '.' {
		r.pos++
		if r.skipDigits() == 0 {
			return nil, r.badValue("Decimal point not followed by a digit")
		}
	}
	if c := r.peek(); c == 'e' || c == 'E' {
		r.pos++
		if c := r.peek(); c == '+' || c == '-' {
			r.pos++
		}
		if r.skipDigits() == 0 {
			return nil, r.badValue("Exponent indicator not followed by a digit")
		}
	}
	return json.Number(r.since(start)), nil
}

func (r *reader) skipDigits() int {
	start := r.pos
	for c := r.peek(); '0' <= c && c <= '9'; c = r.peek() {
		r.pos++
	}
	return r.pos - start
}

func (r *reader) jsonString() (any, error) {
	r.pos++
	var units []uint16
	for !r.atEnd() {
		c := r.next()
		switch {
		case c == '"':
			return string(utf16.Decode(units)), nil
		case c < ' ':
			return nil, r.badValue("Illegal unquoted character")
		case c == '\\':
			unit, ok := r.escape()
			if !ok {
				return nil, r.badValue("Unrecognized character escape")
			}
			units = append(units, unit)
		default:
			units = append(units, uint16(c))
		}
	}
	return nil, r.badValue("Unexpected end-of-input")
}

// escape reads what follows a backslash.
func (r *reader) escape() (uint16, bool) {
	c := r.next()
	if c != 'u' {
		at := strings.IndexRune(`"\/bfnrt`, c)
		if c == 0 || at < 0 {
			return 0, false
		}
		return uint16("\"\\/\b\f\n\r\t"[at]), true
	}
	if len(r.text)-r.pos < 4 {
		return 0, false
	}
	r.pos += 4
	unit, err := strconv.ParseUint(r.since(r.pos-4), 16, 16)
	return uint16(unit), err == nil
}
