package tree

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// sentence says what a message of the YAML library means to the author of a file,
// and what to do about it. A message that is not here is passed on.
func sentence(message string) string {
	switch message {
	case "could not find expected ':'":
		return "expected : after this key"
	case "did not find expected ',' or ']'":
		return "expected , or ]; quote a value that has brackets or braces in it"
	case "did not find expected ',' or '}'":
		return "expected , or }; quote a value that has brackets or braces in it"
	case "did not find expected '-' indicator":
		return "expected - and the next item; check the indentation"
	case "did not find expected node content":
		return "expected a value"
	case "found unexpected end of stream":
		return "this quote is not closed"
	case "found unknown escape character":
		return `unknown escape; write \\ for a backslash, or use single quotes`
	case "found a tab character where an indentation space is expected",
		"found a tab character that violates indentation",
		"found mixed spaces and tabs in indentation":
		return tabRefused
	case "block sequence entries are not allowed in this context":
		return "a list cannot start here; put - on a line of its own"
	case "mapping values are not allowed in this context":
		return `unexpected colon; quote a value with ": " in it, or check the indentation and the line above`
	case "did not find expected <document start>":
		return "unexpected text at the start of a line; check the indentation of the lines above"
	case "did not find expected comment or line break":
		return "expected the end of the line"
	case "exceeded max depth of 10000":
		return tooDeep
	}
	return "not YAML: " + message
}

const tabRefused = "tab before a key or value; indent with spaces"

// syntax notes the error with which the YAML library refused the text.
func (s *source) syntax(err error) {
	var e *yaml.LoadError
	if !errors.As(err, &e) {
		s.note(s.at(1, 1), "not YAML: %s", err)
		return
	}
	p := s.within(s.at(e.Mark.Line, e.Mark.Column))
	switch {
	case strings.HasPrefix(e.Message, "unknown anchor"):
		s.note(p, anchorsRefused)
	case e.Message == "found character that cannot start any token":
		s.note(p, "%s", cannotStart(s.after(p)))
	case e.Message == "did not find expected key":
		s.noKey(p)
	default:
		s.explain(e, p)
	}
}

// explain notes a message that needs no look at the text.
func (s *source) explain(e *yaml.LoadError, p Position) {
	msg := sentence(e.Message)
	c := s.at(e.ContextMark.Line, e.ContextMark.Column)
	switch e.Message {
	case "found unexpected end of stream", "could not find expected ':'":
		p = c
	case "did not find expected ',' or ']'":
		msg += fmt.Sprintf(" (the list starts at line %d, column %d)", c.Line, c.Column)
	case "did not find expected ',' or '}'":
		msg += fmt.Sprintf(" (the mapping starts at line %d, column %d)", c.Line, c.Column)
	}
	s.note(p, "%s", msg)
}

// noKey notes that a key was expected at p. What is found there most often is
// the rest of a value that should have been quoted, since its start is a value already.
func (s *source) noKey(p Position) {
	line := []rune(s.line(p.Line))
	before := strings.TrimRight(string(line[:p.Column-1]), " \t")
	switch {
	case strings.HasSuffix(before, "}"):
		p.Column = opening(before, '{', '}')
		s.note(p, "quote this filter: in YAML an unquoted { starts a mapping")
	case strings.HasSuffix(before, "]"):
		p.Column = opening(before, '[', ']')
		s.note(p, "quote this value: in YAML an unquoted [ starts a list")
	case strings.HasSuffix(before, `"`), strings.HasSuffix(before, "'"):
		s.note(p, "text after a quoted value; quote the whole value")
	default:
		s.note(p, "expected a key; check the indentation")
	}
}

// opening returns the column of the bracket that the last one of line closes,
// or that of the last one if it is on another line.
func opening(line string, open, closing rune) int {
	r := []rune(line)
	depth := 0
	for i := len(r) - 1; i >= 0; i-- {
		switch r[i] {
		case closing:
			depth++
		case open:
			depth--
		}
		if depth == 0 {
			return i + 1
		}
	}
	return len(r)
}

// cannotStart says why a value does not start with the text.
func cannotStart(text string) string {
	switch {
	case strings.HasPrefix(text, "\t"):
		return tabRefused
	case text != "" && strings.ContainsRune("@`%", rune(text[0])):
		return "quote this value: in YAML a value cannot start with " + text[:1]
	}
	return "not YAML: a value cannot start here"
}

// after returns the text of a line from p on.
func (s *source) after(p Position) string {
	return string([]rune(s.line(p.Line))[p.Column-1:])
}

// within returns p, or the end of its line if p lies behind it.
func (s *source) within(p Position) Position {
	p.Column = min(p.Column, utf8.RuneCountInString(s.line(p.Line))+1)
	return p
}
