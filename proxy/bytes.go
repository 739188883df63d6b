package proxy

import (
	"bytes"
	"strings"
)

// isToken reports whether b is a token (RFC 9110, section 5.6.2).
func isToken(b []byte) bool { return len(b) > 0 && areAll(b, &tokenBytes) }

// isFieldValue reports whether b may be a field's value (RFC 9110, section
// 5.5).
func isFieldValue(b []byte) bool { return areAll(b, &valueBytes) }

// printable reports whether b has only visible ASCII characters and spaces.
func printable(b []byte) bool {
	for _, c := range b {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// The bytes of tokens and of values, looked up since each byte of each header is asked for.
var (
	tokenBytes = bytesThat(func(c byte) bool { return isAlnum(c) || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0 })
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

// hasToken reports whether a comma-separated list holds a token, in any case.
func hasToken(list []byte, token string) bool {
	for part := range bytes.SplitSeq(list, []byte(",")) {
		if sameASCII(bytes.Trim(part, " \t"), token) {
			return true
		}
	}
	return false
}

// isName reports whether b is a segment that begins with a letter. Such a name
// may be quoted in an answer.
func isName(b []byte) bool { return isSegment(b) && isAlpha(b[0]) }

// isSegment reports whether b is letters, digits, hyphens and underscores, 64 at
// most, so that every reader of a path takes it for itself.
func isSegment(b []byte) bool {
	for _, c := range b {
		if !isAlnum(c) && c != '-' && c != '_' {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 64
}

// isHostField reports whether b may be the value of Host: a name or an address, and perhaps
// a port (RFC 9110, section 7.2). Of the characters that RFC 3986 has for a name only
// those are taken that names have. Others are read in two ways: before an @ stands a
// user, and after a comma the next host.
func isHostField(b []byte) bool {
	name, port := b, []byte(nil)
	end := bytes.LastIndexByte(b, ']')
	if i := bytes.LastIndexByte(b, ':'); i > end {
		name, port = b[:i], b[i+1:]
	}
	if len(port) > 5 || len(port) > 0 && !isDigits(port) {
		return false
	}
	if end >= 0 {
		return name[0] == '[' && end == len(name)-1 && isAddress(name[1:end])
	}
	for i, c := range name {
		if !isUnreserved(c) || c == '.' && (i == 0 || name[i-1] == '.') {
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

func isDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

func isAlpha(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isAlnum(c byte) bool { return isAlpha(c) || '0' <= c && c <= '9' }

// isUnreserved reports whether a character means the same in a URL whether it
// is percent-encoded or not (RFC 3986, section 2.3).
func isUnreserved(c byte) bool {
	return isAlnum(c) || c == '-' || c == '.' || c == '_' || c == '~'
}

// fold returns the lower case of an ASCII letter, and any other character.
func fold(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// sameASCII reports whether b is s but for the case of ASCII letters.
// Unicode's folding would take the long s for an s.
func sameASCII(b []byte, s string) bool {
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

const upperHex = "0123456789ABCDEF"

// appendEscaped appends s, percent-encoded but for unreserved characters, with
// upper-case digits. Every reader of URLs decodes that alike.
func appendEscaped(dst []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if isUnreserved(c) {
			dst = append(dst, c)
			continue
		}
		dst = append(dst, '%', upperHex[c>>4], upperHex[c&15])
	}
	return dst
}

// unhex returns the byte that two hexadecimal digits are.
func unhex(b []byte) (byte, bool) {
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
