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
	dst := make([]byte, 0, len(raw))
	for i >= 0 {
		dst = append(dst, raw[:i]...)
		raw = raw[i:]
		for raw != "" && raw[0] == '\\' { // most stand in a row, where there are many
			r, size := decodeEscape(raw)
			if r < utf8.RuneSelf {
				dst = append(dst, byte(r))
			} else {
				dst = utf8.AppendRune(dst, r)
			}
			raw = raw[size:]
		}
		i = strings.IndexByte(raw, '\\')
	}
	return string(append(dst, raw...))
}

// decodeEscape returns the character that the escape at the start of raw
// stands for, and the length of the escape.
func decodeEscape(raw string) (r rune, size int) {
	if raw[1] != 'u' {
		return rune(unescaped[raw[1]]), 2
	}
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
		n := 0
		for n < len(s) && s[n] < utf8.RuneSelf && plain[s[n]] {
			n++
		}
		dst = append(dst, s[:n]...)
		if s = s[n:]; s == "" {
			break
		}
		r, size := utf8.DecodeRuneInString(s)
		dst = appendEscaped(dst, r)
		s = s[size:]
	}
	return append(dst, '"')
}

// appendEscaped appends a character that is not plain ASCII.
func appendEscaped(dst []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(dst, '\\', byte(r))
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
	if r < ' ' {
		return append(dst, '\\', 'u', '0', '0', "01"[r>>4], "0123456789abcdef"[r&15])
	}
	return utf8.AppendRune(dst, r)
}
