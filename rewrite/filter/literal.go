package filter

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"scimshim/rewrite/filter/compare"
)

// A Kind is a type of literal.
type Kind uint8

// The kinds of literals. A comparison with Pr has none.
const (
	KindNone Kind = iota
	KindString
	KindNumber
	KindBool
	KindNull
)

// Kind returns which kind of JSON value l is. It looks at the first byte only.
func (l Literal) Kind() Kind {
	if l == "" {
		return KindNone
	}
	switch l[0] {
	case '"':
		return KindString
	case 't', 'f':
		return KindBool
	case 'n':
		return KindNull
	}
	return KindNumber
}

// Text returns the string that l denotes, and whether l is a JSON string.
func (l Literal) Text() (text string, ok bool) {
	if len(l) < 2 || l.Kind() != KindString {
		return "", false
	}
	if strings.IndexByte(string(l), '\\') < 0 {
		return string(l[1 : len(l)-1]), true
	}
	return l.decode()
}

// Same tells whether l and m denote the same value: numbers by what they are, and
// strings with fold also where only the case of ASCII letters differs.
func (l Literal) Same(m Literal, fold bool) bool {
	x, isString := l.Text()
	y, alsoString := m.Text()
	switch {
	case isString && alsoString:
		return x == y || fold && Fold(x, y)
	case l.Kind() == KindNumber && m.Kind() == KindNumber:
		order, ok := compare.Numbers(string(l), string(m))
		return ok && order == 0
	}
	return l == m
}

// decode returns the string that a literal with escapes denotes.
func (l Literal) decode() (text string, ok bool) {
	err := json.Unmarshal([]byte(l), &text)
	return text, err == nil
}

// Quote returns the literal that denotes text. Whatever text holds, the result
// is one JSON string. Bytes that are not UTF-8 become U+FFFD, as no JSON string
// can denote them.
func Quote(text string) Literal {
	dst := append(make([]byte, 0, len(text)+2), '"')
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	for i := 0; i < len(text); i++ {
		dst = appendEscaped(dst, text[i])
	}
	return Literal(append(dst, '"'))
}

// literalOf is Quote of the text that a string of JSON stands for. One in which all stands
// for itself is its own literal.
func literalOf(quoted string) Literal {
	if strings.IndexByte(quoted, '\\') < 0 {
		return Literal(quoted)
	}
	text, _ := Literal(quoted).decode()
	return Quote(text)
}

// appendEscaped appends one byte of a text as it stands in a JSON string.
func appendEscaped(dst []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	switch {
	case c == '"' || c == '\\':
		return append(dst, '\\', c)
	case c < ' ':
		return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
	}
	return append(dst, c)
}
