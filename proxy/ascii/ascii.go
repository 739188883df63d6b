// Package ascii says which bytes HTTP, URLs and names in them may have. It looks at bytes
// alone and knows nothing of what they belong to; Unicode's folding and classes, which take
// some other characters for ASCII, have no part in it.
package ascii

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// IsToken reports whether b is a token (RFC 9110, section 5.6.2).
func IsToken(b []byte) bool { return len(b) > 0 && areAll(b, &tokenBytes) }

// IsFieldValue reports whether b may be a field's value (RFC 9110, section
// 5.5).
func IsFieldValue(b []byte) bool { return areAll(afterPlain(b), &valueBytes) }

// IsPrintable reports whether b has only visible ASCII characters and spaces.
func IsPrintable(b []byte) bool {
	for _, c := range afterPlain(b) {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// afterPlain returns b without the eights of bytes at its beginning that are visible ASCII
// characters and spaces, of which the tokens and most other fields consist.
func afterPlain(b []byte) []byte {
	const each = 0x0101010101010101
	for len(b) >= 8 {
		x := binary.LittleEndian.Uint64(b)
		d := x ^ 0x7f*each
		if ((x-' '*each)&^x|(d-each)&^d|x)&(0x80*each) != 0 {
			break
		}
		b = b[8:]
	}
	return b
}

// The bytes of tokens and of values, looked up since each byte of each header is asked for.
var (
	tokenBytes = bytesThat(func(c byte) bool { return IsAlnum(c) || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0 })
	valueBytes = bytesThat(func(c byte) bool { return (c >= ' ' || c == '\t') && c != 0x7f })
)

func bytesThat(is func(byte) bool) (set [256]bool) {
	for c := range set {
		set[c] = is(byte(c))
	}
	return set
}

func areAll(b []byte, set *[256]bool) bool {
	for _, c := range b {
		if !set[c] {
			return false
		}
	}
	return true
}

// TrimBlanks returns b without the blanks and tabs around it.
func TrimBlanks(b []byte) []byte {
	for len(b) > 0 && isBlank(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isBlank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// HasToken reports whether a comma-separated list holds a token, in any case.
func HasToken(list []byte, token string) bool {
	for part := range bytes.SplitSeq(list, []byte(",")) {
		if Equal(TrimBlanks(part), token) {
			return true
		}
	}
	return false
}

// IsName reports whether b is a segment that begins with a letter. Such a name
// may be quoted in an answer.
func IsName(b []byte) bool { return IsSegment(b) && isAlpha(b[0]) }

// IsSegment reports whether b is letters, digits, hyphens and underscores, 64 at
// most, so that every reader of a path takes it for itself.
func IsSegment(b []byte) bool {
	for _, c := range b {
		if !IsAlnum(c) && c != '-' && c != '_' {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 64
}

// IsHost reports whether b may be the value of Host: a name or an address, and perhaps
// a port (RFC 9110, section 7.2). Of the characters that RFC 3986 has for a name only
// those are taken that names have. Others are read in two ways: before an @ stands a
// user, and after a comma the next host.
func IsHost(b []byte) bool {
	name, port := b, []byte(nil)
	end := bytes.LastIndexByte(b, ']')
	if i := bytes.LastIndexByte(b, ':'); i > end {
		name, port = b[:i], b[i+1:]
	}
	if len(port) > 5 || len(port) > 0 && !IsDigits(port) {
		return false
	}
	if end >= 0 {
		return name[0] == '[' && end == len(name)-1 && isAddress(name[1:end])
	}
	for i, c := range name {
		if !IsUnreserved(c) || c == '.' && (i == 0 || name[i-1] == '.') {
			return false
		}
	}
	return len(name) > 0
}

// isAddress reports whether b has the characters of an IPv6 address.
func isAddress(b []byte) bool {
	for _, c := range b {
		if _, hex := hexDigit(c); !hex && c != ':' && c != '.' {
			return false
		}
	}
	return len(b) > 1
}

// IsDigits reports whether b is a number of decimal digits.
func IsDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

func isAlpha(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// IsAlnum reports whether a character is a letter or a digit.
func IsAlnum(c byte) bool { return isAlpha(c) || '0' <= c && c <= '9' }

// IsUnreserved reports whether a character means the same in a URL whether it
// is percent-encoded or not (RFC 3986, section 2.3).
func IsUnreserved(c byte) bool {
	return IsAlnum(c) || c == '-' || c == '.' || c == '_' || c == '~'
}

// fold returns the lower case of an ASCII letter, and any other character.
func fold(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// Equal reports whether b is s but for the case of ASCII letters.
// Unicode's folding would take the long s for an s.
func Equal(b []byte, s string) bool {
	if len(b) != len(s) {
		return false
	}
	for i, c := range b {
		if fold(c) != fold(s[i]) {
			return false
		}
	}
	return true
}

var unreserved = bytesThat(IsUnreserved)

const upperHex = "0123456789ABCDEF"

// AppendEscaped appends s, percent-encoded but for unreserved characters, with
// upper-case digits. Every reader of URLs decodes that alike.
func AppendEscaped(dst []byte, s string) []byte {
	from := 0
	for i := range len(s) {
		if c := s[i]; !unreserved[c] {
			dst = append(append(dst, s[from:i]...), '%', upperHex[c>>4], upperHex[c&15])
			from = i + 1
		}
	}
	return append(dst, s[from:]...)
}

// Unhex returns the byte that two hexadecimal digits are.
func Unhex(b []byte) (byte, bool) {
	if len(b) < 2 {
		return 0, false
	}
	hi, ok := hexDigit(b[0])
	lo, ok2 := hexDigit(b[1])
	return hi<<4 | lo, ok && ok2
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}
