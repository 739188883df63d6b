package json

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Decode returns what the string raw, with its quotes, stands for. Without an
// escape in it that is a part of raw. To decode what is not a string panics; see
// Text.
func Decode(raw string) string {
	if len(raw) < 2 || raw[0] != '"' {
		panic("BUG: Decode of what is not a string")
	}
	Count(len(raw))
	raw = raw[1 : len(raw)-1]
	i := strings.IndexByte(raw, '\\')
	if i < 0 {
		return raw
	}
	dst := make([]byte, len(raw)) // no escape is shorter than what it stands for
	n := copy(dst, raw[:i])
	for i < len(raw) {
		switch {
		case raw[i] != '\\':
			run := strings.IndexByte(raw[i:], '\\')
			if run < 0 {
				run = len(raw) - i
			}
			n += copy(dst[n:], raw[i:i+run])
			i += run
		case raw[i+1] != 'u':
			dst[n] = unescaped[raw[i+1]]
			n, i = n+1, i+2
		default:
			r, size := decodeEscape(raw[i:])
			n += utf8.EncodeRune(dst[n:], r)
			i += size
		}
	}
	return made(dst[:n])
}

// decodeEscape returns the character that the escape \u at the start of raw
// stands for, and the length of the escape.
func decodeEscape(raw string) (r rune, size int) {
	unit := hex4(raw, 2)
	if !isHigh(unit) {
		return rune(unit), 6
	}
	return utf16.DecodeRune(rune(unit), rune(hex4(raw, 8))), 12
}

// unescaped has what stands after a backslash and what it means.
var unescaped = [256]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// Text returns the string that the text of a value is, decoded, and whether it is
// one.
func Text(text string) (string, bool) {
	if text == "" || text[0] != '"' {
		return "", false
	}
	return Decode(text), true
}

// Quote returns s as a JSON string, as AppendQuoted makes it.
func Quote(s string) string { return made(AppendQuoted(make([]byte, 0, len(s)+len(`""`)), s)) }

// AppendQuoted appends s as a JSON string with no more escapes than needed.
// Each byte of s that is not UTF-8 becomes U+FFFD.
func AppendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for s != "" {
		n := unquoted(s)
		dst = append(dst, s[:n]...)
		for s = s[n:]; s != "" && !plain[s[0]]; s = s[1:] { // most stand in a row, where there are many
			dst = appendEscaped(dst, s[0])
		}
		if s != "" && s[0] >= utf8.RuneSelf && skipRunes(s, 0) == 0 {
			dst, s = utf8.AppendRune(dst, utf8.RuneError), s[1:]
		}
	}
	return append(dst, '"')
}

// unquoted returns how much of a text stands for itself in a JSON string.
func unquoted(s string) int {
	n := 0
	for n < len(s) && plain[s[n]] {
		if n = skipPlain(s, n); n == len(s) || s[n] < utf8.RuneSelf {
			continue
		}
		end := skipRunes(s, n)
		if end == n {
			break
		}
		n = end
	}
	return n
}

// appendEscaped appends a character of ASCII that is not plain.
func appendEscaped(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	return append(dst, '\\', 'u', '0', '0', "01"[c>>4], "0123456789abcdef"[c&15])
}
