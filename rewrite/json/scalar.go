package json

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

// plain tells the bytes that stand for themselves inside a JSON string.
var plain = func() (t [256]bool) {
	for b := range t {
		t[b] = b >= ' ' && b != '"' && b != '\\'
	}
	return t
}()

// text reads the string whose opening quote is at an offset.
func (c *checker) text(at int) int {
	src := c.src
	for i := skipPlain(src, at+1); i < len(src); i = skipPlain(src, i) {
		switch src[i] {
		case '"':
			return i + 1
		case '\\':
			if i = c.escape(i); i < 0 {
				return i
			}
		default:
			return c.fail(i, `control character in a string, expected an escape such as \n or \u0000`)
		}
	}
	return c.fail(at, "string without an end, expected a closing double quote")
}

// skipPlain returns the offset of the first byte from i that is not plain.
// Half the time of a check goes by here, so it takes eight bytes at once.
func skipPlain(src string, i int) int {
	for ; len(src)-i >= 8; i += 8 {
		s := src[i : i+8]
		word := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		if stop := notPlain(word); stop != 0 {
			return i + bits.TrailingZeros64(stop)/8
		}
	}
	for i < len(src) && plain[src[i]] {
		i++
	}
	return i
}

// notPlain returns 0 if all bytes of a word are plain, otherwise a word whose
// lowest bit is in the lowest byte that is not. A byte b is below n if b-n
// borrows though b has no high bit; it is c if b^c is below 1. Only bytes
// above the first hit can be wrong, as they have lent to it.
func notPlain(word uint64) uint64 {
	const each = 0x0101010101010101
	quote, slash := word^'"'*each, word^'\\'*each
	return ((word-' '*each)&^word | (quote-each)&^quote | (slash-each)&^slash) & (0x80 * each)
}

// escape reads the escape whose backslash is at an offset, and the two halves
// of a surrogate pair as one.
func (c *checker) escape(at int) int {
	c.escapes++
	b := c.peek(at + 1)
	if b != 'u' {
		if b == 0 || strings.IndexByte(`"\/bfnrt`, b) < 0 {
			return c.fail(at, `unknown escape in a string, expected one of \" \\ \/ \b \f \n \r \t \u`)
		}
		return at + 2
	}
	unit := hex4(c.src, at+2)
	switch {
	case unit < 0:
		return c.fail(at, `expected four hexadecimal digits after \u`)
	case !isHigh(unit) && !isLow(unit):
		return at + 6
	case isHigh(unit) && strings.HasPrefix(c.src[at+6:], `\u`) && isLow(hex4(c.src, at+8)):
		return at + 12
	}
	return c.fail(at, `half of a surrogate pair, expected \ud800 to \udbff and then \udc00 to \udfff`)
}

func isHigh(unit int) bool { return 0xd800 <= unit && unit < 0xdc00 }
func isLow(unit int) bool  { return 0xdc00 <= unit && unit < 0xe000 }

// hex4 returns the number of the four hexadecimal digits at an offset, and -1
// where there are none.
func hex4(src string, at int) int {
	if len(src)-at < 4 {
		return -1
	}
	n := 0
	for i := range 4 {
		d := strings.IndexByte("0123456789abcdef", lower(src[at+i]))
		if d < 0 {
			return -1
		}
		n = n<<4 | d
	}
	return n
}

// number reads a number as RFC 8259, section 6 has it.
func (c *checker) number(at int) int {
	if c.src[at] == '-' {
		at++
	}
	end := c.digits(at)
	switch {
	case end == at:
		return c.fail(at, "expected a digit after -")
	case c.src[at] == '0' && end > at+1:
		return c.fail(at, "number with a leading zero, expected none")
	}
	if c.peek(end) == '.' {
		at = end + 1
		if end = c.digits(at); end == at {
			return c.fail(at, "expected a digit after the decimal point")
		}
	}
	if lower(c.peek(end)) == 'e' {
		at = end + 1
		if sign := c.peek(at); sign == '+' || sign == '-' {
			at++
		}
		if end = c.digits(at); end == at {
			return c.fail(at, "expected a digit in the exponent")
		}
	}
	return end
}

func (c *checker) digits(at int) int {
	for '0' <= c.peek(at) && c.peek(at) <= '9' {
		at++
	}
	return at
}

func (c *checker) word(at int, word string) int {
	if !strings.HasPrefix(c.src[at:], word) {
		return c.failValue(at)
	}
	return at + len(word)
}

// skipSpace returns the offset of the first byte from at that is not a space of
// RFC 8259, section 2.
func skipSpace(src string, at int) int {
	for at < len(src) {
		switch src[at] {
		case ' ', '\t', '\n', '\r':
			at++
		default:
			return at
		}
	}
	return at
}

// invalidUTF8 returns the offset of the first byte of src that is not UTF-8,
// and len(src) if all are.
func invalidUTF8(src string) int {
	for i, r := range src {
		if r != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(src[i:]); size == 1 {
			return i
		}
	}
	return len(src)
}
