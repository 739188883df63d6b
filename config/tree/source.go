package tree

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A source is a file being read: its text, and the faults noted so far.
type source struct {
	file  string
	text  string // without byte order mark
	lines []string
	notes Errors
	asked func(Ask)

	spelled int    // the line that was last asked for as characters
	runes   []rune // and these
}

func newSource(file string, data []byte) *source {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	text := string(data)
	return &source{file: file, text: text, lines: splitLines(text)}
}

// at returns the position of a line and column, both counted from 1. What the YAML
// library puts behind the last line is at the end of that line, what it puts
// nowhere at the start of the file.
func (s *source) at(line, column int) Position {
	if last := len(s.lines); line > last {
		line, column = last, utf8.RuneCountInString(s.line(last))+1
	}
	return Position{File: s.file, Line: max(line, 1), Column: max(column, 1)}
}

// maxFaults is how many faults of a file are noted. No person reads more,
// and a file made to be slow is not worth the work.
const maxFaults = 200

// full reports whether no more faults are noted.
func (s *source) full() bool { return len(s.notes) > maxFaults }

// note notes a fault, in one line.
func (s *source) note(p Position, format string, args ...any) {
	switch {
	case s.full():
		return
	case len(s.notes) == maxFaults:
		format, args = "too many errors; the remaining ones are not shown", nil
	}
	msg := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "; ")
	s.notes = append(s.notes, Error{Pos: p, Msg: msg})
}

// line returns the text of a line counted from 1, without its end;
// a line that is not there is empty.
func (s *source) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return s.lines[n-1]
}

// characters returns those of a line counted from 1. Places in the same line are asked for one
// after the other, and the whole of a file may be one line.
func (s *source) characters(n int) []rune {
	if s.spelled != n {
		s.spelled, s.runes = n, []rune(s.line(n))
	}
	return s.runes
}

// splitLines splits text at \n, \r\n and \r, as YAML does.
// The other line ends of YAML 1.1 are refused by readable.
func splitLines(text string) []string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	return strings.Split(text, "\n")
}

// readable notes the first thing that keeps the text from being read as YAML at all:
// its size, an encoding that is not UTF-8, or a character that cannot be seen.
func (s *source) readable() bool {
	if len(s.text) > maxSize {
		s.note(s.at(1, 1), "the file is larger than 1 MiB")
		return false
	}
	for i, r := range s.text {
		why := refused(r, s.text[i:])
		if why == "" {
			continue
		}
		before := splitLines(s.text[:i])
		last := before[len(before)-1]
		s.note(s.at(len(before), utf8.RuneCountInString(last)+1), "%s", why)
		return false
	}
	return true
}

// refused says why a file cannot hold the character r, which starts rest;
// the reason is empty if it can.
func refused(r rune, rest string) string {
	switch {
	case r == utf8.RuneError && !strings.HasPrefix(rest, "\ufffd"):
		return "the file is not UTF-8 text"
	case r == '\t' || r == '\n' || r == '\r':
		return ""
	case r < ' ' || r >= 0x7f && r <= 0x9f:
		return fmt.Sprintf("control character U+%04X; in double quotes write \\x%02X", r, r)
	case r == '\u2028' || r == '\u2029' || r == '\ufeff' || r == '\ufffe' || r == '\uffff':
		return fmt.Sprintf("invisible character U+%04X; in double quotes write \\u%04X", r, r)
	}
	return ""
}
