package filter

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A SyntaxError says where a filter or a path left the grammar, and what would
// have been read there. It never repeats a value, nor any word that may be one.
type SyntaxError struct {
	Kind   string // "filter" or "path"
	Column int    // of the first character that was refused, from 1, in characters
	Msg    string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s column %d: %s", e.Kind, e.Column, e.Msg)
}

// Col returns the column, for readers of files that hold filters.
func (e *SyntaxError) Col() int { return e.Column }

const (
	wantLiteral  = "a JSON string in double quotes, a number, true, false or null"
	wantOperator = "one of eq, ne, co, sw, ew, gt, ge, lt, le, pr"
)

// errorAt returns a SyntaxError at the byte offset at.
func (p *parser) errorAt(at int, format string, args ...any) error {
	column := utf8.RuneCountInString(p.s[:at]) + 1
	return &SyntaxError{Kind: p.kind, Column: column, Msg: fmt.Sprintf(format, args...)}
}

// expected returns the error for text at the offset at that is not want.
func (p *parser) expected(at int, want string) error {
	return p.errorAt(at, "expected %s, found %s", want, p.found(at))
}

// found describes what stands at the offset at without repeating a word of it.
func (p *parser) found(at int) string {
	if at >= len(p.s) {
		return "the end"
	}
	switch c := p.s[at]; {
	case c == '"':
		return "a string"
	case isBlank(c):
		return "white space"
	case isDigit(c):
		return "a number"
	case c > ' ' && c < utf8.RuneSelf && !isAlpha(c):
		return fmt.Sprintf("'%c'", c)
	}
	return "a word"
}

// unknownOperator returns the error for word, which stands at the parser's
// position, where an operator belongs. Only a short and plain word in front of a
// string is repeated; another may be a part of somebody's name.
func (p *parser) unknownOperator(word string) error {
	if word == "" {
		return p.expected(p.pos, wantOperator)
	}
	isData := func(r rune) bool { return r <= ' ' || '~' < r || '0' <= r && r <= '9' }
	before := strings.HasPrefix(p.s[p.pos:], word+" \"")
	if !before || len(word) > 8 || strings.ContainsFunc(word, isData) {
		return p.errorAt(p.pos, "unknown operator; expected %s", wantOperator)
	}
	return p.errorAt(p.pos, "unknown operator \"%s\"; expected %s", word, wantOperator)
}
