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

// string reads the string whose opening quote is at an offset.
func (t *Tape) string(at int) int {
	src, i := t.text, at+1
	for ; len(src)-i >= 8; i += 8 {
		stop := notPlainASCII(wordAt(src, i))
		if stop == 0 {
			continue
		}
		if i += bits.TrailingZeros64(stop) / 8; src[i] == '"' {
			return i + 1
		}
		break
	}
	return t.stringFrom(at, i)
}

// stringFrom reads on at i, up to which all is plain, what string does not read itself:
// whatever is no ASCII or has escapes, and the end of the text.
func (t *Tape) stringFrom(at, i int) int {
	for src := t.text; i < len(src); {
		c := src[i]
		switch {
		case c == '"':
			return i + 1
		case c == '\\':
			if i = t.escape(i); i < 0 {
				return i
			}
		case c < ' ':
			return t.fail(i, `control character in a string, expected an escape such as \n or \u0000`)
		case c < utf8.RuneSelf:
			i = skipPlain(src, i+1)
		default:
			end := skipRunes(src, i)
			if end == i {
				return t.fail(at, "")
			}
			i = end
		}
	}
	return t.fail(at, "string without an end, expected a closing double quote")
}

// skipRunes returns the offset behind the characters from i that are no ASCII, which is i if the first is no
// UTF-8. Those of most alphabets it tells without a call.
func skipRunes(src string, i int) int {
	for len(src)-i >= 3 {
		c := src[i]
		if 0xc2 <= c && c < 0xe0 && src[i+1]&0xc0 == 0x80 {
			i += 2
		} else if 0xe1 <= c && c < 0xed && src[i+1]&0xc0 == 0x80 && src[i+2]&0xc0 == 0x80 {
			i += 3
		} else {
			break
		}
	}
	for i < len(src) && src[i] >= utf8.RuneSelf {
		r, size := utf8.DecodeRuneInString(src[i:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		i += size
	}
	return i
}

// skipPlain returns the offset of the first byte from i that is not plain ASCII.
func skipPlain(src string, i int) int {
	for ; len(src)-i >= 8; i += 8 {
		if stop := notPlainASCII(wordAt(src, i)); stop != 0 {
			return i + bits.TrailingZeros64(stop)/8
		}
	}
	for i < len(src) && plain[src[i]] && src[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// wordAt returns the eight bytes at an offset, the first of them in the lowest bits.
func wordAt(src string, i int) uint64 {
	s := src[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// highBits are those that no byte of ASCII has.
const highBits = 0x8080808080808080

// notPlainASCII returns 0 if all bytes of a word are plain ASCII, otherwise a word whose
// lowest bit is in the lowest byte that is not. What is no ASCII has the high bit. A byte b
// is below n if b-n borrows; it is c if b^c is below 1. What is below a space stays so when
// its second bit is turned, which makes of a quote a space, and of nothing else. Only bytes
// above the first hit can be wrong, as they have lent to it.
func notPlainASCII(word uint64) uint64 {
	const each = 0x0101010101010101
	quote, slash := word^2*each, word^'\\'*each
	return (quote - ('"'-1)*each | (slash - each) | word) & highBits
}

// escape reads the escape whose backslash is at an offset, and the two halves
// of a surrogate pair as one.
func (t *Tape) escape(at int) int {
	t.escapes++
	b := peek(t.text, at+1)
	if b != 'u' {
		if unescaped[b] == 0 {
			return t.fail(at, `unknown escape in a string, expected one of \" \\ \/ \b \f \n \r \t \u`)
		}
		return at + 2
	}
	unit := hex4(t.text, at+2)
	switch {
	case unit < 0:
		return t.fail(at, `expected four hexadecimal digits after \u`)
	case !isHigh(unit) && !isLow(unit):
		return at + 6
	case isHigh(unit) && strings.HasPrefix(t.text[at+6:], `\u`) && isLow(hex4(t.text, at+8)):
		return at + 12
	}
	return t.fail(at, `half of a surrogate pair, expected \ud800 to \udbff and then \udc00 to \udfff`)
}

func isHigh(unit int) bool { return 0xd800 <= unit && unit < 0xdc00 }
func isLow(unit int) bool  { return 0xdc00 <= unit && unit < 0xe000 }

// hex4 returns the number of the four hexadecimal digits at an offset, and -1
// where there are none.
func hex4(src string, at int) int {
	if len(src)-at < 4 {
		return -1
	}
	four := src[at : at+4]
	n := digits[four[0]]<<12 | digits[four[1]]<<8 | digits[four[2]]<<4 | digits[four[3]]
	if n > 0xffff { // one of them was no digit
		return -1
	}
	return int(n)
}

// digits has what the digits of a hexadecimal number stand for; of all else, more than four
// of them can.
var digits = func() (table [256]int32) {
	for c := range table {
		table[c] = 1 << 16
	}
	for i, c := range []byte("0123456789abcdef") {
		table[c] = int32(i)
	}
	for i, c := range []byte("ABCDEF") {
		table[c] = int32(10 + i)
	}
	return table
}()

// number reads a number as RFC 8259, section 6 has it.
func (t *Tape) number(at int) int {
	if t.text[at] == '-' {
		at++
	}
	end := t.digits(at)
	switch {
	case end == at:
		return t.fail(at, "expected a digit after -")
	case t.text[at] == '0' && end > at+1:
		return t.fail(at, "number with a leading zero, expected none")
	}
	if peek(t.text, end) == '.' {
		at = end + 1
		if end = t.digits(at); end == at {
			return t.fail(at, "expected a digit after the decimal point")
		}
	}
	if lower(peek(t.text, end)) == 'e' {
		at = end + 1
		if sign := peek(t.text, at); sign == '+' || sign == '-' {
			at++
		}
		if end = t.digits(at); end == at {
			return t.fail(at, "expected a digit in the exponent")
		}
	}
	return end
}

func (t *Tape) digits(at int) int {
	for '0' <= peek(t.text, at) && peek(t.text, at) <= '9' {
		at++
	}
	return at
}

// peek returns the byte at an offset, and 0, which begins nothing, at the end.
func peek(src string, at int) byte {
	if uint(at) < uint(len(src)) {
		return src[at]
	}
	return 0
}

// skipSpace returns the offset of the first byte from at that is not a space of
// RFC 8259, section 2.
func skipSpace(src string, at int) int {
	if uint(at) < uint(len(src)) && src[at] > ' ' {
		return at
	}
	return skipSpaces(src, at)
}

// skipSpaces is skipSpace where there may be one, which is seldom.
//
//go:noinline
func skipSpaces(src string, at int) int {
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
