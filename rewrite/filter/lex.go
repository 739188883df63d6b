package filter

import (
	"strings"
	"unicode/utf8"

	"scimshim/rewrite/json"
)

// A class is a set of kinds of characters.
type class uint8

// What a character may be.
const (
	letter class = 1 << iota
	numeral
	space    // white space
	nameChar // may stand in an attribute name, after its first character
	pathChar // may stand in an attribute path with its URN
	textChar // stands for itself in a JSON string, and is one byte
	wordChar // may stand in an operator, or a literal without quotes
)

// classes says of each byte what it may be: this is looked up for each of a filter.
var classes = func() (table [256]class) {
	add := func(chars string, k class) {
		for i := range len(chars) {
			table[chars[i]] |= k
		}
	}
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	add(letters, letter|nameChar|pathChar)
	add("0123456789", numeral|nameChar|pathChar)
	add("-_$", nameChar|pathChar) // RFC 7643, section 2.1, with the "$" of its section 2.4
	// Of what RFC 8141 allows in a URN, the characters that mean something else in a filter
	// or a query are left out: parentheses, apostrophe, "+", "&", "?", "#".
	add(".:~%,=@;!*/", pathChar)
	add(" \t\r\n", space)
	for c := range table {
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' {
			table[c] |= textChar
		}
		if table[c]&space == 0 && strings.IndexByte(`"()[]`, byte(c)) < 0 {
			table[c] |= wordChar
		}
	}
	return table
}()

func isAlpha(c byte) bool { return classes[c]&letter != 0 }
func isDigit(c byte) bool { return classes[c]&numeral != 0 }
func isBlank(c byte) bool { return classes[c]&space != 0 }

// isNameByte tells whether c may stand in an attribute name, after its first character.
func isNameByte(c byte) bool { return classes[c]&nameChar != 0 }

// isPathByte tells whether c may stand in an attribute path with its URN.
func isPathByte(c byte) bool { return classes[c]&pathChar != 0 }

// endsWord tells whether c ends a word that is not a path: an operator or a
// literal without quotes.
func endsWord(c byte) bool { return classes[c]&wordChar == 0 }

// isWordAt tells whether the keyword word stands in s at the offset i, in any
// case, and is not the beginning of a longer name.
func isWordAt(s string, i int, word string) bool {
	end := i + len(word)
	return end <= len(s) && Fold(s[i:end], word) && (end == len(s) || !isPathByte(s[end]))
}

// Fold tells whether a and b are equal but for the case of ASCII letters, as
// attribute names, URNs and keywords are, wherever they stand. It is how
// json.Check, too, finds a name that stands twice.
func Fold(a, b string) bool { return json.SameName(a, b) }

// Lower returns s with its ASCII letters in lower case: what is alike for all that Fold
// takes for equal.
func Lower(s string) string { return json.LowerName(s) }

// scanString returns the offset after the JSON string that begins with the
// quote at s[i]. If it is not one, what is wrong and where.
func scanString(s string, i int) (end int, wrong string) {
	for i++; i < len(s); {
		switch c := s[i]; {
		case classes[c]&textChar != 0:
			i++
		case c == '"':
			return i + 1, ""
		case c == '\\':
			n := escapeLen(s[i:])
			if n == 0 {
				return i, badEscape
			}
			i += n
		case c < ' ':
			return i, badControl
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				return i, badUTF8
			}
			i += n
		}
	}
	return i, badEnd
}

// What may be wrong with a string.
const (
	badEscape  = `not an escape of JSON; expected \" \\ \/ \b \f \n \r \t or \u and four hexadecimal digits`
	badControl = "a control character in a string; expected it as an escape of JSON"
	badUTF8    = "bytes that are not UTF-8; expected a JSON string"
	badEnd     = "a string without its end; expected a closing quote"
)

// escapeLen returns the length of the JSON escape that s begins with, or 0. Two
// surrogates are one escape; one alone is none, as it is no character.
func escapeLen(s string) int {
	if len(s) < 2 || s[1] != 'u' {
		if len(s) >= 2 && strings.IndexByte(`"\/bfnrt`, s[1]) >= 0 {
			return 2
		}
		return 0
	}
	switch unit := hex4(s); {
	case unit < 0 || 0xDC00 <= unit && unit <= 0xDFFF:
		return 0
	case unit < 0xD800 || 0xDFFF < unit:
		return 6
	}
	if low := hex4(s[6:]); 0xDC00 <= low && low <= 0xDFFF {
		return 12
	}
	return 0
}

// hex4 returns the number in an escape like \u00e9 at the start of s, or -1.
func hex4(s string) int {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return -1
	}
	unit := 0
	for _, c := range []byte(s[2:6]) {
		switch {
		case isDigit(c):
			unit = unit<<4 | int(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			unit = unit<<4 | int(c|0x20-'a'+10)
		default:
			return -1
		}
	}
	return unit
}

// IsNumber tells whether s is a number of JSON (RFC 8259, section 6).
func IsNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole := digits(s)
	if whole == 0 || whole > 1 && s[0] == '0' {
		return false
	}
	s = s[whole:]
	if strings.HasPrefix(s, ".") {
		n := digits(s[1:])
		if n == 0 {
			return false
		}
		s = s[1+n:]
	}
	if s == "" {
		return true
	}
	if s[0]|0x20 != 'e' {
		return false
	}
	s = s[1:]
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return s != "" && digits(s) == len(s)
}

// digits returns how many decimal digits s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}
