package expression

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// quoted reads a text in quotes, single or double ones, with the escapes of Go.
func (l *lexer) quoted() (string, error) {
	start, quote := l.at, l.runes[l.at]
	var text []byte
	for l.at++; l.at < len(l.runes); {
		switch r := l.runes[l.at]; r {
		case quote:
			l.at++
			return string(text), nil
		case '\n', '\r':
			return "", faultAt(start, "this text does not end in its line")
		case '\\':
			r, err := l.escape(quote)
			if err != nil {
				return "", err
			}
			text = utf8.AppendRune(text, r)
		default:
			text = utf8.AppendRune(text, r)
			l.at++
		}
	}
	return "", faultAt(start, "this text has no end")
}

// escapes are the characters that stand for others behind a backslash.
var escapes = map[rune]rune{
	'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v', '\\': '\\',
}

// escape reads a backslash and what belongs to it.
func (l *lexer) escape(quote rune) (rune, error) {
	start := l.at
	l.at++
	rest := l.runes[l.at:]
	switch {
	case len(rest) == 0:
	case rest[0] == quote:
		l.at++
		return quote, nil
	case escapes[rest[0]] != 0:
		l.at++
		return escapes[rest[0]], nil
	case '0' <= rest[0] && rest[0] <= '3':
		return l.code(start, 0, 3, 8)
	case rest[0] == 'x':
		return l.code(start, 1, 2, 16)
	case rest[0] == 'u' && len(rest) > 1 && rest[1] == '{':
		digits := slices.Index(rest, '}') - 2
		if digits < 1 || digits > 6 {
			break
		}
		r, err := l.code(start, 2, digits, 16)
		l.at++
		return r, err
	case rest[0] == 'u':
		return l.code(start, 1, 4, 16)
	case rest[0] == 'U':
		return l.code(start, 1, 8, 16)
	}
	return 0, badEscape(start)
}

// code reads the number of a character, in digits of which no more and no fewer may be, behind
// some characters that have been looked at.
func (l *lexer) code(start, behind, digits, base int) (rune, error) {
	l.at += behind
	end := l.at + digits
	if end > len(l.runes) {
		return 0, badEscape(start)
	}
	n, err := strconv.ParseUint(string(l.runes[l.at:end]), base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, badEscape(start)
	}
	l.at = end
	return rune(n), nil
}

func badEscape(at int) error {
	return faultAt(at, `this escape is not known; a backslash itself is written \\`)
}

// raw reads a text in backticks, in which nothing is escaped and two backticks are one.
func (l *lexer) raw() (string, error) {
	start := l.at
	var text []rune
	for l.at++; l.at < len(l.runes); l.at++ {
		if l.has("``") {
			l.at++
		} else if l.runes[l.at] == '`' {
			l.at++
			return string(text), nil
		}
		text = append(text, l.runes[l.at])
	}
	return "", faultAt(start, "this text has no end")
}

// numberOf returns the whole number that a token is: in digits, which may be grouped by
// underscores, or behind 0x, 0o or 0b.
func numberOf(t token) (int, error) {
	base := 10
	if len(t.text) > 1 && t.text[0] == '0' && strings.ContainsRune("xXoObB", rune(t.text[1])) {
		base = 0
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(t.text, "_", ""), base, strconv.IntSize)
	if err != nil {
		return 0, faultAt(t.at, "this is no whole number, or too large a one")
	}
	return int(n), nil
}
